/** A caller who speaks over a reply: what is silenced, and what of it the model believes to have been heard. */

import assert from "node:assert/strict";
import { greetedCall, LOUD_DB, sound, types } from "../support/call.ts";

Deno.test("a caller who keeps talking over a reply silences it, and the model learns what was heard", () => {
  const call = greetedCall();
  call.takesTurn("t1");
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
