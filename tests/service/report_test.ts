import assert from "node:assert/strict";
import { openStore } from "../../src/store/store.ts";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import type { SimulatedSession } from "../../src/simulator/openai/simulated_session.ts";
import { speech } from "../../src/simulator/speech.ts";
import { House, PERSON, says } from "../support/house.ts";

const text = (id: string) => speech(`caller-${id}`).text;
const audio = (id: string) => speech(id).audio;
const tool = (name: string, args: object) => ({ name, arguments: JSON.stringify(args) });
const record = (args: object) => tool("record_answers", args);

/** The incidents on disk, as another process sees them. */
async function incidentsOf(house: House): Promise<readonly IncidentRecord[]> {
  const store = await openStore(`sqlite:${house.folder}/dispatcher.db`);
  try {
    return (await store.listIncidents({ limit: 50 })).items;
  } finally {
    await store.close();
  }
}

/** The results that the model's tools got, in order. */
function results(session: SimulatedSession): Record<string, unknown>[] {
  return session.receivedOf("conversation.item.create").flatMap(({ item }) => {
    const { type, output } = item as { type: string; output?: string };
    return type === "function_call_output" && output !== undefined ? [JSON.parse(output)] : [];
  });
}

Deno.test("a report is taken, kept answer by answer, dispatched, and its number is told", async (t) => {
  await using house = await House.open({
    lines: [
      says("dispatcher-where"),
      says("dispatcher-when", {
        after: text("where"),
        tools: [record({
          location: { address: "12 Main Street", landmark: "library" },
          nature: "bicycle stolen",
          typeCode: "THEFT",
          asking: "when",
        })],
      }),
      says("dispatcher-safety", {
        after: text("correction"),
        tools: [record({ location: { address: "14 Main Street" }, when: "nine this morning", asking: "safety" })],
      }),
      {
        after: text("nobody"),
        tools: [
          record({ injuries: "no", weapons: "no", callbackNumber: "this one", asking: "close" }),
          tool("dispatch_incident", { summary: "Bicycle stolen at 14 Main Street this morning." }),
        ],
      },
      says("dispatcher-goodbye", { tools: [tool("end_call", { reason: "done" })] }),
    ],
  });
  const call = house.call();
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 8_000 });
  await call.speak(audio("caller-where"));
  await call.until(() => call.ear.heard(audio("dispatcher-when")).heardMs > 2_000, 8_000, "a reply");
  await t.step("the incident stands, pending, before the call is over", async () => {
    const [incident] = await incidentsOf(house);
    assert.deepEqual([incident?.status, incident?.location.address, incident?.typeCode], [
      "pending",
      "12 Main Street",
      "THEFT",
    ]);
  });
  await call.speak(audio("caller-correction"));
  await call.untilHeard(audio("dispatcher-safety"), { deadlineMs: 8_000 });
  await call.speak(audio("caller-nobody"));
  await call.untilHeard(audio("dispatcher-goodbye"), { deadlineMs: 8_000 });
  await call.untilEnded(4_000);
  const [incident] = await incidentsOf(house);
  const session = house.openai.sessions[0]!;

  await t.step("the incident is dispatched, corrected and complete", () => {
    assert.equal(incident!.status, "dispatched");
    assert.match(incident!.number, /^\d{4}-000001$/);
    assert.equal(incident!.location.address, "14 Main Street");
    assert.deepEqual(incident!.safety, { inProgress: null, injuries: "no", weapons: "no" });
    assert.deepEqual([incident!.caller.callback, incident!.caller.callerId], ["+12025550147", "+12025550147"]);
    assert.ok(
      incident!.narrative.some(({ text }) =>
        text.includes("14 Main Street") && text.includes("before: 12 Main Street")
      ),
    );
  });
  await t.step("each tool got its result, and a reply that spoke and recorded no second one", () => {
    assert.deepEqual(results(session).map(({ ok }) => ok), [true, true, true, true]);
    assert.deepEqual(results(session).map(({ questionsLeft }) => questionsLeft), [7, 6, 6, undefined]);
    assert.equal(results(session)[3]!["number"], incident!.number);
    assert.equal(session.receivedOf("response.create").length, 5);
    assert.deepEqual(session.errors, []);
  });
  await t.step("the call's record names the incident, the questions and the outcome", async () => {
    const record = await house.recordWhenOver(call.callSid);
    assert.deepEqual([record.outcome, record.incidentId], ["dispatched", incident!.id]);
    assert.deepEqual(record.questions, { asked: 2, budget: 8 });
  });
});

Deno.test("words of danger: a person is being dialled within 9 s, never 3 s of silence meanwhile", async () => {
  await using house = await House.open({
    lines: [says("dispatcher-where"), says("dispatcher-when", { after: "He has a gun" })],
    words: { "caller-where": "He has a gun and he is in the house" },
    transcriptionDelayMs: 700,
  });
  await using call = house.call({ sayMsPerCharacter: 60, dial: () => ({ status: "completed", tookMs: 500 }) });
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 8_000 });
  await call.speak(audio("caller-where"));
  const lastWordMs = call.ear.lastSound("caller")!.toMs;
  await call.until(() => call.verbs.some((verb) => verb === `Dial ${PERSON}`), 9_000, "a person being dialled");
  const dialledMs = call.log.of("verb").find(({ name }) => name === "Dial")!.atMs;
  assert.ok(dialledMs - lastWordMs < 9_000);
  const silence = call.ear.longestSilence({ fromMs: lastWordMs, toMs: dialledMs });
  assert.ok(silence.toMs - silence.fromMs < 3_000, `${silence.toMs - silence.fromMs} ms of silence`);
  await call.untilEnded(10_000);
  const [incident] = await incidentsOf(house);
  assert.deepEqual([incident!.priority, incident!.status], [1, "pending"]);
  const record = await house.recordWhenOver(call.callSid);
  assert.deepEqual([record.outcome, record.incidentId], ["transferred", incident!.id]);
});

Deno.test("when nobody answers, the caller hears so and goes on with the model, which knows what was said", async () => {
  await using house = await House.open({
    lines: [
      says("dispatcher-where"),
      says("dispatcher-when", { after: "He has a gun" }),
      { tools: [record({ nature: "man with a gun", location: "in the house" })] },
      says("dispatcher-safety"),
    ],
    words: { "caller-where": "He has a gun and he is in the house" },
  });
  await using call = house.call({ dial: () => ({ status: "no-answer", tookMs: 300 }) });
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 8_000 });
  await call.speak(audio("caller-where"));
  await call.untilHeard(audio("dispatcher-safety"), { deadlineMs: 15_000 });
  assert.ok(call.verbs.some((verb) => /nobody could answer yet/.test(verb)), call.verbs.join("\n"));
  assert.equal(house.openai.sessions.length, 1);
  await call.hangUp();
  const [incident] = await incidentsOf(house);
  assert.deepEqual([incident!.nature, incident!.priority], ["man with a gun", 1]);
  assert.ok(incident!.narrative.some(({ text }) => /Nobody answered/.test(text)));
  assert.equal((await house.recordWhenOver(call.callSid)).outcome, "abandoned");
});

Deno.test("two callers who report the same share one incident, and both are kept", async () => {
  const answers = { location: { address: "12 Main Street" }, nature: "loud music", typeCode: "NOISE", asking: null };
  await using house = await House.open({
    lines: [says("dispatcher-where"), says("dispatcher-safety", { after: text("where"), tools: [record(answers)] })],
  });
  for (const from of ["+12025550147", "+12025550148"]) {
    await using call = house.call({ from });
    await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 8_000 });
    await call.speak(audio("caller-where"));
    await call.untilHeard(audio("dispatcher-safety"), { deadlineMs: 8_000 });
  }
  const incidents = await incidentsOf(house);
  assert.equal(incidents.length, 1);
  assert.ok(incidents[0]!.narrative.some(({ text }) => text.includes("Another caller (+12025550148)")));
  assert.equal(incidents[0]!.caller.callerId, "+12025550147");
});
