import assert from "node:assert/strict";
import type { Outcome } from "../../src/delivery/outcome.ts";
import { message, NOON_MS, send } from "../store/records.ts";
import { virtualDelivery } from "./virtual_delivery.ts";

const DELIVERED: Outcome = { kind: "delivered" };
const failed = (retryAfter: string | null = null): Outcome => ({ kind: "failed", error: "HTTP 503", retryAfter });
const S = 1_000;
const DAY = 86_400 * S;

Deno.test("what is written is sent when the worker is woken, and only once", async () => {
  await using house = await virtualDelivery(() => DELIVERED);
  await house.worker.start();
  await house.run(5 * S);
  await send(house.store, message(1), message(2));
  house.worker.wake();
  house.worker.wake();
  await house.run(60 * S);
  assert.deepEqual(house.attempts.map(({ atMs, message }) => [atMs, message.payload]), [[5_000, 1], [5_000, 2]]);
});

Deno.test("what nobody has told of is found all the same, soon", async () => {
  await using house = await virtualDelivery(() => DELIVERED);
  await house.worker.start();
  await house.run(S);
  await send(house.store, message(1));
  await house.run(31 * S);
  assert.equal(house.attempts.length, 1);
});

Deno.test("a receiver that never answers well gets 13 attempts by the schedule, then the message is dead, with alarms", async () => {
  await using house = await virtualDelivery(() => failed());
  await send(house.store, message(1));
  await house.worker.start();
  await house.run(4 * DAY);
  const waits = house.attempts.slice(1).map(({ atMs }, n) => (atMs - house.attempts[n]!.atMs) / S);
  assert.deepEqual(waits, [1, 5, 15, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  const { items } = await house.store.listMessages({ state: "dead", limit: 9 });
  assert.deepEqual(items.map(({ attempts, lastError }) => [attempts, lastError]), [[13, "HTTP 503"]]);
  assert.deepEqual(house.alarms.map(({ kind }) => kind), ["delivery_late", "delivery_failed"]);
});

Deno.test("a dead message that is replayed leaves at once, with the id it had", async () => {
  let isUp = false;
  await using house = await virtualDelivery(() => isUp ? DELIVERED : { kind: "gone", error: "HTTP 410" });
  await send(house.store, message(1));
  await house.worker.start();
  await house.run(60 * S);
  assert.deepEqual(house.alarms.map(({ kind }) => kind), ["delivery_refused"]);
  const { id } = (await house.store.listMessages({ state: "dead", limit: 1 })).items[0]!;
  isUp = true;
  assert.equal(await house.store.transact((tx) => tx.replay(id, house.clock.nowMs)), true);
  house.worker.wake();
  await house.run(S);
  assert.deepEqual(house.attempts.map(({ message }) => message.id), [id, id]);
  assert.equal((await house.store.findMessage(id))?.state, "delivered");
});

Deno.test("a receiver's Retry-After is honoured", async () => {
  await using house = await virtualDelivery((_, attempt) => attempt === 1 ? failed("90") : DELIVERED);
  await send(house.store, message(1));
  await house.worker.start();
  await house.run(89 * S);
  assert.equal(house.attempts.length, 1);
  await house.run(S);
  assert.equal(house.attempts.length, 2);
});

Deno.test("messages of one incident arrive in order, also when one of them fails for a while", async () => {
  await using house = await virtualDelivery(({ payload }, attempt) =>
    payload === 1 && attempt < 4 ? failed() : DELIVERED
  );
  await send(house.store, ...[1, 2, 3].map((n) => message(n, { orderKey: "a" })), message("b", { orderKey: "b" }));
  await house.worker.start();
  await house.run(60 * S);
  assert.deepEqual(house.attempts.map(({ message }) => message.payload), [1, "b", 1, 1, 2, 3]);
});

Deno.test("a channel that hangs holds up neither another channel nor more than eight of its own", async () => {
  let hang = () => {};
  const hung = new Promise<Outcome>((resolve) => hang = () => resolve(DELIVERED));
  let underWay = 0;
  let most = 0;
  await using house = await virtualDelivery(async ({ channel }) => {
    if (channel !== "webhook") return DELIVERED;
    most = Math.max(most, ++underWay);
    await hung;
    underWay--;
    return DELIVERED;
  });
  await send(house.store, ...Array.from({ length: 20 }, (_, n) => message(n)), message("text", { channel: "sms" }));
  await house.worker.start();
  await settled(() => house.attempts.length === 9);
  assert.equal(house.attempts.filter(({ message }) => message.channel === "sms").length, 1);
  hang();
  await house.run(S);
  assert.deepEqual([house.attempts.length, most], [21, 8]);
});

Deno.test("what a process that stopped had left is tried at once, leased or waiting", async () => {
  await using house = await virtualDelivery(() => DELIVERED);
  await send(house.store, message(1), message(2));
  const [, second] = await house.store.takeDue(NOON_MS, 90 * S, 2);
  await house.store.failed(second!.id, { nextAtMs: NOON_MS + DAY, error: "HTTP 503" });
  await house.worker.start();
  await house.run(0);
  assert.deepEqual(house.attempts.map(({ atMs, message }) => [atMs, message.payload]), [[0, 1], [0, 2]]);
});

Deno.test("stopping sends what is due, waits no longer than it may, and leaves no timer", async () => {
  const never = new Promise<Outcome>(() => {});
  await using house = await virtualDelivery(({ payload }) => payload === "slow" ? never : DELIVERED);
  await house.worker.start();
  await house.run(S);
  await send(house.store, message("last"));
  await house.worker.stop(2 * S);
  assert.deepEqual(house.attempts.map(({ message }) => message.payload), ["last"]);
  assert.equal(house.clock.timers, 0);
  await send(house.store, message("too late"));
  house.worker.wake();
  await house.run(DAY);
  assert.equal(house.attempts.length, 1);
});

Deno.test("an attempt that stopping cuts short does not count as the receiver's failure", async () => {
  let cut = () => {};
  await using house = await virtualDelivery(() => DELIVERED, {
    channels: channelsThat((signal) =>
      new Promise((resolve) => {
        cut = () => resolve(failed());
        signal.addEventListener("abort", cut);
      })
    ),
  });
  await send(house.store, message(1));
  await house.worker.start();
  const stopped = house.worker.stop(2 * S);
  await house.clock.run(2 * S, () => new Promise((resolve) => setTimeout(resolve)));
  await stopped;
  const { items } = await house.store.listMessages({ state: "waiting", limit: 9 });
  assert.deepEqual(items.map(({ attempts, lastError }) => [attempts, lastError]), [[0, null]]);
});

Deno.test("a store that fails for a moment is asked again, and a mistake in a channel is one failed attempt", async () => {
  let isBroken = true;
  await using house = await virtualDelivery((_, attempt) => {
    if (attempt === 1) throw new TypeError("a mistake");
    return DELIVERED;
  });
  const { store, clock } = house;
  const takeDue = store.takeDue.bind(store);
  store.takeDue = (...given) => isBroken ? Promise.reject(new Error("busy")) : takeDue(...given);
  await send(store, message(1));
  await house.worker.start();
  await house.run(10);
  isBroken = false;
  await house.run(10 * S);
  assert.equal(house.storeFailures.length, 1);
  assert.deepEqual(house.attempts.map(({ atMs }) => atMs), [1_000, 2_000]);
  assert.ok(clock.timers > 0);
});

function channelsThat(send: (signal: AbortSignal) => Promise<Outcome>) {
  const channel = (_: unknown, signal: AbortSignal) => send(signal);
  return { webhook: channel, sms: channel, call: channel, ticketscad: channel, resgrid: channel };
}

/** Lets what is under way go on, until `isThere`. */
async function settled(isThere: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isThere(); turn++) await new Promise((resolve) => setTimeout(resolve));
  assert.ok(isThere(), "it did not come to that");
}
