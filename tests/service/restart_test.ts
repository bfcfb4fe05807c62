/** Calls that outlive their process: what the caller hears, what is asked again, what is counted and told. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { readWav } from "../../src/audio/wav.ts";
import { recordingPath } from "../../src/files.ts";
import { replay } from "../../src/replay.ts";
import { type Line, phrasebookMind } from "../../src/simulator/openai/phrasebook.ts";
import { speech } from "../../src/simulator/speech.ts";
import { openStore } from "../../src/store/store.ts";
import type { TwilioCall } from "../../src/simulator/twilio/call.ts";
import { FrontDoor } from "../support/front_door.ts";
import { eventually, House, type HouseOptions, says } from "../support/house.ts";

/** After a restarted process is ready again (CONTRACT.md, "Times"). */
const DEAD_AIR_MS = 5_000;

const audio = (id: string) => speech(id).audio;
const record = (args: object) => ({ name: "record_answers", arguments: JSON.stringify(args) });
const PLACE = { location: { address: "12 Main Street" }, nature: "bicycle stolen", asking: "when" };

/** What the model says in a call's first session, and in the one that goes on. */
const FIRST = [says("dispatcher-where"), says("dispatcher-when", { tools: [record(PLACE)] })];
const NEXT = [
  says("dispatcher-safety"),
  {
    tools: [{ name: "dispatch_incident", arguments: '{"summary":"Bicycle stolen."}' }],
    after: speech("caller-nobody").text,
  },
  says("dispatcher-goodbye", { tools: [{ name: "end_call", arguments: '{"reason":"done"}' }] }),
];

/** A house whose model says `next` in every session after the first. */
async function firstHouse(
  options: HouseOptions = {},
  next: readonly Line[] = NEXT,
  first: readonly Line[] = FIRST,
): Promise<House> {
  const phrasebook = ["where", "nobody"].map((id) => speech(`caller-${id}`));
  let sessions = 0;
  const mind = () => phrasebookMind(phrasebook, sessions++ === 0 ? first : next);
  return await House.open({ asProgram: true, mind, ...options });
}

/** Another process on the same database, with the same folder and the same model. */
async function nextHouse(first: House, env: Readonly<Record<string, string>> = {}): Promise<House> {
  const shared = {
    DATABASE_URL: `sqlite:${first.folder}/dispatcher.db`,
    DATA_DIR: first.folder,
    OPENAI_REALTIME_URL: first.openai.url,
  };
  return await House.open({ asProgram: true, env: { ...shared, ...env } });
}

const portOf = (house: House) => Number(new URL(house.address).port);

/** A call whose place and nature are recorded, and that has been asked when it was. */
async function askedWhen(call: TwilioCall): Promise<void> {
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 20_000 });
  await call.speak(audio("caller-where"));
  await call.until(() => call.ear.heard(audio("dispatcher-when")).heardMs > 1_000, 20_000, "the next question");
}

/** How long the caller waited for a word after a moment. */
function silenceAfter(call: TwilioCall, sinceMs: number): number {
  const next = call.ear.sounds("dispatcher").find(({ toMs }) => toMs > sinceMs + 20);
  return (next?.fromMs ?? Infinity) - sinceMs;
}

// deno-lint-ignore no-explicit-any -- tests look at what they need
async function listed(house: House, path: string): Promise<any[]> {
  return (await (await house.api(path)).json()).items;
}

Deno.test("a call goes on after kill -9 in the middle of a reply, with all that was said, asked and recorded", async (t) => {
  await using first = await firstHouse();
  await using door = new FrontDoor(portOf(first));
  await using call = first.call({ reachUrl: door.url });
  await askedWhen(call);
  const known = await eventually(async () => (await listed(first, "/incidents"))[0]?.id ?? null, 3_000, "the incident");
  const asked = (await first.record(call.callSid)).questions.asked;
  // What was written of it so far: once a second.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  first.program!.signal("SIGKILL");
  await first.program!.ended();
  await using second = await nextHouse(first);
  door.port = portOf(second);
  const readyMs = call.nowMs();
  await call.untilHeard(audio("dispatcher-safety"), { deadlineMs: 15_000, sinceMs: readyMs });

  await t.step("the caller hears that the line was interrupted, in time", () => {
    const waitedMs = silenceAfter(call, readyMs);
    assert.ok(waitedMs < DEAD_AIR_MS, `${waitedMs} ms`);
    const session = first.openai.sessions.at(-1)!;
    assert.equal(session.receivedOf("response.create").length, 1);
    assert.match(JSON.stringify(session.receivedOf("response.create")[0]), /The line was interrupted/);
  });
  await t.step("the new session knows what was said and recorded", () => {
    const told = JSON.stringify(first.openai.sessions.at(-1)!.receivedOf("conversation.item.create"));
    assert.match(told, /12 Main Street/);
    assert.match(told, /Ask nothing again/);
    assert.ok(told.includes(speech("dispatcher-where").text.slice(0, 20)), told);
  });
  await call.speak(audio("caller-nobody"));
  await call.untilEnded(20_000);
  const ended = await second.recordWhenOver(call.callSid);
  await t.step("it is one call, one incident, sent once, ended once", async () => {
    assert.deepEqual([ended.outcome, ended.incidentId], ["dispatched", known]);
    assert.ok(ended.questions.asked >= asked, `${ended.questions.asked} after ${asked}`);
    assert.ok(ended.faults.some(({ code }: { code: string }) => code === "restarted"));
    assert.ok(ended.transcript.some(({ text }: { text: string }) => text === speech("caller-where").text));
    const incidents = await listed(second, "/incidents");
    assert.equal(incidents.length, 1);
    assert.equal(incidents[0].narrative.filter(({ text }: { text: string }) => /^Dispatched/.test(text)).length, 1);
    assert.equal(await endsTold(first, call.callSid), 1);
  });
  await t.step("its recording holds both parts, its journal too, and is decided the same", async () => {
    const [left] = readWav(await readFile(recordingPath(first.folder, call.callSid)));
    const spokenMs = left!.length / 8;
    assert.ok(spokenMs > readyMs - 2_000, `${spokenMs} ms`);
    const journal = await (await second.api(`/calls/${call.callSid}/journal`)).text();
    const { calls, difference } = replay(journal);
    assert.equal(calls, 2);
    assert.equal(difference, null);
  });
});

Deno.test("a process that dies while a tool waits for its result: somebody was sent, and is not sent again", async () => {
  const sends = [record(PLACE), { name: "dispatch_incident", arguments: '{"summary":"Bicycle stolen."}' }];
  const first = [says("dispatcher-where"), { tools: sends, after: speech("caller-where").text }];
  await using house = await firstHouse({}, [says("dispatcher-number"), ...NEXT.slice(2)], first);
  await using door = new FrontDoor(portOf(house));
  await using call = house.call({ reachUrl: door.url });
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 20_000 });
  await call.speak(audio("caller-where"));
  const sent = await eventually(
    async () => (await listed(house, "/incidents")).find(({ status }) => status === "dispatched") ?? null,
    10_000,
    "somebody to be sent",
  );
  house.program!.signal("SIGKILL");
  await house.program!.ended();
  await using next = await nextHouse(house);
  door.port = portOf(next);
  const readyMs = call.nowMs();
  await call.untilHeard(audio("dispatcher-number"), { deadlineMs: 15_000, sinceMs: readyMs });
  assert.ok(silenceAfter(call, readyMs) < DEAD_AIR_MS, `${silenceAfter(call, readyMs)} ms`);
  assert.match(
    JSON.stringify(house.openai.sessions.at(-1)!.receivedOf("conversation.item.create")),
    new RegExp(`number ${sent.number}`),
  );
  await call.hangUp();
  const ended = await next.recordWhenOver(call.callSid);
  assert.deepEqual([ended.outcome, ended.incidentId], ["dispatched", sent.id]);
  const [incident, ...others] = await listed(next, "/incidents");
  assert.equal(others.length, 0);
  assert.equal(incident.narrative.filter(({ text }: { text: string }) => /^Dispatched/.test(text)).length, 1);
  assert.equal(await endsTold(house, call.callSid), 1);
});

Deno.test("a process that dies in the greeting: the caller hears that the line was interrupted, and the call goes on", async () => {
  await using first = await firstHouse({}, [says("dispatcher-where")], [says("dispatcher-greeting")]);
  await using door = new FrontDoor(portOf(first));
  await using call = first.call({ reachUrl: door.url });
  await call.until(() => call.ear.heard(audio("dispatcher-greeting")).heardMs > 1_500, 20_000, "the greeting");
  first.program!.signal("SIGKILL");
  await first.program!.ended();
  await using second = await nextHouse(first);
  door.port = portOf(second);
  const readyMs = call.nowMs();
  await call.untilHeard(audio("dispatcher-where"), { deadlineMs: 15_000, sinceMs: readyMs });
  assert.ok(silenceAfter(call, readyMs) < DEAD_AIR_MS, `${silenceAfter(call, readyMs)} ms`);
  await call.hangUp();
  assert.equal((await second.recordWhenOver(call.callSid)).outcome, "abandoned");
  assert.equal(await endsTold(first, call.callSid), 1);
});

Deno.test("either instance goes on with the other's call; the one that lost it tells nothing of its end", async () => {
  await using first = await firstHouse();
  await using second = await nextHouse(first);
  await using door = new FrontDoor(portOf(first));
  await using call = first.call({ reachUrl: door.url });
  await askedWhen(call);
  const sinceMs = call.nowMs();
  door.moveTo(portOf(second));
  await call.untilHeard(audio("dispatcher-safety"), { deadlineMs: 15_000, sinceMs });
  assert.ok(silenceAfter(call, sinceMs) < DEAD_AIR_MS, `${silenceAfter(call, sinceMs)} ms`);
  await eventually(
    async () => /dispatcher_calls_live 0/.test(await (await fetch(`${first.address}/metrics`)).text()) ? true : null,
    8_000,
    "the first instance to let it go",
  );
  assert.equal((await second.record(call.callSid)).endedAt, null);
  await call.speak(audio("caller-nobody"));
  await call.untilEnded(20_000);
  assert.equal((await second.recordWhenOver(call.callSid)).outcome, "dispatched");
  assert.equal(await endsTold(first, call.callSid), 1);
});

Deno.test("a process that starts leaves the calls of another one alone", async () => {
  await using first = await firstHouse();
  await using call = first.call();
  await askedWhen(call);
  await using second = await nextHouse(first);
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const record = await second.record(call.callSid);
  assert.deepEqual([record.state, record.endedAt], ["talking", null]);
  assert.equal(await endsTold(first, call.callSid), 0);
  assert.ok(call.streaming);
});

Deno.test("a call that outlasts DRAIN_LIMIT_S goes on with the next process, which is started when the first is gone", async () => {
  await using first = await firstHouse({ env: { DRAIN_LIMIT_S: "1" } });
  await using door = new FrontDoor(portOf(first));
  await using call = first.call({ reachUrl: door.url, sayMsPerCharacter: 60 });
  await askedWhen(call);
  first.program!.signal("SIGTERM");
  const { code } = await first.program!.ended();
  assert.equal(code, 0);
  await using second = await nextHouse(first);
  door.port = portOf(second);
  await call.untilHeard(audio("dispatcher-safety"), { deadlineMs: 20_000 });
  const [moment, ...others] = call.verbs.slice(1);
  assert.match(moment!, /^Say One moment, please/);
  assert.ok(!others.some((verb) => verb.startsWith("Dial")), call.verbs.join("\n"));
  const silence = call.ear.longestSilence({ fromMs: call.log.of("stream_closed")[0]!.atMs, toMs: call.nowMs() });
  assert.ok(silence.toMs - silence.fromMs < DEAD_AIR_MS, `${silence.toMs - silence.fromMs} ms`);
  await call.hangUp();
  const ended = await second.recordWhenOver(call.callSid);
  assert.equal(ended.outcome, "abandoned");
  assert.equal(await endsTold(first, call.callSid), 1);
});

Deno.test("a call that outlasts DRAIN_LIMIT_S goes on at once with the instance that is there", async () => {
  await using first = await firstHouse({ env: { DRAIN_LIMIT_S: "1" } });
  await using second = await nextHouse(first);
  await using door = new FrontDoor(portOf(first));
  await using call = first.call({ reachUrl: door.url, sayMsPerCharacter: 60 });
  await askedWhen(call);
  const sinceMs = call.nowMs();
  first.program!.signal("SIGTERM");
  await call.until(() => call.verbs.length > 1, 6_000, "a word");
  door.port = portOf(second);
  await call.untilHeard(audio("dispatcher-safety"), { deadlineMs: 15_000, sinceMs });
  assert.ok(!call.verbs.includes("Pause 2"), call.verbs.join("\n"));
  await first.program!.ended();
  await call.hangUp();
  assert.equal((await second.recordWhenOver(call.callSid)).outcome, "abandoned");
});

Deno.test("where the model cannot be had the caller goes to a person, as before", async () => {
  let isDown = false;
  await using first = await firstHouse({ faults: () => isDown ? { status: 403 } : {} });
  await using door = new FrontDoor(portOf(first));
  await using call = first.call({ reachUrl: door.url, dial: () => ({ status: "completed", tookMs: 2_000 }) });
  await askedWhen(call);
  isDown = true;
  first.program!.signal("SIGKILL");
  await first.program!.ended();
  await using second = await nextHouse(first);
  door.port = portOf(second);
  await call.until(() => call.verbs.some((verb) => verb.startsWith("Dial")), 15_000, "a person");
  await call.untilEnded(15_000);
  assert.equal((await second.recordWhenOver(call.callSid)).outcome, "transferred");
  assert.equal(await endsTold(first, call.callSid), 1);
});

/** How often a call's end was told to those who follow; `first`: the house that has the database. */
async function endsTold(first: House, sid: string): Promise<number> {
  const store = await openStore(`sqlite:${first.folder}/dispatcher.db`);
  try {
    const events = await store.eventsAfter(0, 5_000);
    return events.filter(({ type, data }) => type === "call.ended" && (data as { sid: string }).sid === sid).length;
  } finally {
    await store.close();
  }
}
