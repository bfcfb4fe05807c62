import assert from "node:assert/strict";
import { afterAttempt, numberOf, readPlan } from "../../src/delivery/call_plan.ts";
import { DispatchCalls } from "../../src/delivery/dispatch_call.ts";
import type { Channel } from "../../src/delivery/outcome.ts";
import { acknowledge } from "../../src/desk/work.ts";
import { NoAnswer } from "../../src/outgoing.ts";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import type { Database } from "../../src/store/store.ts";
import { type NewCall, TwilioRefused } from "../../src/twilio/rest.ts";
import { idOf, incident, isoAt, NOON_MS, send } from "../store/records.ts";
import { type VirtualDelivery, virtualDelivery } from "./virtual_delivery.ts";

const S = 1_000;
const [ANN, BEN] = ["+12025550101", "+12025550102"];
const PAYLOAD = { numbers: [ANN, BEN], text: "P2 Theft. 12 Main Street.", incidentId: idOf(1) };

interface Scene extends AsyncDisposable {
  readonly house: VirtualDelivery;
  readonly calls: DispatchCalls;
  readonly placed: { readonly to: string; readonly atMs: number; readonly call: NewCall }[];
  /** What Twilio says of a call when it is asked. */
  status: string;
  /** Thrown instead of placing a call. */
  refuse: (to: string) => Error | null;
  messageId(): Promise<string>;
  units(): Promise<unknown>;
}

async function scene(units: IncidentRecord["units"] = []): Promise<Scene> {
  const placed: Scene["placed"] = [];
  const state: Pick<Scene, "status" | "refuse"> = { status: "in-progress", refuse: () => null };
  const channel: Channel = (message, signal) => calls.send(message, signal);
  const others: Channel = () => Promise.resolve({ kind: "delivered" });
  const house = await virtualDelivery(() => ({ kind: "delivered" }), {
    channels: { webhook: others, sms: others, call: channel, ticketscad: others, resgrid: others },
  });
  const { store, clock } = house;
  const recipients = { webhook: true, sms: [], calls: [], ticketscad: false, resgrid: false };
  const desk = { store, recipients, now: () => new Date(clock.nowMs), news: { messagesWait() {}, alarm() {} } };
  const calls = new DispatchCalls({
    outbox: store,
    store,
    publicUrl: new URL("https://dispatch.example.org"),
    from: "+12025550100",
    nowMs: () => clock.nowMs,
    alarm: (kind, { id }) => Promise.resolve(void house.alarms.push({ kind, id })),
    acknowledge: (incidentId, unitId) => acknowledge(desk, incidentId, unitId),
    moved: () => house.worker.wake(["call"]),
    twilio: {
      placeCall(call) {
        const error = state.refuse(call.to);
        if (error !== null) return Promise.reject(error);
        placed.push({ to: call.to, atMs: clock.nowMs - NOON_MS, call });
        return Promise.resolve(`CA${placed.length}`);
      },
      callStatus: () => Promise.resolve(state.status),
    },
  });
  await store.transact((tx) => tx.put({ incident: incident(1, { units }) }));
  await send(store, { channel: "call", type: "dispatch", orderKey: null, payload: PAYLOAD });
  await house.worker.start();
  await house.run(0);
  return Object.assign(state, {
    ...{ house, calls, placed, messageId: () => dispatchCallIn(store) },
    units: async () => (await store.findIncident(idOf(1)))?.units.map(({ id, status }) => [id, status]),
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  });
}

async function dispatchCallIn(store: Database): Promise<string> {
  for (const state of ["waiting", "delivered", "dead"] as const) {
    const { items } = await store.listMessages({ state, limit: 9 });
    const found = items.find(({ channel }) => channel === "call");
    if (found !== undefined) return found.id;
  }
  throw new Error("There is no dispatch call");
}

Deno.test("every number is tried once, then once more, and then nobody", () => {
  const plan = readPlan(PAYLOAD);
  assert.deepEqual([-1, 0, 1, 2, 3, 4, 0.5, NaN].map((attempt) => numberOf(plan, attempt)), [
    ...[null, ANN, BEN, ANN, BEN],
    ...[null, null, null],
  ]);
  assert.deepEqual([0, 1, 2, 3].map((attempt) => afterAttempt(plan, attempt)), [
    { attempt: 1, pauseMs: 0 },
    { attempt: 2, pauseMs: 60_000 },
    { attempt: 3, pauseMs: 0 },
    null,
  ]);
});

Deno.test("the first unit is called at once, and its key is on the incident, in the narrative and in a webhook", async () => {
  await using at = await scene();
  assert.deepEqual(at.placed.map(({ to, atMs }) => [to, atMs]), [[ANN, 0]]);
  const id = await at.messageId();
  const { url, statusCallback } = at.placed[0]!.call;
  assert.equal(url, `https://dispatch.example.org/twilio/notify?message=${id}&attempt=0`);
  assert.equal(statusCallback, `https://dispatch.example.org/twilio/notified?message=${id}&attempt=0`);
  assert.equal(await at.calls.text(id), PAYLOAD.text);
  assert.equal(await at.calls.acknowledged(id, 0), true);
  const { units, narrative } = (await at.house.store.findIncident(idOf(1)))!;
  assert.deepEqual(units, [{ id: ANN, status: "acknowledged", at: "2026-11-24T12:00:00.000Z" }]);
  assert.match(narrative.at(-1)!.text, /acknowledged/);
  const { items } = await at.house.store.listMessages({ state: "waiting", limit: 9 });
  assert.deepEqual(items.map(({ channel, type }) => [channel, type]), [["webhook", "incident.updated"]]);
  assert.equal((await at.house.store.findMessage(id))!.state, "delivered");
  await at.calls.told(id, 0, "completed");
  await at.house.run(10 * 60 * S);
  assert.equal(at.placed.length, 1);
});

Deno.test("a unit that left the incident is called when somebody is sent anew, and can acknowledge again", async () => {
  await using at = await scene([{ id: ANN, status: "available", at: isoAt(-60_000) }]);
  assert.deepEqual(at.placed.map(({ to }) => to), [ANN]);
  await at.calls.acknowledged(await at.messageId(), 0);
  assert.deepEqual(await at.units(), [[ANN, "acknowledged"]]);
});

Deno.test("an incident that is over needs nobody: the next unit is not called, and a late key changes nothing", async () => {
  for (const status of ["closed", "cancelled"] as const) {
    await using at = await scene();
    const id = await at.messageId();
    const { store } = at.house;
    await store.transact((tx) => tx.put({ incident: incident(1, { units: [], status }) }));
    await at.calls.told(id, 0, "no-answer");
    await at.house.run(10 * 60 * S);
    assert.deepEqual(at.placed.map(({ to }) => to), [ANN], status);
    await at.calls.acknowledged(id, 0);
    assert.deepEqual([await at.units(), at.house.alarms], [[], []]);
    assert.equal((await store.findMessage(id))!.state, "delivered");
  }
});

Deno.test("a unit that does not answer, is busy, or hangs up without the key: the next one is called at once", async () => {
  for (const status of ["no-answer", "busy", "failed", "canceled", "completed"]) {
    await using at = await scene();
    const id = await at.messageId();
    await at.calls.told(id, 0, "ringing");
    await at.house.run(5 * S);
    assert.equal(at.placed.length, 1);
    await at.calls.told(id, 0, status);
    await at.house.run(0);
    assert.deepEqual(at.placed.map(({ to, atMs }) => [to, atMs]), [[ANN, 0], [BEN, 5_000]], status);
    await at.calls.acknowledged(id, 1);
    assert.deepEqual(await at.units(), [[BEN, "acknowledged"]]);
  }
});

Deno.test("news that come twice or late change nothing", async () => {
  await using at = await scene();
  const id = await at.messageId();
  await Promise.all([at.calls.told(id, 0, "busy"), at.calls.told(id, 0, "busy")]);
  for (const [message, attempt] of [[id, 0], [id, 3], [id, NaN], ["msg_none", 1]] as const) {
    await at.house.run(S);
    await at.calls.told(message, attempt, "completed");
  }
  await at.house.run(S);
  assert.deepEqual(at.placed.map(({ to }) => to), [ANN, BEN]);
  assert.deepEqual([at.house.alarms, (await at.house.store.findMessage(id))!.state], [[], "waiting"]);
});

Deno.test("nobody acknowledges: one more round after a minute, then the message is dead and the alarm rings", async () => {
  await using at = await scene();
  const id = await at.messageId();
  for (let attempt = 0; attempt < 4; attempt++) {
    await at.house.run(attempt === 2 ? 60 * S : S);
    await at.calls.told(id, attempt, "no-answer");
  }
  await at.house.run(10 * 60 * S);
  assert.deepEqual(at.placed.map(({ to, atMs }) => [to, atMs / S]), [[ANN, 0], [BEN, 1], [ANN, 62], [BEN, 62]]);
  assert.deepEqual(at.house.alarms, [{ kind: "nobody_acknowledged", id }]);
  const { state, lastError, payload } = (await at.house.store.findMessage(id))!;
  assert.deepEqual([state, lastError, payload], ["dead", "nobody acknowledged", PAYLOAD]);
  // Replayed, it begins from the start.
  await at.house.store.transact((tx) => tx.replay(id, at.house.clock.nowMs));
  at.house.worker.wake();
  await at.house.run(0);
  assert.equal(at.placed.at(-1)!.to, ANN);
});

Deno.test("a call whose end nobody told is found to be over, by asking", async () => {
  await using at = await scene();
  await at.house.run(14 * S);
  at.status = "no-answer";
  await at.house.run(2 * S);
  assert.deepEqual(at.placed.map(({ to, atMs }) => [to, atMs / S]), [[ANN, 0], [BEN, 15]]);
});

Deno.test("a call of which Twilio tells nothing at all is over after its longest time", async () => {
  await using at = await scene();
  await at.house.run(170 * S);
  assert.equal(at.placed.length, 1);
  await at.house.run(20 * S);
  assert.equal(at.placed.length, 2);
});

Deno.test("a restart goes on where it was: the call under way is not placed again, nor is the next one early", async () => {
  await using at = await scene();
  await at.calls.told(await at.messageId(), 0, "busy");
  await at.house.run(0);
  // As a process does that starts: all that waits is due.
  await at.house.store.releaseAll(at.house.clock.nowMs);
  at.house.worker.wake();
  await at.house.run(10 * S);
  assert.deepEqual(at.placed.map(({ to }) => to), [ANN, BEN]);
  await at.calls.told(await at.messageId(), 1, "busy");
  await at.house.store.releaseAll(at.house.clock.nowMs);
  at.house.worker.wake();
  await at.house.run(59 * S);
  assert.equal(at.placed.length, 2);
  await at.house.run(S);
  assert.equal(at.placed.length, 3);
});

Deno.test("a restart between the acknowledgement and the message's end calls nobody, and is no alarm", async () => {
  for (const acknowledgedAt of [0, 3]) {
    await using at = await scene();
    const id = await at.messageId();
    for (let attempt = 0; attempt < acknowledgedAt; attempt++) {
      await at.calls.told(id, attempt, "busy");
      await at.house.run(61 * S);
    }
    const { delivered } = at.house.store;
    at.house.store.delivered = () => Promise.reject(new Error("killed"));
    await assert.rejects(at.calls.acknowledged(id, acknowledgedAt));
    at.house.store.delivered = delivered;
    await at.calls.told(id, acknowledgedAt, "completed");
    await at.house.run(5 * 60 * S);
    assert.equal(at.placed.length, acknowledgedAt + 1);
    assert.deepEqual([at.house.alarms, (await at.house.store.findMessage(id))!.state], [[], "delivered"]);
  }
});

Deno.test("a key that is pressed late, in the pause, and a restart after it: nobody else is called", async () => {
  await using at = await scene();
  const id = await at.messageId();
  for (const attempt of [0, 1]) await at.calls.told(id, attempt, "busy").then(() => at.house.run(S));
  const { delivered } = at.house.store;
  at.house.store.delivered = () => Promise.reject(new Error("killed"));
  await assert.rejects(at.calls.acknowledged(id, 0));
  at.house.store.delivered = delivered;
  await at.house.run(120 * S);
  assert.equal(at.placed.length, 2);
});

Deno.test("a number that Twilio refuses is passed over; when Twilio itself fails the same one is tried again", async () => {
  await using refused = await scene();
  refused.refuse = (to) => to === BEN ? new TwilioRefused(400, 21211, null) : null;
  await refused.calls.told(await refused.messageId(), 0, "busy");
  await refused.house.run(61 * S);
  assert.deepEqual(refused.placed.map(({ to, atMs }) => [to, atMs / S]), [[ANN, 0], [ANN, 60]]);

  await using down = await scene();
  let times = 0;
  down.refuse = () => ++times > 2 ? null : times === 1 ? new TwilioRefused(503, null, null) : new NoAnswer("refused");
  await down.calls.told(await down.messageId(), 0, "busy");
  await down.house.run(10 * S);
  assert.deepEqual(down.placed.map(({ to, atMs }) => [to, atMs / S]), [[ANN, 0], [BEN, 6]]);
});

Deno.test("a key for a message that is not there, or for an attempt that never was, is worth nothing", async () => {
  await using at = await scene();
  const id = await at.messageId();
  assert.equal(await at.calls.acknowledged("msg_none", 0), false);
  for (const attempt of [-1, 4, NaN]) assert.equal(await at.calls.acknowledged(id, attempt), false);
  assert.deepEqual(await at.units(), []);
  assert.equal(await at.calls.text("msg_none"), null);
});

Deno.test("two units that acknowledge are both on the incident; the same one twice is on it once", async () => {
  await using at = await scene();
  const id = await at.messageId();
  await at.calls.told(id, 0, "completed");
  for (const attempt of [0, 1, 0]) assert.equal(await at.calls.acknowledged(id, attempt), true);
  assert.deepEqual(await at.units(), [[ANN, "acknowledged"], [BEN, "acknowledged"]]);
});
