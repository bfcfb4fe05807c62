import assert from "node:assert/strict";
import { lengthMs } from "../../src/call/call.ts";
import { greetedCall, LOUD_DB, sound, talkingCall, types, VirtualCall } from "../support/call.ts";

const OVERLAP = "conversation_already_has_active_response";

Deno.test("a request refused because of another reply is sent as soon as that one has ended", () => {
  const call = talkingCall();
  call.on({ type: "order_refused", order: { kind: "request_reply" }, code: OVERLAP });
  call.wait(100);
  assert.deepEqual(types(call.ended("somebody's")), ["request_reply"]);
  assert.deepEqual(types(call.ended("somebody's")), [], "the end of a strange reply asks for nothing by itself");
});

Deno.test("a greeting given up while it rang is not played beside the one that took its place", () => {
  const call = new VirtualCall();
  call.on({ type: "model_ready", model: "m" });
  call.replies("r1", 400, { ends: false });
  assert.deepEqual(types(call.wait(2_900)).slice(0, 2), ["cancel_reply", "forget_line"]);
  call.ended("r1", { status: "cancelled" });
  call.replies("r2", 600);
  const effects = call.on({ type: "stream_started", streamSid: "MZ1" });
  assert.equal(effects.filter(({ type }) => type === "play").length, 3);
});

Deno.test("a model that would hang up while it rings is asked for the greeting instead", () => {
  const call = new VirtualCall();
  call.on({ type: "model_ready", model: "m" });
  call.on({ type: "reply_started", replyId: "r1" });
  const effects = call.endsCall("r1");
  assert.deepEqual(types(effects), ["report_fault", "answer_tool", "request_reply", "save"]);
  assert.equal(call.of("request_reply").at(-1)!.purpose, "greet");
});

Deno.test("words of a reply that stalled before its sound are forgotten, those that were heard are not", () => {
  const call = greetedCall();
  call.on({ type: "reply_started", replyId: "r1" });
  call.on({ type: "reply_words", replyId: "r1", lineId: "heard", text: "It is", whole: false });
  call.on({ type: "reply_audio", replyId: "r1", lineId: "heard", audio: sound(200) });
  call.on({ type: "reply_words", replyId: "r1", lineId: "unheard", text: "Where", whole: false });
  call.wait(2_900);
  assert.deepEqual(call.of("forget_line").map(({ lineId }) => lineId), ["unheard"]);
});

Deno.test("a turn closed twice is answered once", () => {
  const call = greetedCall();
  call.on({ type: "speech_started", turnId: "t1", audioStartMs: 0 });
  assert.deepEqual(types(call.commits("t1")), ["request_reply"]);
  call.replies("r1", 200);
  assert.deepEqual(types(call.commits("t1")), []);
  call.on({ type: "turn_transcribed", turnId: "t1", text: "Hello" });
  assert.deepEqual(types(call.commits("t1")), []);
});

Deno.test("a model that would hand over while it rings is asked for the greeting instead", () => {
  const call = new VirtualCall();
  call.on({ type: "model_ready", model: "m" });
  call.on({ type: "reply_started", replyId: "r1" });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "transfer_to_human", arguments: "{}" });
  const effects = call.ended("r1");
  assert.deepEqual(types(effects), ["report_fault", "answer_tool", "request_reply", "save"]);
  assert.equal(call.state.phase.name, "ringing");
});

Deno.test("a stream that comes back to a call whose model is gone leads to a person, not to silence", () => {
  const call = greetedCall();
  call.on({ type: "stream_closed", why: "closed 1006" });
  call.on({ type: "model_lost", code: "connection_lost", detail: "closed 1006" });
  const effects = call.on({ type: "stream_started", streamSid: "MZ2" });
  assert.deepEqual(types(effects), ["close_stream", "close_model", "finish"]);
  assert.equal(call.of("finish")[0]!.outcome, "failed");
});

Deno.test("a tool whose goodbye was asked for has its result: a caller who speaks on does not give it another", () => {
  const call = greetedCall();
  call.on({ type: "reply_started", replyId: "r1" });
  call.endsCall("r1");
  call.replies("bye", 2_000);
  call.hears(300);
  call.detects("t1");
  call.hears(400, LOUD_DB);
  assert.equal(call.state.phase.name, "talking");
  assert.equal(call.of("answer_tool").length, 1);
});

Deno.test("a stream that breaks while a person is announced leads to that person, not to a hang-up", () => {
  const call = greetedCall();
  call.replies("r1", 600, { ends: false });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "transfer_to_human", arguments: "{}" });
  call.ended("r1");
  assert.equal(call.state.phase.name, "leaving");
  call.on({ type: "stream_closed", why: "closed 1006" });
  assert.deepEqual([call.state.phase.name, call.of("finish")], ["away", []]);
  call.on({ type: "person_answered" });
  call.on({ type: "person_left" });
  assert.equal(call.of("finish")[0]!.outcome, "transferred");
});

Deno.test("after a broken stream a wait still counts from the caller's last word, as the detector's clock has it", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(2_000, LOUD_DB);
  call.on({ type: "stream_closed", why: "closed 1006" });
  call.on({ type: "stream_started", streamSid: "MZ2" });
  call.replies("back", 600);
  call.hears(600);
  call.marksReturn();
  call.hears(1_000);
  const givenMs = [
    ...call.of("listen").map(({ audio }) => lengthMs(audio)),
    ...call.of("listen_to_silence").map(({ ms }) => ms),
  ]
    .reduce((sum, ms) => sum + ms, 0);
  call.on({ type: "speech_started", turnId: "t2", audioStartMs: givenMs - 900 });
  call.on({ type: "speech_stopped", turnId: "t2", audioEndMs: givenMs - 500 });
  call.on({ type: "turn_committed", turnId: "t2" });
  call.wait(200);
  call.replies("r2", 600);
  assert.equal(call.state.waits.replyMs.at(-1), 700);
});
