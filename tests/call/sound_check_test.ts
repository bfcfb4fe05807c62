/** A reply whose sound is no voice is noticed at once, whatever the model says it said. */

import assert from "node:assert/strict";
import { BLAST_MS, INAUDIBLE_MS } from "../../src/call/limits.ts";
import { listenTo, noSound } from "../../src/call/sound_check.ts";
import { greetedCall, sound, types, VirtualCall } from "../support/call.ts";

const WITH = { hasPhrases: true, canRedial: true };
const VOICE_DB = -22;
const NOTHING_DB = -72;
const NOISE_DB = -5;

/** A piece of 200 ms at a level. */
function says(call: VirtualCall, replyId: string, levelDb: number, lineId = `line_${replyId}`) {
  const levelsDb = Array<number>(10).fill(levelDb);
  return call.on({ type: "reply_audio", replyId, lineId, audio: sound(200), levelsDb });
}

/** A reply of a length and a level; returns the effects of all of it. */
function speaks(call: VirtualCall, replyId: string, ms: number, levelDb: number) {
  const effects = [...call.on({ type: "reply_started", replyId })];
  for (let sent = 0; sent < ms; sent += 200) effects.push(...says(call, replyId, levelDb));
  return effects;
}

Deno.test("what a voice sounds like is no fault: a breath before it, a shout in it, a pause", () => {
  const levels = [
    ...Array(40).fill(NOTHING_DB),
    ...Array(20).fill(-8),
    ...Array(20).fill(VOICE_DB),
    ...Array(200).fill(-60),
  ];
  let sounding = noSound();
  for (const db of levels) {
    const heard = listenTo(sounding, [db]);
    assert.equal(heard.fault, null);
    sounding = heard.sounding;
  }
  assert.equal(sounding.isAudible, true);
  assert.equal(listenTo(noSound(), undefined).sounding.isAudible, true);
});

Deno.test("a reply without level stops after 1.2 s of it, is forgotten, and is asked for again", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  const effects = speaks(call, "r1", INAUDIBLE_MS, NOTHING_DB);
  assert.deepEqual(types(effects).filter((type) => !["play", "mark"].includes(type)), [
    "cancel_reply",
    "clear",
    "record_heard",
    "drop_unheard",
    "forget_line",
    "report_fault",
  ]);
  assert.equal(call.of("report_fault").at(-1)?.code, "inaudible_audio");
  const asked = call.ended("r1", { status: "cancelled", reason: "client_cancelled" });
  assert.ok(types(asked).includes("request_reply"));
  speaks(call, "r2", 400, VOICE_DB);
  call.ended("r2");
  assert.equal(call.state.replies.silentInARow, 0);
});

Deno.test("a short reply without level is noticed at its end", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  speaks(call, "r1", 400, NOTHING_DB);
  const effects = call.ended("r1");
  assert.equal(call.of("report_fault").at(-1)?.code, "inaudible_audio");
  assert.ok(types(effects).includes("request_reply"));
});

Deno.test("twice in a row it is the other model's turn, and then a person's", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  for (const replyId of ["r1", "r2"]) {
    speaks(call, replyId, INAUDIBLE_MS, NOTHING_DB);
    call.ended(replyId, { status: "cancelled", reason: "client_cancelled" });
  }
  assert.deepEqual(call.of("dial_model").map(({ isFallback }) => isFallback), [true]);
  call.on({ type: "model_ready", model: "other" });
  for (const replyId of ["r3", "r4"]) {
    speaks(call, replyId, INAUDIBLE_MS, NOTHING_DB);
    call.ended(replyId, { status: "cancelled", reason: "client_cancelled" });
  }
  call.wait(3_000);
  assert.equal(call.of("finish")[0]?.outcome, "failed");
});

Deno.test("noise at full level stops after half a second, and the other model is asked: this session's sound is linear", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  const effects = speaks(call, "r1", BLAST_MS + 200, NOISE_DB);
  assert.ok(types(effects).includes("clear"));
  assert.deepEqual(call.of("dial_model").map(({ isFallback }) => isFallback), [true]);
  assert.equal(call.of("report_fault").at(-1)?.code, "wrong_codec");
  const alone = greetedCall();
  alone.takesTurn("t1");
  speaks(alone, "r1", BLAST_MS + 200, NOISE_DB);
  alone.wait(3_000);
  assert.equal(alone.of("finish")[0]?.outcome, "failed");
});

Deno.test("a reply that is still being heard is not cleared for the next one's sake", () => {
  const call = greetedCall(WITH);
  call.takesTurn("t1");
  speaks(call, "r1", 2_000, VOICE_DB);
  const args = JSON.stringify({ summary: "x" });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "transfer", arguments: args });
  call.ended("r1");
  const effects = speaks(call, "r2", INAUDIBLE_MS, NOTHING_DB);
  assert.ok(!types(effects).includes("clear"));
});

Deno.test("a greeting without level is not kept for the caller", () => {
  const call = new VirtualCall(WITH);
  call.on({ type: "model_ready", model: "m" });
  speaks(call, "r1", INAUDIBLE_MS, NOTHING_DB);
  call.ended("r1", { status: "cancelled", reason: "client_cancelled" });
  speaks(call, "r2", 400, VOICE_DB);
  const effects = call.on({ type: "stream_started", streamSid: "MZ1" });
  assert.equal(types(effects).filter((type) => type === "play").length, 2);
});
