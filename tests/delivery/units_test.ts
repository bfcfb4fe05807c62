import assert from "node:assert/strict";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import { openStore } from "../../src/store/store.ts";
import { speech } from "../../src/simulator/speech.ts";
import { type Receiver, startReceiver } from "../../src/simulator/receiver.ts";
import { type RestApi, startRestApi } from "../../src/simulator/twilio/rest_api.ts";
import type { UnitBehaviour } from "../../src/simulator/twilio/unit_call.ts";
import { ACCOUNT_SID, AUTH_TOKEN, eventually, House, PUBLIC_URL, says } from "../support/house.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const [ANN, BEN] = ["+12025550101", "+12025550102"];
const audio = (id: string) => speech(id).audio;

interface Scene extends AsyncDisposable {
  readonly house: House;
  readonly records: Receiver;
  readonly twilio: RestApi;
}

const REPORT = {
  location: { address: "12 Main Street" },
  nature: "bicycle stolen",
  typeCode: "THEFT",
  asking: "close",
};

/** The model asks where, records the answer, and sends somebody. */
const LINES = [
  says("dispatcher-where"),
  says("dispatcher-goodbye", {
    after: speech("caller-where").text,
    tools: [
      { name: "record_answers", arguments: JSON.stringify(REPORT) },
      { name: "dispatch_incident", arguments: JSON.stringify({ summary: "Bicycle stolen." }) },
    ],
  }),
];

/** A house with a records system and two units on duty. */
async function scene(unit: (to: string, call: number) => UnitBehaviour = () => "answers"): Promise<Scene> {
  const records = await startReceiver({ secret: SECRET });
  const twilio = await startRestApi({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, publicUrl: PUBLIC_URL, unit });
  const house = await House.open({
    lines: LINES,
    env: {
      RMS_WEBHOOK_URL: records.url,
      RMS_WEBHOOK_SECRET: SECRET,
      TWILIO_API_URL: twilio.url,
      TWILIO_PHONE_NUMBER: "+12025550100",
      NOTIFY_SMS_TO: `${ANN},${BEN}`,
      NOTIFY_CALL_TO: `${ANN},${BEN}`,
    },
  });
  twilio.reachUrl = house.address;
  return {
    ...{ house, records, twilio },
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]();
      await twilio.close();
      await records.close();
    },
  };
}

/** A caller reports a theft. Comes back when somebody was sent. */
async function report({ house, records }: Scene) {
  const call = house.call();
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 8_000 });
  await call.speak(audio("caller-where"));
  await records.until(
    ({ deliveries }) => deliveries.some(({ type }) => type === "incident.dispatched"),
    8_000,
    "a dispatch",
  );
  return call;
}

async function unitsOf(house: House): Promise<IncidentRecord["units"]> {
  const store = await openStore(`sqlite:${house.folder}/dispatcher.db`);
  try {
    return (await store.listIncidents({ limit: 1 })).items[0]?.units ?? [];
  } finally {
    await store.close();
  }
}

Deno.test("a dispatch reaches the records system, and the units by text and by call, and their key is on the incident", async (t) => {
  await using at = await scene((to) => to === ANN ? "no-answer" : "wrong-key");
  const { house, records, twilio } = at;
  await using call = await report(at);
  await records.until(
    ({ deliveries }) => deliveries.some(({ data }) => data.units?.length > 0),
    5_000,
    "the acknowledgement",
  );
  call.hangUp();
  await house.recordWhenOver(call.callSid);
  await records.until(({ messages }) => messages.some(({ type }) => type === "call.ended"), 3_000, "the call's end");

  await t.step("events arrive in the order in which they happened, signed", () => {
    const types = records.messages.map(({ type }) => type);
    const order = ["incident.created", "incident.dispatched", "incident.updated"];
    const seen = types.filter((type) => order.includes(type));
    assert.deepEqual([seen[0], seen.indexOf("incident.dispatched") < seen.lastIndexOf("incident.updated")], [
      order[0],
      true,
    ]);
    assert.equal(types.at(-1), "call.ended");
    assert.deepEqual([records.refused, twilio.refused], [0, []]);
  });
  await t.step("both units have the message as a text within 5 s of the dispatch", () => {
    assert.deepEqual(twilio.texts.map(({ to }) => to).sort(), [ANN, BEN]);
    assert.match(twilio.texts[0]!.body, /^P\d .*12 Main Street.*Bicycle stolen\..*\d{4}-000001$/);
    const dispatched = records.messages.find(({ type }) => type === "incident.dispatched")!;
    const sentMs = Date.parse(dispatched.data.times.dispatched);
    for (const { atMs } of [...twilio.texts, twilio.calls[0]!]) assert.ok(atMs - sentMs < 5_000, `${atMs - sentMs} ms`);
  });
  await t.step(
    "the second unit is called when the first does not answer, hears the message twice, and acknowledges",
    async () => {
      assert.deepEqual(twilio.calls.map(({ to, status }) => [to, status]), [[ANN, "no-answer"], [BEN, "completed"]]);
      const [, ben] = twilio.calls;
      assert.deepEqual(ben!.keys, ["5", "1"]);
      assert.equal(ben!.heard.slice(0, 2).filter((words) => words.includes("12 Main Street")).length, 2);
      assert.match(ben!.heard[0]!, /Press 1 to acknowledge/);
      assert.match(ben!.heard.at(-1)!, /^Acknowledged/);
      assert.deepEqual((await unitsOf(house)).map(({ id, status }) => [id, status]), [[BEN, "acknowledged"]]);
    },
  );
});

Deno.test("call.abandoned is there within 3 s of a hang-up", async () => {
  await using at = await scene();
  await using call = at.house.call();
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 8_000 });
  call.hangUp();
  await at.records.until(
    ({ messages }) => messages.some(({ type }) => type === "call.abandoned"),
    3_000,
    "call.abandoned",
  );
  await at.records.until(({ messages }) => messages.at(-1)?.type === "call.ended", 1_000, "call.ended after it");
});

Deno.test("what the last call had to say leaves before the service is closed", async () => {
  await using at = await scene();
  await using call = at.house.call();
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 8_000 });
  await call.hangUp();
  await at.house.service.close();
  const types = at.records.messages.map(({ type }) => type);
  assert.equal(types.at(-1), "call.ended", `${types}`);
});

Deno.test("what the units' calls ask is answered to Twilio only", async () => {
  await using at = await scene(() => "voicemail");
  await using _call = await report(at);
  await at.twilio.until(({ calls }) => calls.length >= 1, 5_000, "a call to a unit");
  const store = await openStore(`sqlite:${at.house.folder}/dispatcher.db`);
  const id = await eventually(
    async () => {
      const { items } = await store.listMessages({ state: "waiting", limit: 50 });
      return items.find(({ channel }) => channel === "call")?.id ?? null;
    },
    3_000,
    "the dispatch call",
  );
  await store.close();
  const parameters = { CallSid: "CA00000000000000000000000000000099", Digits: "1" };
  const path = `/twilio/acknowledge?message=${id}&attempt=0`;
  for (const signature of ["bad", "none"] as const) {
    assert.equal((await at.house.post(path, parameters, signature)).status, 403);
  }
  assert.deepEqual(await unitsOf(at.house), []);
  const unknown = await at.house.post("/twilio/notify?message=msg_none&attempt=0", parameters);
  assert.deepEqual([unknown.status, /<Hangup\/>/.test(unknown.body)], [200, true]);
  assert.match((await at.house.post(path, parameters)).body, /Acknowledged/);
  assert.equal((await unitsOf(at.house)).length, 1);
});
