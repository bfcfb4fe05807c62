/** A call that goes on after its process was gone: what it begins with, and what it does not do again. */

import assert from "node:assert/strict";
import type { CallEffect } from "../../src/call/call.ts";
import type { Beginning } from "../../src/call/resuming.ts";
import { openCall } from "../../src/call/state.ts";
import { lines, type TranscriptLine } from "../../src/call/transcript.ts";
import { merge, noFacts } from "../../src/intake/facts.ts";
import { HOUSE, sound, VirtualCall } from "../support/call.ts";

const SAID: readonly TranscriptLine[] = [
  { atMs: -20_000, speaker: "dispatcher", text: "Where did it happen?", heard: "Where did it happen?" },
  { atMs: -15_000, speaker: "caller", text: "At 12 Main Street.", heard: null },
  { atMs: -9_000, speaker: "dispatcher", text: "Thank you. When was that, and is", heard: "Thank you. When" },
  { atMs: -8_000, speaker: "dispatcher", text: "Nobody heard this line.", heard: "" },
];
const FACTS = merge(noFacts(), { location: { address: "12 Main Street" }, nature: "bicycle stolen", language: "es" });
const INCIDENT = { id: "urn:uuid:1", number: "2026-000007" };
const BEGINNING: Beginning = { transcript: SAID, facts: FACTS, asked: 3, incident: INCIDENT, sent: "no" };

function resumedCall(more: Partial<Beginning> = {}): VirtualCall {
  const call = new VirtualCall();
  call.state = openCall(0, { ...HOUSE, canRedial: true }, { ...BEGINNING, ...more });
  return call;
}

const types = (effects: readonly CallEffect[]) => effects.map(({ type }) => type);

Deno.test("a call that goes on has the lines as they were heard, the answers and the question count", () => {
  const { state } = resumedCall();
  assert.deepEqual(lines(state.transcript), SAID);
  assert.deepEqual(state.report.facts, FACTS);
  assert.deepEqual([state.report.questions.asked, state.report.questions.budget], [3, 8]);
  assert.deepEqual([state.report.incident, state.report.sent], [INCIDENT, "no"]);
});

Deno.test("the model is told what was said and recorded, and is asked to say that the line was interrupted", () => {
  const call = resumedCall();
  const effects = call.on({ type: "model_ready", model: "m" });
  assert.deepEqual(types(effects).slice(0, 2), ["tell_model", "request_reply"]);
  const [told, request] = effects as unknown as [{ text: string }, { purpose: string }];
  assert.match(told.text, /12 Main Street/);
  assert.match(told.text, /"Thank you\. When"/, "what was heard of it, and no more");
  assert.doesNotMatch(told.text, /Nobody heard/);
  assert.match(told.text, /2026-000007/);
  assert.equal(request.purpose, "resume");
});

Deno.test("what is made before the stream is there is heard as soon as it is; the reply counts as no question", () => {
  const call = resumedCall();
  call.on({ type: "model_ready", model: "m" });
  call.replies("r1", 400, { text: "The line was interrupted. When was that?" });
  assert.ok(call.on({ type: "stream_started", streamSid: "MZ2" }).some(({ type }) => type === "play"));
  call.hears(1_000);
  assert.equal(call.state.report.questions.asked, 3);
});

Deno.test("when the first model cannot be had, the other one is asked to go on, not to greet", () => {
  const call = resumedCall();
  assert.ok(types(call.on({ type: "model_lost", code: "model_unavailable", detail: "" })).includes("dial_model"));
  const ready = call.on({ type: "model_ready", model: "mini" });
  assert.equal((ready.find(({ type }) => type === "request_reply") as { purpose?: string }).purpose, "resume");
  assert.ok(types(ready).includes("tell_model"));
});

Deno.test("what was sent is not sent again, and a hang-up leaves the outcome that it had", () => {
  const call = resumedCall({ sent: "dispatched" });
  call.on({ type: "model_ready", model: "m" });
  call.on({ type: "stream_started", streamSid: "MZ2" });
  call.on({ type: "reply_started", replyId: "r1" });
  call.on({ type: "reply_audio", replyId: "r1", lineId: "l1", audio: sound(200) });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "end_call", arguments: '{"reason":"done"}' });
  call.ended("r1");
  assert.equal(call.state.phase.name, "leaving", "nobody is missing any more");
  const effects = [...call.on({ type: "stream_stopped" }), ...call.wait(2_500)];
  assert.deepEqual(effects.filter(({ type }) => type === "send"), []);
  assert.equal(call.of("finish")[0]!.outcome, "dispatched");
});

Deno.test("a spent budget stays spent", () => {
  const call = resumedCall({ asked: 8 });
  call.on({ type: "model_ready", model: "m" });
  call.replies("r1", 200, { text: "The line was interrupted." });
  call.on({ type: "stream_started", streamSid: "MZ2" });
  call.hears(600);
  call.hears(600, -15);
  call.on({ type: "speech_started", turnId: "t1", audioStartMs: 600 });
  call.on({ type: "turn_committed", turnId: "t1" });
  assert.deepEqual(call.of("request_reply").map(({ purpose }) => purpose), ["resume", "close_now"]);
});
