/** What every store does with events, and how it forgets. */

import assert from "node:assert/strict";
import type { Database } from "../../src/store/store.ts";
import type { Contract } from "./contract.ts";
import { ended, incident, isoAt, message, NOON_MS, send, talking } from "./records.ts";

const DAY_MS = 86_400_000;

/** Registers this part of the contract. */
export function eventsContract(contract: Contract): void {
  following(contract);
  forgetting(contract);
  pruning(contract);
}

function following(contract: Contract): void {
  contract("events are followed from any of them on, oldest first, and none is skipped", async (store) => {
    assert.equal(await store.lastEventId(), 0);
    assert.deepEqual(await store.eventsAfter(0, 10), []);
    await happen(store, "a", "b");
    await Promise.all(Array.from({ length: 20 }, (_, n) => happen(store, `c${n}`, `d${n}`)));
    const events = await store.eventsAfter(0, 100);
    assert.equal(events.length, 42);
    assert.deepEqual(events.slice(0, 2).map(({ type, data, atMs }) => ({ type, data, atMs })), [
      { type: "a", data: { name: "a" }, atMs: NOON_MS },
      { type: "b", data: { name: "b" }, atMs: NOON_MS },
    ]);
    assert.deepEqual(events.map(({ id }) => id), events.map(({ id }) => id).toSorted((a, b) => a - b));
    assert.equal(new Set(events.map(({ id }) => id)).size, 42);
    assert.equal(await store.lastEventId(), events.at(-1)!.id);
    assert.deepEqual(await store.eventsAfter(events[2]!.id, 3), events.slice(3, 6));
    assert.deepEqual(await store.eventsAfter(events.at(-1)!.id, 3), []);
  });
}

function forgetting(contract: Contract): void {
  contract(
    "calls that ended long enough ago are named for erasure, oldest first, until they are erased",
    async (store) => {
      for (const n of [3, 1, 2]) await store.saveCall(ended(`CA${n}`, { endedAt: isoAt(n) }));
      await store.saveCall(talking("CA4"));
      const toErase = (limit: number) => store.callsToErase(NOON_MS + 3, limit);
      assert.deepEqual(await toErase(50), ["CA1", "CA2"]);
      assert.deepEqual(await toErase(1), ["CA1"]);

      await store.callErased("CA1", new Date(NOON_MS + DAY_MS));
      await store.callErased("none", new Date(NOON_MS + DAY_MS));
      assert.deepEqual(await toErase(50), ["CA2"]);
      assert.deepEqual(
        await store.findCall("CA1"),
        ended("CA1", { endedAt: isoAt(1), transcript: [], recording: null }),
      );
      assert.deepEqual((await store.findCall("CA2"))?.transcript, ended("CA2").transcript);
    },
  );

  contract("with a call its words go out of the messages that were not delivered; other calls' stay", async (store) => {
    const calls = [ended("CA1"), ended("CA2"), ended("CA3", { incidentId: null })];
    await send(
      store,
      ...calls.map((call) => message(call, { type: "call.ended", orderKey: call.incidentId ?? call.sid })),
      message({ text: "a note" }, { orderKey: calls[0]!.incidentId }),
    );
    await store.dead((await store.takeDue(NOON_MS, 1_000, 1))[0]!.id, "410");
    for (const call of calls) await store.saveCall(call);
    for (const sid of ["CA1", "CA3"]) await store.callErased(sid, new Date(NOON_MS + DAY_MS));
    const kept = async (state: "dead" | "waiting") =>
      (await store.listMessages({ state, limit: 9 })).items.map(({ payload }) => payload);
    assert.deepEqual(await kept("dead"), [{ ...calls[0], transcript: [], recording: null }]);
    assert.deepEqual(await kept("waiting"), [
      { text: "a note" },
      { ...calls[2], transcript: [], recording: null },
      calls[1],
    ]);
  });

  contract("the incident stays when its call is erased", async (store) => {
    await store.transact((transaction) => transaction.put({ call: ended("CA1"), incident: incident(1) }));
    await store.callErased("CA1", new Date(NOON_MS + DAY_MS));
    assert.deepEqual(await store.findIncident(incident(1).id), incident(1));
  });
}

function pruning(contract: Contract): void {
  contract("events and delivered messages of an age go; undelivered and dead ones stay", async (store) => {
    await happen(store, "a", "b");
    const newest = await store.lastEventId();
    await send(store, message(1), message(2), message(3));
    const [one, two] = await store.takeDue(NOON_MS, 1_000, 2);
    await store.delivered(one!.id, NOON_MS);
    await store.dead(two!.id, "410");
    const left = () =>
      Promise.all(
        (["delivered", "dead", "waiting"] as const).map(async (state) =>
          (await store.listMessages({ state, limit: 9 })).items.map(({ payload }) => payload)
        ),
      );
    await store.pruneBefore(NOON_MS);
    assert.deepEqual(await left(), [[1], [2], [3]]);
    assert.equal((await store.eventsAfter(0, 10)).length, 2);
    await store.pruneBefore(NOON_MS + 1);
    assert.deepEqual(await left(), [[], [2], [3]]);
    // The newest is what a follower who comes later counts from.
    assert.deepEqual((await store.eventsAfter(0, 10)).map(({ id }) => id), [newest]);
    await happen(store, "c");
    assert.ok(await store.lastEventId() > newest);
  });
}

function happen(store: Database, ...types: readonly string[]): Promise<void> {
  return store.transact((transaction) =>
    transaction.put({ events: types.map((type) => ({ type, data: { name: type } })) })
  );
}
