/** Stock phrases fill the silence that the caller is owed sound in. */

import assert from "node:assert/strict";
import { FILL_AFTER_MS, FILL_AGAIN_MS, FILLS_IN_A_ROW } from "../../src/call/limits.ts";
import { lines } from "../../src/call/transcript.ts";
import { greetedCall, LOUD_DB, talkingCall, types, type VirtualCall } from "../support/call.ts";

const WITH = { hasPhrases: true, canRedial: true };
const said = (call: VirtualCall) => call.of("say_phrase").map(({ phrase }) => phrase);

/** All that was sent is heard. */
function heard(call: VirtualCall, ms = 1_500): void {
  call.wait(ms);
  call.marksReturn();
}

Deno.test("a reply that comes in time needs no phrase", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  call.wait(1_000);
  call.replies("r1", 1_000);
  heard(call, 1_000);
  call.wait(5_000);
  assert.deepEqual(said(call), []);
  assert.ok(call.state.deadAir.longestMs >= 1_000 && call.state.deadAir.longestMs <= 1_600);
});

Deno.test("a reply that does not come is announced after 2 s of silence, counted from the caller's last word", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  const lastWordMs = call.state.waits.owedSinceMs!;
  call.wait(FILL_AFTER_MS);
  const [phrase] = call.of("say_phrase");
  assert.equal(phrase?.phrase, "one_moment");
  assert.equal(phrase?.language, "en");
  assert.equal(phrase!.atMs - lastWordMs, FILL_AFTER_MS);
  const line = lines(call.state.transcript).at(-1);
  assert.equal(line?.text, "One moment, please.");
  heard(call);
  assert.equal(lines(call.state.transcript).at(-1)?.heard, "One moment, please.");
});

Deno.test("a greeting that does not come is announced as well, in the caller's language once it is known", () => {
  const call = talkingCall(WITH);
  call.wait(FILL_AFTER_MS);
  assert.deepEqual(said(call), ["one_moment"]);
  const spanish = greetedCall(WITH);
  spanish.on({ type: "reply_started", replyId: "r" });
  const answers = JSON.stringify({ language: "es-MX", asking: null });
  spanish.on({ type: "tool_called", replyId: "r", callId: "c", name: "record_answers", arguments: answers });
  spanish.ended("r");
  spanish.on({ type: "facts_kept", callId: "c", incident: null });
  spanish.wait(FILL_AFTER_MS);
  assert.equal(spanish.of("say_phrase")[0]?.language, "es");
});

Deno.test("phrases go on while the reply does not come, never two alike in a row, and then a person takes over", () => {
  const call = greetedCall({ hasPhrases: true });
  call.takesTurn("t1");
  for (let n = 0; n < 40 && call.state.phase.name === "talking"; n++) {
    // Whatever is asked for shows life, and never makes a sound.
    call.on({ type: "reply_started", replyId: `r${n}` });
    for (let ms = 0; ms < 1_500; ms += 500) {
      call.wait(500);
      call.on({ type: "reply_moved", replyId: `r${n}` });
    }
    call.marksReturn();
  }
  const phrases = said(call);
  assert.equal(phrases.length, FILLS_IN_A_ROW);
  assert.deepEqual(phrases, ["one_moment", "still_here", "stay_on", "still_here", "stay_on"]);
  call.wait(3_000);
  assert.equal(call.of("finish")[0]?.outcome, "failed");
  assert.equal(call.of("report_fault").at(-1)?.code, "reply_stalled");
});

Deno.test("from one phrase to the next the caller waits 2.5 s", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  call.on({ type: "reply_started", replyId: "r1" });
  for (let ms = 0; ms < 3_100; ms += 100) {
    call.wait(100);
    call.on({ type: "reply_moved", replyId: "r1" });
    if (ms === 3_000) call.marksReturn();
  }
  const endedAtMs = call.nowMs;
  for (let ms = 0; ms < FILL_AGAIN_MS; ms += 100) {
    call.wait(100);
    call.on({ type: "reply_moved", replyId: "r1" });
  }
  const [, second] = call.of("say_phrase");
  assert.ok(second !== undefined && second.atMs - endedAtMs <= FILL_AGAIN_MS);
});

Deno.test("a caller who speaks over a phrase has the word; the model is told nothing of a line it does not know", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  call.wait(FILL_AFTER_MS);
  assert.deepEqual(said(call), ["one_moment"]);
  call.detects("t2");
  const effects = call.hears(500, LOUD_DB);
  assert.ok(types(effects).includes("clear"));
  assert.deepEqual(types(effects).filter((type) => type === "truncate_line" || type === "forget_line"), []);
});

Deno.test("nothing fills in while the caller speaks, nothing is owed, or a person has the caller", () => {
  const quiet = greetedCall(WITH);
  quiet.wait(6_000);
  assert.deepEqual(said(quiet), []);
  const speaking = greetedCall(WITH);
  speaking.detects("t1");
  speaking.hears(6_000, LOUD_DB);
  assert.deepEqual(said(speaking), []);
  const away = greetedCall(WITH);
  away.on({ type: "digit_pressed", digit: "0" });
  away.wait(10_000);
  assert.deepEqual(said(away), []);
});

Deno.test("a house without phrases says none", () => {
  const call = greetedCall({ hasPhrases: false });
  call.takesTurn("t1");
  call.wait(10_000);
  assert.deepEqual(said(call), []);
});

Deno.test("a rate limit that is over in some seconds is waited for, with a spoken line at once", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  call.wait(300);
  call.on({ type: "reply_started", replyId: "r1" });
  const limited = { status: "failed", reason: "rate_limit_exceeded", fault: "rate_limited" } as const;
  assert.ok(types(call.ended("r1", { ...limited, retryAfterMs: 6_232 })).includes("say_phrase"));
  call.wait(1_500);
  call.marksReturn();
  call.wait(4_700);
  assert.equal(call.of("request_reply").length, 2);
  call.wait(40);
  assert.equal(call.of("request_reply").length, 3);
  const long = greetedCall(WITH);
  long.takesTurn("t1");
  long.on({ type: "reply_started", replyId: "r1" });
  long.ended("r1", { ...limited, retryAfterMs: 20_000 });
  assert.equal(long.of("report_fault").at(-1)?.action, "handed the call over");
});

Deno.test("a goodbye that the model does not say is a phrase, heard to its end before the line closes", () => {
  const call = greetedCall(WITH);
  call.on({ type: "reply_started", replyId: "r1" });
  call.endsCall("r1");
  call.on({ type: "model_lost", code: "connection_lost", detail: "" });
  assert.deepEqual(said(call), ["goodbye"]);
  assert.equal(call.of("close_stream").length, 0);
  heard(call);
  assert.equal(call.of("close_stream").length, 1);
  assert.equal(call.of("finish")[0]?.outcome, "answered");
  assert.equal(lines(call.state.transcript).at(-1)?.heard, "Thank you for calling. Goodbye.");
});

Deno.test("a session that is lost while the goodbye is heard changes nothing for the caller", () => {
  const call = greetedCall(WITH);
  call.replies("bye", 2_000, { ends: false });
  call.endsCall("bye");
  call.wait(500);
  call.on({ type: "model_lost", code: "connection_lost", detail: "" });
  assert.equal(call.of("close_stream").length, 0);
  heard(call, 1_500);
  assert.equal(call.of("finish")[0]?.outcome, "answered");
});

Deno.test("who is promised a person and hears nothing of the model goes there without a word of it", () => {
  const call = greetedCall(WITH);
  call.on({ type: "reply_started", replyId: "r1" });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "transfer_to_human", arguments: "{}" });
  call.ended("r1");
  assert.equal(call.state.phase.name, "away");
});
