/** How a call begins, is handed over and ends. */

import assert from "node:assert/strict";
import { greetedCall, LOUD_DB, talkingCall, types, VirtualCall } from "../support/call.ts";

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

Deno.test("marks that never return do not hold the call up", () => {
  const call = talkingCall();
  call.replies("greeting", 1_000);
  call.wait(4_100);
  assert.deepEqual(call.of("report_fault").map((fault) => fault.code), ["carrier_rejected_audio"]);
  assert.equal(call.of("record_heard").at(-1)!.bytes, 8_000);
});
