/** What every store does about calls that several processes share: one has each, and what others write is not kept. */

import assert from "node:assert/strict";
import type { Database } from "../../src/store/store.ts";
import { ended, incident, NOON_MS, talking } from "./records.ts";

/** Two processes on one empty database, and what takes it away. */
export type OpenTwo = () => Promise<{ one: Database; two: Database; remove(): Promise<void> }>;

/** Registers the contract's tests. */
export function ownersContract(database: string, open: OpenTwo): void {
  const contract = (sentence: string, check: (one: Database, two: Database) => Promise<void>) =>
    Deno.test(`${database}, two processes: ${sentence}`, async () => {
      const { one, two, remove } = await open();
      try {
        await check(one, two);
      } finally {
        await Promise.all([one.close(), two.close()]);
        await remove();
      }
    });
  living(contract);
  owning(contract);
  orphaned(contract);
}

type Contract = (sentence: string, check: (one: Database, two: Database) => Promise<void>) => void;

function living(contract: Contract): void {
  contract("each is heard of by the other, until it leaves", async (one, two) => {
    assert.deepEqual(await one.others(), []);
    await one.beat(NOON_MS, true);
    await two.beat(NOON_MS + 1, false);
    await two.beat(NOON_MS + 2, false);
    assert.deepEqual([await one.others(), await two.others()], [[NOON_MS + 2], [NOON_MS]]);
    assert.deepEqual([await one.others(true), await two.others(true)], [[], [NOON_MS]]);
    await one.leave();
    assert.deepEqual(await two.others(), []);
  });

  contract("one that was not heard of for long is forgotten", async (one, two) => {
    await one.beat(NOON_MS, true);
    await two.forget(NOON_MS);
    assert.equal((await two.others()).length, 1);
    await two.forget(NOON_MS + 1);
    assert.deepEqual(await two.others(), []);
  });
}

function owning(contract: Contract): void {
  contract(
    "a call that was taken over is its new owner's, and what the old one writes is not kept",
    async (one, two) => {
      await one.saveCall(talking("CA1"));
      assert.deepEqual(await one.takenFromUs(["CA1"]), []);
      assert.deepEqual((await two.takeOver("CA1"))!.call, talking("CA1"));
      assert.deepEqual(await one.takenFromUs(["CA1", "CA2"]), ["CA1"]);
      await one.saveCall(ended("CA1"));
      assert.deepEqual(await two.findCall("CA1"), talking("CA1"));
      const owns = (store: Database, sid: string) => store.transact((tx) => tx.owns(sid));
      assert.deepEqual([await owns(one, "CA1"), await owns(two, "CA1"), await owns(one, "CA9")], [false, true, true]);
      await one.transact((tx) => tx.put({ call: ended("CA1") }));
      assert.deepEqual(await one.findCall("CA1"), talking("CA1"));
      await two.saveCall(ended("CA1"));
      assert.deepEqual(await one.findCall("CA1"), ended("CA1"));
    },
  );

  contract("who takes a call over reads all that was saved of it, its incident too", async (one, two) => {
    const saves = Array.from(
      { length: 10 },
      (_, asked) => one.saveCall(talking("CA1", { questions: { asked, budget: 8 } })),
    );
    await one.transact((tx) => tx.put({ incident: incident(1, { callSid: "CA1" }) }));
    await Promise.all(saves);
    const taken = await two.takeOver("CA1");
    assert.equal(taken!.call.questions.asked, 9);
    assert.equal(taken!.incident!.id, incident(1).id);
    assert.equal(await two.takeOver("CA9"), null);
  });

  contract("a call that was let go is anybody's, once", async (one, two) => {
    await one.saveCall(talking("CA1"));
    await two.letGo("CA1");
    assert.deepEqual(await two.orphans(NOON_MS, 10), ["CA1"], "nobody was heard of");
    await one.beat(NOON_MS + 1, true);
    assert.deepEqual(await two.orphans(NOON_MS, 10), [], "only its owner lets it go");
    await one.letGo("CA1");
    assert.deepEqual(await two.orphans(NOON_MS, 10), ["CA1"]);
    const taken = await Promise.all([one, two].map((store) => store.takeOver("CA1", NOON_MS)));
    assert.ok(taken.filter((call) => call !== null).length >= 1);
  });
}

function orphaned(contract: Contract): void {
  contract("a call is an orphan when its owner was not heard of, and only while it is not over", async (one, two) => {
    await one.beat(NOON_MS, true);
    for (const sid of ["CA1", "CA2"]) await one.saveCall(talking(sid));
    await one.saveCall(ended("CA3"));
    assert.deepEqual(await two.orphans(NOON_MS - 1, 10), [], "its owner was heard of");
    assert.equal(await two.takeOver("CA1", NOON_MS - 1), null, "and keeps it");
    assert.deepEqual(await two.orphans(NOON_MS, 10), ["CA2", "CA1"]);
    assert.deepEqual(await two.orphans(NOON_MS, 1), ["CA2"]);
    assert.deepEqual(await one.orphans(NOON_MS, 10), [], "nobody's own");
    assert.equal((await two.takeOver("CA1", NOON_MS))!.call.sid, "CA1");
    assert.deepEqual(await two.orphans(NOON_MS, 10), ["CA2"]);
    await one.leave();
    assert.deepEqual(await two.orphans(0, 10), ["CA2"], "gone is not heard of");
  });
}
