/** What every store does with messages on their way. */

import assert from "node:assert/strict";
import { BadCursor, type Database } from "../../src/store/store.ts";
import type { Contract } from "./contract.ts";
import { message, NOON_MS, send } from "./records.ts";

const LEASE_MS = 30_000;

/** Registers this part of the contract. */
export function outboxContract(contract: Contract): void {
  taking(contract);
  order(contract);
  failing(contract);
  waiting(contract);
  moving(contract);
}

function taking(contract: Contract): void {
  contract("a message is taken as it was written, and once while its lease runs", async (store) => {
    const written = message({ number: "2026-000001", text: "a\0🚓" }, {
      channel: "sms",
      type: "dispatch",
      orderKey: "a",
    });
    await send(store, written);
    const [taken] = await take(store);
    assert.deepEqual(taken, {
      ...written,
      id: taken!.id,
      createdAtMs: NOON_MS,
      attempts: 0,
      nextAtMs: NOON_MS + LEASE_MS,
      state: "waiting",
      lastError: null,
    });
    assert.match(taken!.id, /^msg_\w{20,}$/);
    assert.deepEqual(await take(store, NOON_MS + LEASE_MS - 1), []);
    assert.deepEqual((await take(store, NOON_MS + LEASE_MS)).map(({ id }) => id), [taken!.id]);
  });

  contract("messages are taken in the order they were written, at most as many as asked for", async (store) => {
    await send(store, message(1), message(2));
    await send(store, message(3));
    assert.deepEqual(payloads(await take(store, NOON_MS, 2)), [1, 2]);
    assert.deepEqual(payloads(await take(store, NOON_MS, 2)), [3]);
    assert.deepEqual(await take(store, NOON_MS, 2), []);
  });

  contract("a message that is delivered is never taken again", async (store) => {
    await send(store, message(1));
    const [taken] = await take(store);
    await store.delivered(taken!.id, NOON_MS);
    await store.failed(taken!.id, { nextAtMs: NOON_MS, error: "late news" });
    await store.dead(taken!.id, "late news");
    await store.releaseAll(NOON_MS);
    assert.deepEqual(await take(store, NOON_MS + 2 * LEASE_MS), []);
    const { items } = await store.listMessages({ state: "delivered", limit: 10 });
    assert.deepEqual(items.map(({ payload, attempts, lastError }) => ({ payload, attempts, lastError })), [
      { payload: 1, attempts: 1, lastError: null },
    ]);
  });
}

function order(contract: Contract): void {
  contract("of one order key and channel only the oldest is taken, until it is delivered", async (store) => {
    const [a, b] = [{ orderKey: "a" }, { orderKey: "b" }];
    await send(store, message("a1", a), message("a2", a), message("b1", b), message("sms", { ...a, channel: "sms" }));
    const first = await take(store);
    assert.deepEqual(payloads(first), ["a1", "b1", "sms"]);
    await store.failed(first[0]!.id, { nextAtMs: NOON_MS + 60_000, error: "503" });
    assert.deepEqual(await take(store, NOON_MS + 1_000), []);
    await store.delivered(first[0]!.id, NOON_MS);
    assert.deepEqual(payloads(await take(store, NOON_MS + 1_000)), ["a2"]);
  });

  contract("what waits behind a message is due when that is, and at once when it is delivered", async (store) => {
    const key = { orderKey: "a" };
    await send(
      store,
      message(1, key),
      message(2, key),
      message("b", { orderKey: "b" }),
      message("sms", { ...key, channel: "sms" }),
    );
    const [first] = await take(store, NOON_MS, 1);
    const due = async () =>
      new Map(
        (await store.listMessages({ state: "waiting", limit: 9 })).items.map((
          one,
        ) => [one.payload, one.nextAtMs - NOON_MS]),
      );
    await store.failed(first!.id, { nextAtMs: NOON_MS + 60_000, error: "503" });
    assert.deepEqual(await due(), new Map<unknown, number>([["sms", 0], ["b", 0], [2, 60_000], [1, 60_000]]));
    await store.delivered(first!.id, NOON_MS);
    assert.deepEqual(await due(), new Map<unknown, number>([["sms", 0], ["b", 0], [2, 0]]));
  });

  contract("messages without an order key wait for none", async (store) => {
    await send(store, message(1), message(2));
    const [first] = await take(store, NOON_MS, 1);
    await store.failed(first!.id, { nextAtMs: NOON_MS + 60_000, error: "503" });
    assert.deepEqual(payloads(await take(store)), [2]);
  });

  contract("a dead message is stepped over, and a replayed one is first again", async (store) => {
    const key = { orderKey: "a" };
    await send(store, message(1, key), message(2, key), message(3, key));
    const [first] = await take(store);
    await store.dead(first!.id, "410");
    const [second] = await take(store);
    assert.equal(second!.payload, 2);
    await store.failed(second!.id, { nextAtMs: NOON_MS, error: "503" });
    assert.equal(await store.transact((tx) => tx.replay(first!.id, NOON_MS)), true);
    assert.deepEqual(payloads(await take(store)), [1]);
  });
}

function failing(contract: Contract): void {
  contract("a message that failed waits, knows how often and why, and goes on when it is due", async (store) => {
    await send(store, message(1));
    const [taken] = await take(store);
    await store.failed(taken!.id, { nextAtMs: NOON_MS + 5_000, error: "HTTP 503" });
    assert.deepEqual(await take(store, NOON_MS + 4_999), []);
    const [again] = await take(store, NOON_MS + 5_000);
    assert.deepEqual([again!.id, again!.attempts, again!.lastError], [taken!.id, 1, "HTTP 503"]);
  });

  contract("dead messages are listed until they are replayed, newest first, page by page", async (store) => {
    await send(store, ...[1, 2, 3].map((n) => message(n)));
    for (const { id } of await take(store)) await store.dead(id, "410 Gone");
    const page = await store.listMessages({ state: "dead", limit: 2 });
    assert.deepEqual(payloads(page.items), [3, 2]);
    const rest = await store.listMessages({ state: "dead", limit: 2, before: page.next! });
    assert.deepEqual([payloads(rest.items), rest.next], [[1], null]);
    assert.equal(rest.items[0]!.lastError, "410 Gone");

    assert.equal(await store.transact((tx) => tx.replay(rest.items[0]!.id, NOON_MS + 1)), true);
    assert.equal(await store.transact((tx) => tx.replay(rest.items[0]!.id, NOON_MS + 1)), false);
    assert.equal(await store.transact((tx) => tx.replay("none", NOON_MS)), false);
    assert.deepEqual(payloads((await store.listMessages({ state: "dead", limit: 9 })).items), [3, 2]);
    const [replayed] = await take(store, NOON_MS + 1);
    assert.deepEqual([replayed!.id, replayed!.attempts, replayed!.lastError], [rest.items[0]!.id, 0, null]);
    await assert.rejects(store.listMessages({ state: "dead", limit: 2, before: "x" }), BadCursor);
  });
}

function waiting(contract: Contract): void {
  contract("the next due time is that of a message that could be taken then, leases included", async (store) => {
    assert.equal(await store.nextDueMs(), null);
    await send(store, message(1, { orderKey: "a" }), message(2, { orderKey: "a" }));
    assert.equal(await store.nextDueMs(), NOON_MS);
    const [first] = await take(store);
    assert.equal(await store.nextDueMs(), NOON_MS + LEASE_MS);
    await store.failed(first!.id, { nextAtMs: NOON_MS + 5_000, error: "503" });
    assert.equal(await store.nextDueMs(), NOON_MS + 5_000);
    await store.delivered(first!.id, NOON_MS);
    assert.equal(await store.nextDueMs(), NOON_MS);
    await store.dead((await take(store))[0]!.id, "410");
    assert.equal(await store.nextDueMs(), null);
  });

  contract("what a stopped process had not delivered is due at once when it starts", async (store) => {
    await send(store, message(1), message(2), message(3));
    const [one, two, three] = await take(store);
    await store.failed(two!.id, { nextAtMs: NOON_MS + 86_400_000, error: "503" });
    await store.delivered(three!.id, NOON_MS);
    await store.releaseAll(NOON_MS + 10);
    const again = await take(store, NOON_MS + 10);
    assert.deepEqual(again.map(({ id, attempts }) => ({ id, attempts })), [
      { id: one!.id, attempts: 0 },
      { id: two!.id, attempts: 1 },
    ]);
  });
}

function moving(contract: Contract): void {
  contract("messages of one channel are taken without the others", async (store) => {
    await send(store, message(1), message(2, { channel: "sms" }), message(3, { channel: "sms" }));
    const texts = await store.takeDue(NOON_MS, LEASE_MS, 10, "sms");
    assert.deepEqual(payloads(texts), [2, 3]);
    assert.deepEqual(payloads(await take(store)), [1]);
  });

  contract("a message is found by its id, in whatever state it is", async (store) => {
    await send(store, message({ n: 1 }));
    const [taken] = await take(store);
    await store.dead(taken!.id, "410");
    const found = await store.findMessage(taken!.id);
    assert.deepEqual([found?.payload, found?.state, found?.lastError], [{ n: 1 }, "dead", "410"]);
    assert.equal(await store.findMessage("msg_none"), null);
  });

  contract(
    "a message of several steps moves on once, from the step it is at, and only while it waits",
    async (store) => {
      const [first, second, third] = [{ numbers: ["a", "é🚓"] }, { numbers: ["a"], step: 1 }, { step: 2 }];
      await send(store, message(first));
      const { id } = (await take(store))[0]!;
      const step = { from: first, to: second, nextAtMs: NOON_MS + 5_000 };
      assert.equal(await store.moveOn(id, step), true);
      assert.equal(await store.moveOn(id, step), false);
      const [again] = await take(store, NOON_MS + 5_000);
      assert.deepEqual([again!.payload, again!.attempts], [second, 0]);
      await store.delivered(id, NOON_MS);
      assert.equal(await store.moveOn(id, { from: second, to: third, nextAtMs: NOON_MS }), false);
      assert.deepEqual((await store.findMessage(id))?.payload, second);
    },
  );
}

function take(store: Database, nowMs = NOON_MS, limit = 10) {
  return store.takeDue(nowMs, LEASE_MS, limit);
}

function payloads(messages: readonly { readonly payload: unknown }[]): unknown[] {
  return messages.map(({ payload }) => payload);
}
