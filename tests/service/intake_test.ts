/** Callers whom no model serves: the script takes their report, over the carrier's own voice and ear. */

import assert from "node:assert/strict";
import { openStore } from "../../src/store/store.ts";
import type { TwilioCall } from "../../src/simulator/twilio/call.ts";
import { speech } from "../../src/simulator/speech.ts";
import { ACCOUNT_SID, House, type HouseOptions, PERSON, says } from "../support/house.ts";

const NO_MODEL: HouseOptions = { faults: () => ({ status: 403 }), env: { HUMAN_NUMBER: "" } };

/** Answers the questions that are read out, each by the first of its words that fits. */
async function answers(call: TwilioCall, replies: readonly (readonly [RegExp, string])[]): Promise<void> {
  for (const [question, reply] of replies) {
    await call.until(() => question.test(lastSaid(call)), 20_000, String(question));
    call.answer(reply);
  }
}

/** Says nothing more, until the call is over. */
async function silent(call: TwilioCall): Promise<void> {
  await call.until(() => call.verbs.includes("Hangup"), 60_000, "the end");
}

function lastSaid(call: TwilioCall): string {
  return call.verbs.findLast((verb) => verb.startsWith("Say ")) ?? "";
}

// deno-lint-ignore no-explicit-any -- tests look at what they need
async function incidents(house: House): Promise<any[]> {
  return (await (await house.api("/incidents")).json()).items;
}

Deno.test("with no model at all the report is taken, dispatched, and its number is told", async () => {
  await using house = await House.open(NO_MODEL);
  await using call = house.call();
  await answers(call, [
    [/Where exactly/, "In front of the library, 12 Main Street"],
    [/exactly what happened/, "Someone painted graffiti on the wall"],
    [/happening right now/, "No, last night"],
    [/anyone hurt/, "No, nobody"],
    [/best one to reach you/, "Yes"],
    [/damage/, "About two meters of wall"],
  ]);
  await silent(call);
  await call.untilEnded(20_000);
  const record = await house.recordWhenOver(call.callSid);
  assert.deepEqual([record.state, record.outcome], ["ended", "dispatched"]);
  assert.ok(record.questions.asked > 0 && record.questions.asked <= record.questions.budget);
  assert.ok(
    record.faults.some(({ code }: { code: string }) => code === "handshake_refused"),
    "the model's fault stays",
  );
  const [incident] = await incidents(house);
  assert.equal(incident.id, record.incidentId);
  assert.deepEqual(
    [incident.status, incident.typeCode, incident.nature, incident.location.raw, incident.safety.injuries],
    [
      "dispatched",
      "VANDAL",
      "Someone painted graffiti on the wall",
      "In front of the library, 12 Main Street",
      "no",
    ],
  );
  assert.equal(incident.caller.callback, "+12025550147");
  const told = call.verbs.find((verb) => /Its number is/.test(verb)) ?? "";
  assert.equal(told.replaceAll(/\D/g, ""), incident.number.replaceAll(/\D/g, ""));
  assert.ok(record.transcript.some((line: { text: string }) => line.text === "No, last night"));
});

Deno.test("a full house takes the report by the script, and live calls are not hurt", async () => {
  await using house = await House.open({ env: { HUMAN_NUMBER: "", MAX_CALLS: "1" } });
  await using first = house.call();
  await first.untilHeard(speech("dispatcher-greeting").audio, { deadlineMs: 20_000 });
  await using second = house.call();
  await answers(second, [[/Where exactly/, "12 Main Street"]]);
  await second.until(() => /exactly what happened/.test(lastSaid(second)), 8_000, "the next question");
  await second.hangUp();
  const record = await house.recordWhenOver(second.callSid);
  assert.equal(record.outcome, "abandoned");
  assert.equal((await incidents(house))[0].status, "pending");
});

Deno.test("what was answered to the model is not asked again by the script", async () => {
  let isGone = false;
  const record = (args: object) => ({ name: "record_answers", arguments: JSON.stringify(args) });
  await using house = await House.open({
    lines: [
      says("dispatcher-where"),
      says("dispatcher-when", {
        tools: [record({ location: { address: "12 Main Street" }, nature: "bicycle stolen", asking: "when" })],
      }),
    ],
    env: { HUMAN_NUMBER: "" },
    faults: () => isGone ? { status: 503 } : {},
  });
  await using call = house.call();
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 20_000 });
  isGone = true;
  await call.speak(speech("caller-where").audio);
  await call.untilHeard(speech("dispatcher-when").audio, { deadlineMs: 20_000 });
  house.openai.sessions[0]!.drop();
  await call.until(() => call.verbs.includes("Gather speech dtmf"), 8_000, "the script");
  await call.until(() => /happening right now/.test(lastSaid(call)), 20_000, "the first open question");
  assert.ok(!call.verbs.some((verb) => /Where exactly|exactly what happened/.test(verb)), call.verbs.join("\n"));
  const live = await house.record(call.callSid);
  assert.deepEqual([live.state, live.outcome], ["intake", null]);
  await call.hangUp();
  const ended = await house.recordWhenOver(call.callSid);
  assert.equal(ended.outcome, "abandoned");
  const [incident] = await incidents(house);
  assert.deepEqual([incident.status, incident.location.address], ["pending", "12 Main Street"]);
  const { transcript } = ended;
  assert.ok(
    transcript.some(({ text }: { text: string }) => text === speech("caller-where").text),
    "what was said before",
  );
});

Deno.test("danger in an answer rings a person; when nobody answers, the script goes on, at priority 1", async () => {
  await using house = await House.open({ ...NO_MODEL, env: {} });
  let rung = 0;
  await using call = house.call({ dial: () => (rung++, { status: "no-answer", tookMs: 100 }) });
  await answers(call, [[/Where exactly/, "12 Main Street, there is a man with a gun"]]);
  await call.until(() => rung === 2, 10_000, "a person is rung for the danger");
  await answers(call, [[/exactly what happened/, "he is waving the gun"]]);
  await call.until(() => /happening right now/.test(lastSaid(call)), 20_000, "the next question");
  const [incident] = await incidents(house);
  assert.equal(incident.priority, 1);
  assert.equal(call.verbs.filter((verb) => verb === `Dial ${PERSON}`).length, 2);
});

Deno.test("an answer that Twilio posts twice counts once", async () => {
  await using house = await House.open(NO_MODEL);
  const sid = `CA${"7".repeat(32)}`;
  const post = (path: string, more: Record<string, string> = {}) =>
    house.post(path, { CallSid: sid, CallStatus: "in-progress", ...more });
  const first = (await post("/twilio/intake")).body;
  assert.match(first, /Where exactly/);
  const step = first.match(/step=(\d+)/)![1];
  const answer = { SpeechResult: "12 Main Street" };
  const both = await Promise.all([0, 1].map(() => post(`/twilio/intake?step=${step}`, answer)));
  assert.equal(both[0]!.body, both[1]!.body);
  assert.equal((await post(`/twilio/intake?step=${step}`, answer)).body, both[0]!.body);
  const record = await house.record(sid);
  assert.equal(record.transcript.filter(({ speaker }: { speaker: string }) => speaker === "caller").length, 1);
  await post("/twilio/status", { CallStatus: "completed" });
  assert.equal((await house.recordWhenOver(sid)).outcome, "abandoned");
});

Deno.test("a call whose process died goes on with what its incident holds", async () => {
  const sid = `CA${"8".repeat(32)}`;
  const parameters = { CallSid: sid, AccountSid: ACCOUNT_SID, CallStatus: "in-progress" };
  await using house = await House.open(NO_MODEL);
  await house.post("/twilio/intake", parameters);
  await house.post("/twilio/intake?step=1", { ...parameters, SpeechResult: "12 Main Street" });
  // Another process on the same database: it knows nothing but what is kept there.
  const folder = house.folder;
  await using next = await House.open({
    ...NO_MODEL,
    env: { HUMAN_NUMBER: "", DATABASE_URL: `sqlite:${folder}/dispatcher.db` },
  });
  const answered = await next.post("/twilio/intake?step=2", { ...parameters, SpeechResult: "graffiti on my wall" });
  assert.match(answered.body, /happening right now/);
  const store = await openStore(`sqlite:${folder}/dispatcher.db`);
  const [incident] = (await store.listIncidents({ limit: 5 })).items;
  await store.close();
  assert.deepEqual([incident!.location.raw, incident!.nature], ["12 Main Street", "graffiti on my wall"]);
});

Deno.test("the second caller of an outage does not wait for what failed the first; when it is over, calls are served", async () => {
  let isDown = true;
  await using house = await House.open({
    faults: () => isDown ? { isUnanswered: true } : {},
    env: { HUMAN_NUMBER: "" },
  });
  await using first = house.call();
  await first.until(() => first.verbs.includes("Gather speech dtmf"), 15_000, "the first caller's script");
  await using second = house.call();
  await second.until(() => second.verbs.length > 0, 2_000, "an answer to the second");
  assert.equal(second.verbs[0], "Gather speech dtmf", "no stream is opened for a model that is not there");
  assert.equal((await house.record(second.callSid)).faults[0].code, "unreachable");
  isDown = false;
  let served: TwilioCall | null = null;
  for (let tries = 0; tries < 15 && served === null; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const call = house.call();
    await call.until(() => call.verbs.length > 0, 2_000, "an answer");
    if (call.verbs[0]!.startsWith("Connect")) served = call;
    else await call.hangUp();
  }
  assert.ok(served !== null, "calls are served again");
  await served.untilHeard(speech("dispatcher-greeting").audio, { deadlineMs: 20_000 });
  await served.hangUp();
});

Deno.test("while a person is rung the books say so, and they stay so when the carrier tells no more than the end", async () => {
  await using house = await House.open({ faults: () => ({ status: 403 }) });
  await using call = house.call({ dial: () => ({ status: "completed", tookMs: 4_000 }) });
  await call.until(() => call.verbs.includes(`Dial ${PERSON}`), 15_000, "a person is rung");
  const ringing = await house.record(call.callSid);
  assert.deepEqual([ringing.state, ringing.outcome, ringing.endedAt], ["transferred", "transferred", null]);
  await house.post("/twilio/status", { CallSid: call.callSid, CallStatus: "completed" });
  const ended = await house.recordWhenOver(call.callSid);
  assert.deepEqual([ended.state, ended.outcome], ["transferred", "transferred"]);
});
