import assert from "node:assert/strict";
import { deliveryAlarm } from "../../src/delivery/alarms.ts";
import type { OutboxMessage } from "../../src/store/outbox_record.ts";
import { openMemory } from "../../src/store/store.ts";
import { idOf, incident, message, NOON_MS, talking } from "../store/records.ts";

/** The alarms that are heard of a message: log and counter, and the event. */
async function alarmsOf(kind: string, changes: Partial<OutboxMessage>, priority = 3) {
  const store = await openMemory();
  try {
    await store.transact((tx) => tx.put({ incident: incident(1, { priority }) }));
    const heard: unknown[] = [];
    const news = { alarm: (kind: string, sid: string) => void heard.push([kind, sid]), storeFailed() {} };
    const waiting = { id: "msg_1", createdAtMs: NOON_MS, attempts: 3, nextAtMs: NOON_MS, lastError: null };
    await deliveryAlarm({ store, news })(kind, { ...message(null), ...waiting, state: "waiting", ...changes });
    const events = (await store.eventsAfter(0, 9)).map(({ type, data }) => ({ type, data }));
    return { heard, events };
  } finally {
    await store.close();
  }
}

Deno.test("an alarm names the message, the channel and the incident, and nobody", async () => {
  const { heard, events } = await alarmsOf("delivery_failed", { payload: incident(1) });
  assert.deepEqual(heard, [["delivery_failed", "CA1"]]);
  assert.deepEqual(events, [{
    type: "alarm",
    data: {
      kind: "delivery_failed",
      messageId: "msg_1",
      channel: "webhook",
      callSid: "CA1",
      incidentId: idOf(1),
      number: "2026-000001",
    },
  }]);
});

Deno.test("a late message is an alarm when it is urgent, or on its way to the units", async () => {
  const late = async (changes: Partial<OutboxMessage>, priority = 3) =>
    (await alarmsOf("delivery_late", changes, priority)).heard.length;
  assert.equal(await late({ payload: incident(1, { priority: 3 }) }), 0);
  assert.equal(await late({ payload: incident(1, { priority: 2 }) }), 1);
  assert.equal(await late({ payload: talking("CA1", { incidentId: idOf(1) }) }, 3), 0);
  assert.equal(await late({ payload: talking("CA1", { incidentId: idOf(1) }) }, 1), 1);
  assert.equal(await late({ payload: talking("CA1", { incidentId: null }) }), 0);
  const text = { to: "+12025550101", text: "P5", incidentId: idOf(1) };
  assert.equal(await late({ channel: "sms", payload: text }, 5), 1);
});

Deno.test("whatever is given up is an alarm, also what no incident belongs to", async () => {
  const { heard, events } = await alarmsOf("delivery_refused", { payload: { text: "a test" } });
  assert.deepEqual(heard, [["delivery_refused", "msg_1"]]);
  assert.equal(events.length, 1);
});
