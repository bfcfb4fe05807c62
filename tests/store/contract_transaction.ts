/** What every store promises of a transaction: all or nothing, alone, numbers without gaps, answers kept. */

import assert from "node:assert/strict";
import type { Transaction } from "../../src/store/ports.ts";
import type { Database } from "../../src/store/store.ts";
import type { Contract } from "./contract.ts";
import { ended, idOf, incident, isoAt, message, NOON_MS, talking } from "./records.ts";

/** Registers this part of the contract. */
export function transactionContract(contract: Contract): void {
  wholeness(contract);
  numbers(contract);
  answers(contract);
}

function wholeness(contract: Contract): void {
  contract("a transaction that throws leaves nothing, and its error comes through", async (store) => {
    await store.saveCall(talking("CA1"));
    const work = async (transaction: Transaction) => {
      await everything(transaction);
      throw new Error("half way");
    };
    await assert.rejects(store.transact(work), /half way/);
    assert.deepEqual(await store.findCall("CA1"), talking("CA1"));
    assert.equal(await store.findIncident(idOf(1)), null);
    assert.deepEqual(await store.takeDue(NOON_MS, 1_000, 10), []);
    assert.deepEqual(await store.eventsAfter(0, 10), []);
    assert.deepEqual(await store.openTasks(10), []);
    assert.equal(await store.transact((transaction) => transaction.answerOf("key")), null);
    assert.equal(await store.transact((transaction) => transaction.incidentOfCall("CA9")), null);
  });

  contract("a transaction that is done has written all of it, and gives what its work gave", async (store) => {
    assert.equal(await store.transact(everything), "2026-000001");
    assert.deepEqual(await store.findCall("CA1"), ended("CA1"));
    assert.deepEqual(await store.findIncident(idOf(1)), incident(1));
    assert.equal((await store.takeDue(NOON_MS, 1_000, 10)).length, 1);
    assert.equal((await store.eventsAfter(0, 10)).length, 1);
    assert.equal((await store.openTasks(10)).length, 1);
    assert.equal((await store.transact((transaction) => transaction.incidentOfCall("CA9")))?.id, idOf(1));
  });

  contract("a transaction reads what it wrote, and what was saved before it without waiting", async (store) => {
    const saves = Array.from(
      { length: 20 },
      (_, asked) => store.saveCall(talking("CA1", { questions: { asked, budget: 50 } })),
    );
    const saved = Promise.all([...saves, store.saveCall(talking("CA1"))]);
    await store.transact(async (transaction) => {
      assert.deepEqual(await transaction.call("CA1"), talking("CA1"));
      await transaction.put({ call: ended("CA1"), incident: incident(1) });
      assert.deepEqual(await transaction.call("CA1"), ended("CA1"));
      assert.deepEqual(await transaction.incident(idOf(1)), incident(1));
    });
    await saved;
    assert.deepEqual(await store.findCall("CA1"), ended("CA1"));
  });
}

function numbers(contract: Contract): void {
  contract("numbers have no gap: those of transactions that failed are given again", async (store) => {
    const next = (fails: boolean) =>
      store.transact(async (transaction) => {
        const number = await transaction.nextNumber(2026);
        if (fails) throw new Error("given back");
        return number;
      }).catch(() => null);
    const given = await Promise.all(Array.from({ length: 40 }, (_, n) => next(n % 4 === 3)));
    const kept = given.filter((number) => number !== null).sort();
    assert.deepEqual(kept, Array.from({ length: 30 }, (_, n) => `2026-${String(n + 1).padStart(6, "0")}`));
  });

  contract("each year counts from one", async (store) => {
    const next = (year: number) => store.transact((transaction) => transaction.nextNumber(year));
    assert.deepEqual([await next(2026), await next(2027), await next(2026)], [
      "2026-000001",
      "2027-000001",
      "2026-000002",
    ]);
  });

  contract("of transactions that look first and write then, none is blind to another", async (store) => {
    // Each adds a line to what it read: with a stale reading, one would be overwritten.
    await store.transact((transaction) => transaction.put({ incident: incident(1, { details: { count: "0" } }) }));
    const count = () =>
      store.transact(async (transaction) => {
        const read = (await transaction.incident(idOf(1)))!;
        await transaction.put({ incident: { ...read, details: { count: String(Number(read.details["count"]) + 1) } } });
      });
    await Promise.all(Array.from({ length: 30 }, count));
    assert.equal((await store.findIncident(idOf(1)))?.details["count"], "30");
  });
}

function answers(contract: Contract): void {
  contract("the answer to an idempotency key is kept, and the first one stays", async (store) => {
    const answer = { request: "POST /a", status: 201, body: '{"number":"2026-000001"}' };
    await store.transact((transaction) => transaction.keepAnswer("key", answer));
    await store.transact((transaction) => transaction.keepAnswer("key", { ...answer, status: 500 }));
    assert.deepEqual(await answerOf(store, "key"), answer);
    assert.equal(await answerOf(store, "other"), null);
  });
}

async function everything(transaction: Transaction): Promise<string> {
  const number = await transaction.nextNumber(2026);
  await transaction.put({
    call: ended("CA1"),
    incident: incident(1),
    messages: [message("a")],
    events: [{ type: "incident.created", data: {} }],
    task: { kind: "call_back", callSid: "CA1", incidentId: idOf(1), createdAt: isoAt(0) },
  });
  await transaction.join("CA9", idOf(1));
  await transaction.keepAnswer("key", { request: "POST /a", status: 201, body: "{}" });
  return number;
}

async function answerOf(store: Database, key: string) {
  return await store.transact((transaction) => transaction.answerOf(key));
}
