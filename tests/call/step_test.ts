import assert from "node:assert/strict";
import { greetedCall, LOUD_DB, sound, talkingCall, types, VirtualCall } from "../support/call.ts";

Deno.test("the greeting is asked for while the carrier connects, kept, and played when the stream starts", () => {
  const call = new VirtualCall();
  call.wait(100);
  assert.deepEqual(types(call.on({ type: "model_ready", model: "m" })), ["request_reply", "save"]);
  call.replies("greeting", 600);
  assert.equal(call.of("play").length, 0);
  call.wait(400);
  call.on({ type: "stream_started", streamSid: "MZ1" });
  assert.equal(call.of("play").length, 3);
  assert.equal(call.of("play")[0]!.atMs, 500);
  assert.equal(call.of("mark").at(-1)!.name, "0:line_greeting:600");
});

Deno.test("audio of the caller that comes before the session stands is given to the model in order", () => {
  const call = new VirtualCall();
  call.on({ type: "stream_started", streamSid: "MZ1" });
  call.hears(60);
  assert.equal(call.of("listen").length, 0);
  const effects = call.on({ type: "model_ready", model: "m" });
  assert.deepEqual(types(effects), ["request_reply", "listen", "listen", "listen", "save"]);
});

Deno.test("a caller who keeps talking over a reply silences it, and the model learns what was heard", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(500, LOUD_DB);
  call.hears(500);
  call.commits("t1");
  call.replies("r1", 3_000, { ends: false });
  call.hears(1_000);
  call.detects("t2");
  const before = call.effects.length;
  call.hears(400, LOUD_DB);
  const effects = call.effects.slice(before).filter((effect) => effect.type !== "listen");
  assert.deepEqual(types(effects), [
    "clear",
    "record_heard",
    "drop_unheard",
    "cancel_reply",
    "truncate_line",
    "save",
  ]);
  const [truncate] = call.of("truncate_line");
  assert.equal(truncate!.lineId, "line_r1");
  assert.equal(truncate!.heardMs, 1_180);
  call.on({ type: "reply_audio", replyId: "r1", lineId: "line_r1", audio: sound(200) });
  assert.equal(call.of("play").filter((play) => play.atMs === call.nowMs).length, 0, "late audio must be dropped");
  call.ended("r1", { status: "cancelled", reason: "client_cancelled" });
  call.hears(600);
  assert.deepEqual(types(call.commits("t2")), ["request_reply"]);
});

Deno.test("echoes of marks that a clear returned do not count as heard", () => {
  const call = greetedCall();
  call.on({ type: "reply_started", replyId: "r0" });
  call.replies("r1", 2_000, { ends: false });
  call.hears(400);
  call.detects("t1");
  call.hears(300, LOUD_DB);
  const heard = call.of("record_heard").length;
  call.marksReturn();
  assert.equal(call.of("record_heard").length, heard);
});

Deno.test("a noise over a reply neither stops it nor earns an answer, and leaves the conversation", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(400, LOUD_DB);
  call.commits("t1");
  call.replies("r1", 3_000);
  call.hears(500);
  call.detects("noise");
  call.hears(100, LOUD_DB);
  call.hears(500);
  const requests = call.of("request_reply").length;
  assert.deepEqual(types(call.commits("noise")), ["forget_turn"]);
  assert.equal(call.of("clear").length, 0);
  assert.equal(call.of("request_reply").length, requests);
  assert.ok(!call.state.transcript.some((entry) => entry.id === "noise"));
});

Deno.test("a reply that nobody heard is forgotten, and truncated at 0 when the API refuses that", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(300, LOUD_DB);
  call.commits("t1");
  call.detects("t2");
  call.hears(160, LOUD_DB);
  call.replies("r1", 1_000, { ends: false });
  call.on({ type: "caller_audio", timestampMs: 1_460, audio: sound(20), levelDb: LOUD_DB });
  assert.deepEqual(call.of("forget_line").map((effect) => effect.lineId), ["line_r1"]);
  assert.equal(call.of("truncate_line").length, 0);
  call.on({ type: "order_refused", order: { kind: "forget_line", lineId: "line_r1" }, code: "invalid" });
  assert.equal(call.of("truncate_line").at(-1)!.heardMs, 0);
});

Deno.test("a goodbye is heard to its last mark before the stream is closed", () => {
  const call = greetedCall();
  call.replies("r1", 2_000, { ends: false });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "end_call", arguments: '{"reason":"done"}' });
  call.ended("r1");
  assert.equal(call.of("close_stream").length, 0);
  call.hears(2_000);
  assert.equal(call.of("close_stream").length, 0);
  call.marksReturn();
  assert.equal(call.of("close_stream").length, 1);
  assert.equal(call.of("finish")[0]!.outcome, "answered");
});

Deno.test("a goodbye whose mark never returns is closed when its deadline has passed", () => {
  const call = talkingCall();
  call.replies("greeting", 2_000, { ends: false });
  call.on({ type: "tool_called", replyId: "greeting", callId: "c1", name: "end_call", arguments: "{}" });
  call.ended("greeting");
  call.wait(2_900);
  assert.equal(call.of("close_stream").length, 0);
  call.wait(200);
  assert.equal(call.of("close_stream").length, 1);
});

Deno.test("a model that hangs up without a word has to say goodbye first", () => {
  const call = greetedCall();
  call.on({ type: "reply_started", replyId: "r1" });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "end_call", arguments: "{}" });
  const effects = call.ended("r1");
  assert.deepEqual(types(effects), ["report_fault", "answer_tool", "request_reply", "save"]);
  assert.equal(call.of("close_stream").length, 0);
  call.replies("bye", 800);
  call.hears(800);
  call.marksReturn();
  assert.equal(call.of("finish")[0]!.outcome, "answered");
});

Deno.test("a caller who speaks on at the end of the goodbye keeps the line", () => {
  const call = greetedCall();
  call.replies("r1", 1_000, { ends: false });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "end_call", arguments: "{}" });
  call.ended("r1");
  call.hears(600);
  call.detects("t1");
  call.hears(400, LOUD_DB);
  call.marksReturn();
  assert.equal(call.of("close_stream").length, 0);
  assert.equal(call.state.phase.name, "talking");
  call.hears(600);
  call.commits("t1");
  assert.equal(call.of("request_reply").at(-1)!.purpose, "answer");
});

Deno.test("a caller who has more to say during the goodbye is listened to and answered", () => {
  const call = greetedCall();
  call.replies("r1", 3_000, { ends: false });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "end_call", arguments: "{}" });
  call.ended("r1");
  call.hears(600);
  call.detects("t1");
  call.hears(400, LOUD_DB);
  assert.equal(call.of("clear").length, 1);
  assert.equal(call.of("answer_tool").length, 1);
  call.hears(600);
  assert.ok(types(call.commits("t1")).includes("request_reply"));
  assert.equal(call.of("close_stream").length, 0);
});

Deno.test("a reply without sound is asked for again once, then a person takes over", () => {
  const call = talkingCall();
  call.on({ type: "reply_started", replyId: "r1" });
  assert.ok(types(call.ended("r1", { fault: "empty_reply" })).includes("request_reply"));
  call.on({ type: "reply_started", replyId: "r2" });
  call.ended("r2", { fault: "empty_reply" });
  assert.deepEqual(call.of("report_fault").map((fault) => fault.code), ["empty_reply", "empty_reply"]);
  assert.equal(call.of("close_stream").length, 1);
  assert.equal(call.of("finish")[0]!.outcome, "failed");
});

Deno.test("a reply that stalls is cancelled and asked for again", () => {
  const call = talkingCall();
  call.on({ type: "reply_started", replyId: "r1" });
  const effects = call.wait(1_900);
  assert.deepEqual(types(effects), ["cancel_reply", "report_fault"]);
  assert.deepEqual(types(call.ended("r1", { status: "cancelled" })), ["request_reply", "save"]);
});

Deno.test("a stalled reply whose end does not come either is not waited for", () => {
  const call = talkingCall();
  call.on({ type: "reply_started", replyId: "r1" });
  call.wait(1_900);
  assert.deepEqual(types(call.wait(1_000)), ["request_reply"]);
});

Deno.test("a caller whose reply never comes is with a person before four seconds of silence are over", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(400, LOUD_DB);
  const lastWordMs = call.nowMs;
  call.hears(500);
  call.commits("t1");
  call.wait(7_000);
  assert.equal(call.of("finish")[0]!.outcome, "failed");
  assert.ok(call.of("close_stream")[0]!.atMs - lastWordMs < 3_800);
});

Deno.test("a reply that prepares a tool is not taken for stalled", () => {
  const call = talkingCall();
  call.on({ type: "reply_started", replyId: "r1" });
  for (let i = 0; i < 8; i++) {
    call.wait(500);
    call.on({ type: "reply_moved", replyId: "r1" });
  }
  assert.equal(call.of("report_fault").length, 0);
  call.wait(1_300);
  assert.equal(call.of("report_fault")[0]!.code, "reply_stalled");
});

Deno.test("a reply cut before its first sound leaves nothing in the conversation, however late its lines come", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(300, LOUD_DB);
  call.commits("t1");
  call.detects("t2");
  call.hears(160, LOUD_DB);
  call.on({ type: "reply_started", replyId: "r1" });
  call.on({ type: "reply_words", replyId: "r1", lineId: "unheard", text: "I am", whole: false });
  call.hears(100, LOUD_DB);
  assert.deepEqual(call.of("forget_line").map((effect) => effect.lineId), ["unheard"]);
  call.on({ type: "reply_words", replyId: "r1", lineId: "late", text: "Sorry", whole: false });
  call.on({ type: "reply_audio", replyId: "r1", lineId: "late", audio: sound(200) });
  assert.deepEqual(call.of("forget_line").map((effect) => effect.lineId), ["unheard", "late"]);
});

Deno.test("a lost model ends the call with its reason", () => {
  const call = greetedCall();
  call.on({ type: "model_lost", code: "invalid_key", detail: "closed 3000" });
  assert.deepEqual(call.of("finish")[0], {
    type: "finish",
    outcome: "failed",
    reason: "invalid_key",
    atMs: call.nowMs,
  });
});

Deno.test("a stream that never comes costs nothing: the session is closed after a minute", () => {
  const call = new VirtualCall();
  call.on({ type: "model_ready", model: "m" });
  call.replies("greeting", 500);
  call.wait(59_900);
  assert.equal(call.of("close_model").length, 0);
  call.wait(200);
  assert.equal(call.of("close_model").length, 1);
  assert.equal(call.of("finish")[0]!.outcome, "abandoned");
});

Deno.test("words spoken before a hang-up are waited for, up to a limit", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(500, LOUD_DB);
  call.on({ type: "stream_stopped" });
  assert.equal(call.of("listen_to_silence").length, 1, "the detector is helped to end the sentence");
  assert.equal(call.of("close_model").length, 0);
  call.wait(300);
  call.commits("t1");
  assert.equal(call.of("close_model").length, 0);
  call.on({ type: "turn_transcribed", turnId: "t1", text: "It is at twelve Main Street" });
  assert.equal(call.of("close_model").length, 1);
  assert.equal(call.state.transcript.at(-1)!.text, "It is at twelve Main Street");
});

Deno.test("zero on the keypad reaches a person", () => {
  const call = greetedCall();
  call.on({ type: "digit_pressed", digit: "5" });
  assert.equal(call.of("close_stream").length, 0);
  call.on({ type: "digit_pressed", digit: "0" });
  assert.equal(call.of("close_stream").length, 1);
  assert.equal(call.state.phase.name, "away");
});

Deno.test("zero on the keypad changes nothing where no person can be reached", () => {
  const call = new VirtualCall({ hasPerson: false });
  call.on({ type: "model_ready", model: "m" });
  call.on({ type: "stream_started", streamSid: "MZ1" });
  call.on({ type: "digit_pressed", digit: "0" });
  assert.equal(call.state.phase.name, "talking");
});

Deno.test("a reply is asked for once the one under way has ended, never beside it", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(300, LOUD_DB);
  call.commits("t1");
  call.on({ type: "reply_started", replyId: "r1" });
  call.detects("t2");
  call.hears(300, LOUD_DB);
  assert.equal(call.of("cancel_reply").length, 1);
  const asked = call.of("request_reply").length;
  call.commits("t2");
  assert.equal(call.of("request_reply").length, asked);
  call.ended("r1", { status: "cancelled", reason: "client_cancelled" });
  assert.equal(call.of("request_reply").length, asked + 1);
});

Deno.test("a turn that the detector never closes is closed for it and answered; one that is only noise is thrown away", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(500, LOUD_DB);
  assert.equal(call.of("close_turn").length, 0);
  const effects = types(call.hears(2_300)).filter((type) => type !== "listen");
  assert.deepEqual(effects, ["report_fault", "close_turn", "request_reply"]);
  assert.equal(call.of("close_turn")[0]!.keep, true);
  call.replies("r1", 4_000);
  assert.deepEqual(call.commits("t1"), [], "a commit that comes after all earns no second answer");
  call.detects("noise");
  call.hears(60, LOUD_DB);
  call.hears(2_300);
  assert.equal(call.of("close_turn").at(-1)!.keep, false);
  assert.equal(call.of("request_reply").length, 2);
});

Deno.test("a server that answers by itself is not asked for the same answer again", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(300, LOUD_DB);
  call.commits("t1");
  const code = "conversation_already_has_active_response";
  call.on({ type: "order_refused", order: { kind: "request_reply" }, code });
  call.replies("its own", 600);
  const asked = call.of("request_reply").length;
  call.wait(1_000);
  assert.equal(call.of("request_reply").length, asked);
});

Deno.test("a request refused because a reply is under way is repeated, and given up when it never ends", () => {
  const call = talkingCall();
  for (let i = 0; i < 9; i++) {
    const code = "conversation_already_has_active_response";
    call.on({ type: "order_refused", order: { kind: "request_reply" }, code });
    assert.deepEqual(types(call.wait(300)), ["request_reply"]);
  }
  call.on({
    type: "order_refused",
    order: { kind: "request_reply" },
    code: "conversation_already_has_active_response",
  });
  assert.equal(call.of("finish")[0]!.reason, "reply_overlap");
});

Deno.test("marks that never return do not hold the call up", () => {
  const call = talkingCall();
  call.replies("greeting", 1_000);
  call.wait(4_100);
  assert.deepEqual(call.of("report_fault").map((fault) => fault.code), ["carrier_rejected_audio"]);
  assert.equal(call.of("record_heard").at(-1)!.bytes, 8_000);
});
