/** What the outside reads about a call while it runs and afterwards. */

import assert from "node:assert/strict";
import { HOUSE } from "./support/call.ts";
import { CallBooks, refusedCall } from "../src/books.ts";
import type { Usage } from "../src/call/call.ts";
import { FAULTS_KEPT } from "../src/call/limits.ts";
import { type CallState, openCall } from "../src/call/state.ts";
import type { CallRecord } from "../src/store/call_record.ts";

const CALL = { sid: "CA1", from: "+12025550123", to: "+12025550100" };
const NOON_MS = Date.UTC(2026, 10, 24, 12);
const RINGING = openCall(0, HOUSE);
const TALKING: CallState = { ...RINGING, phase: { name: "talking", streamStartedAtMs: 900 } };
const SETTLING: CallState = {
  ...RINGING,
  phase: { name: "settling", outcome: "answered", reason: "goodbye", untilMs: 99_000 },
};
const ENDED: CallState = { ...RINGING, phase: { name: "ended", outcome: "answered", reason: "goodbye" } };

function books(isRecorded = true): CallBooks {
  return new CallBooks(CALL, isRecorded, (atMs) => new Date(NOON_MS + atMs));
}

function ended(usage: Usage | null): Parameters<CallBooks["follow"]>[0] {
  const reply = { replyId: "resp_1", status: "completed", reason: null, fault: null, retryAfterMs: null } as const;
  return { type: "reply_ended", atMs: 0, ...reply, usage };
}

/** The part of a record that tells where the call is. */
function place({ state, answeredAt, endedAt, outcome, reason }: CallRecord): unknown[] {
  return [state, answeredAt, endedAt, outcome, reason];
}

Deno.test("a call that rings has begun, and nothing else", () => {
  assert.deepEqual(books().record(RINGING, 500), {
    ...CALL,
    state: "ringing",
    startedAt: "2026-11-24T12:00:00.000Z",
    answeredAt: null,
    endedAt: null,
    outcome: null,
    reason: null,
    questions: { asked: 0, budget: 8 },
    transcript: [],
    incidentId: null,
    model: null,
    recording: "/api/v1/calls/CA1/recording.wav",
    usage: null,
    costUsd: null,
    latency: { greetingMs: null, replyMsP50: null, replyMsMax: null, deadAirMsMax: null },
    faults: [],
  });
});

Deno.test("a call is answered when its first stream begins", () => {
  const call = books();
  call.follow({ type: "stream_started", atMs: 900, streamSid: "MZ1" });
  call.follow({ type: "stream_started", atMs: 5_000, streamSid: "MZ2" });
  assert.deepEqual(place(call.record(TALKING, 6_000)), ["talking", "2026-11-24T12:00:00.900Z", null, null, null]);
});

Deno.test("a call that settles is not over yet; when it is, it ended when it began to settle", () => {
  const call = books();
  assert.deepEqual(place(call.record(SETTLING, 60_000)), ["talking", null, null, "answered", null]);
  const at = "2026-11-24T12:01:00.000Z";
  assert.deepEqual(place(call.record(ENDED, 63_000)), ["ended", null, at, "answered", "goodbye"]);
  assert.deepEqual(place(call.record(ENDED, 99_000)), ["ended", null, at, "answered", "goodbye"]);
});

Deno.test("the model is the one that was last ready", () => {
  const call = books();
  call.follow({ type: "model_ready", atMs: 300, model: "gpt-realtime-2.1" });
  call.follow({ type: "model_ready", atMs: 900, model: "gpt-realtime-2.1-mini" });
  assert.equal(call.record(TALKING, 1_000).model, "gpt-realtime-2.1-mini");
});

Deno.test("tokens are added up, reply by reply; a reply that reports none adds none", () => {
  const call = books();
  const usage = { inputTokens: 1, outputTokens: 2, cachedTokens: 3, inputAudioTokens: 4, outputAudioTokens: 5 };
  call.follow(ended(null));
  assert.equal(call.record(TALKING, 0).usage, null);
  call.follow(ended(usage));
  call.follow(ended(null));
  call.follow(ended({ ...usage, inputTokens: 100 }));
  assert.equal(call.record(TALKING, 0).costUsd, null, "no model was named");
  assert.deepEqual(call.record(TALKING, 0).usage, {
    inputTokens: 101,
    outputTokens: 4,
    cachedTokens: 6,
    inputAudioTokens: 8,
    outputAudioTokens: 10,
  });
});

Deno.test("faults are kept with their time and what was done, up to a bound", () => {
  const call = books();
  for (let n = 0; n < FAULTS_KEPT + 5; n++) call.fault("empty_reply", `asked again ${n}`, n * 1_000);
  const { faults } = call.record(TALKING, 0);
  assert.equal(faults.length, FAULTS_KEPT);
  assert.deepEqual(faults[1], { at: "2026-11-24T12:00:01.000Z", code: "empty_reply", action: "asked again 1" });
});

Deno.test("a record is a picture: what happens later does not change it", () => {
  const call = books();
  const before = call.record(TALKING, 0);
  call.fault("empty_reply", "asked again", 0);
  assert.equal(before.faults.length, 0);
});

Deno.test("waits are told as their middle and their longest", () => {
  const latency = (greetingMs: number | null, replyMs: readonly number[], longestMs: number) => {
    const deadAir = { ...TALKING.deadAir, longestMs };
    return books().record({ ...TALKING, waits: { greetingMs, owedSinceMs: null, replyMs }, deadAir }, 0).latency;
  };
  const told = { greetingMs: 210, replyMsP50: 640, replyMsMax: 900, deadAirMsMax: 850 };
  assert.deepEqual(latency(210, [900, 500, 640], 850.4), told);
  assert.equal(latency(null, [1, 2, 3, 4], 0).replyMsP50, 2);
  assert.equal(latency(null, [], 0).deadAirMsMax, null);
  assert.equal(latency(0, [], 0).deadAirMsMax, 0);
});

Deno.test("a dispatcher's line is told with what was heard of it", () => {
  const line = { atMs: 1_000, sentMs: 2_000, heardMs: 0 };
  const transcript: CallState["transcript"] = [
    { ...line, id: "item_1", speaker: "dispatcher", text: "Where are you?" },
    { ...line, id: "item_2", speaker: "caller", atMs: 3_000, text: "Main Street." },
  ];
  assert.deepEqual(books().record({ ...TALKING, transcript }, 0).transcript, [
    { at: "2026-11-24T12:00:01.000Z", speaker: "dispatcher", text: "Where are you?", heard: "" },
    { at: "2026-11-24T12:00:03.000Z", speaker: "caller", text: "Main Street.", heard: null },
  ]);
});

Deno.test("a call that is not recorded has no recording", () => {
  assert.equal(books(false).record(RINGING, 0).recording, null);
});

Deno.test("a call that could not be taken is over at once, with its reason", () => {
  const at = "2026-11-24T12:00:00.000Z";
  const record = refusedCall(CALL, "full", new Date(NOON_MS));
  assert.deepEqual(place(record), ["ended", null, at, "refused", "full"]);
  assert.deepEqual(record.faults, [{ at, code: "overloaded", action: "said so and handed the call over: full" }]);
  assert.deepEqual(Object.keys(record).sort(), Object.keys(books().record(RINGING, 0)).sort());
});
