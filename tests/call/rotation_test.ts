import assert from "node:assert/strict";
import type { CallEffect } from "../../src/call/call.ts";
import { greetedCall, LOUD_DB, type VirtualCall } from "../support/call.ts";

const MIN = 60_000;
const REDIALS = { canRedial: true };
const READY = { type: "next_model_ready", model: "m" } as const;
const LOST = { type: "next_model_lost", code: "unreachable", detail: "refused" } as const;

/** A call whose caller has spoken of a fence, and whose session is so old. */
function agedCall(minutes: number): VirtualCall {
  const call = greetedCall(REDIALS);
  call.takesTurn("t1");
  call.on({ type: "turn_transcribed", turnId: "t1", text: "My fence was broken." });
  call.replies("r1", 1_000, { text: "Where is that?" });
  call.hears(1_000);
  call.marksReturn();
  call.nowMs = minutes * MIN + 100;
  // Somebody was heard a moment ago.
  call.on({ type: "speech_stopped", turnId: "none", audioEndMs: 0 });
  return call;
}

/** The same, with the session that is to follow standing beside the old one. */
function doubleCall(minutes = 55): VirtualCall {
  const call = agedCall(minutes);
  call.wait(1);
  call.on(READY);
  return call;
}

function kinds(effects: readonly CallEffect[]): string[] {
  return effects.map(({ type }) => type).filter((type) => type !== "listen");
}

Deno.test("no session is dialled beside one that is younger than 55 minutes, or where none can follow", () => {
  assert.deepEqual(kinds(agedCall(54).wait(600)), []);
  const alone = greetedCall({ canRedial: false });
  alone.nowMs = 56 * MIN;
  assert.ok(!kinds(alone.wait(1)).includes("dial_next_model"));
});

Deno.test("at 55 minutes the next session is dialled once, and the caller's audio goes on to the old one", () => {
  const call = agedCall(55);
  assert.deepEqual(kinds(call.wait(1)), ["dial_next_model"]);
  const heard = call.hears(600);
  assert.equal(heard.length, 30, "each frame is given to the session in use, and nothing else is done");
  assert.ok(heard.every(({ type }) => type === "listen"));
});

Deno.test("at a quiet moment the call moves: the next session is told what was said, and nothing is said or asked", () => {
  const call = doubleCall();
  assert.deepEqual(kinds(call.hears(600)), [], "not before 0.7 s of quiet");
  const moves = call.hears(200);
  assert.deepEqual(kinds(moves), ["switch_model", "tell_model"]);
  const told = moves.find((effect) => effect.type === "tell_model")!.text;
  assert.match(told, /caller: "My fence was broken\."\ndispatcher: "Where is that\?"/);
  const at = moves.findIndex(({ type }) => type === "switch_model");
  const given = moves.slice(at).filter(({ type }) => type === "listen").length - 5;
  assert.ok(given >= 29 && given <= 36, `the last 0.7 s of the caller's line: ${given * 20} ms`);
  assert.deepEqual(kinds(call.hears(5_000)), [], "it stays with the next session");
});

Deno.test("what the detector of the session that follows counts in is its own audio", () => {
  const call = doubleCall();
  call.hears(800);
  const { givenMs } = call.state.listening;
  assert.ok(givenMs >= 700 && givenMs < 1_000, `${givenMs} ms`);
});

Deno.test("while the caller speaks, while words or a tool's result are waited for, the call does not move", () => {
  const speaking = doubleCall();
  speaking.detects("t2");
  assert.ok(!kinds(speaking.hears(3_000, LOUD_DB)).includes("switch_model"));
  const effects = speaking.commits("t2");
  assert.deepEqual(kinds(effects), ["request_reply"]);
  speaking.replies("r2", 500);
  speaking.hears(600);
  speaking.marksReturn();
  assert.ok(!kinds(speaking.hears(2_000)).includes("switch_model"), "the caller's words are not known yet");
  speaking.on({ type: "turn_transcribed", turnId: "t2", text: "On Main Street." });
  const moves = speaking.hears(800);
  assert.match(moves.find((effect) => effect.type === "tell_model")!.text, /On Main Street/);

  const recording = agedCall(55);
  recording.wait(1);
  recording.on({ type: "turn_committed", turnId: "t3" });
  recording.on({ type: "turn_transcribed", turnId: "t3", text: "A stolen bicycle." });
  recording.on({ type: "reply_started", replyId: "r3" });
  const args = JSON.stringify({ nature: "a stolen bicycle", asking: "location" });
  recording.on({ type: "tool_called", replyId: "r3", callId: "c1", name: "record_answers", arguments: args });
  recording.on({ type: "reply_audio", replyId: "r3", lineId: "l3", audio: { base64: "", ulaw: new Uint8Array(800) } });
  recording.ended("r3");
  recording.hears(200);
  recording.marksReturn();
  recording.on(READY);
  assert.ok(!kinds(recording.hears(2_000)).includes("switch_model"), "the desk has not answered");
  recording.on({ type: "facts_kept", callId: "c1", incident: null });
  assert.ok(kinds(recording.hears(2_000)).includes("switch_model"));
});

Deno.test("a caller who never pauses is moved at 58 minutes, with the turn that is open, from its beginning", () => {
  const call = doubleCall();
  call.nowMs = 58 * MIN - 400;
  call.detects("t2");
  const before = call.hears(400, LOUD_DB);
  assert.ok(!kinds(before).includes("switch_model"));
  const moves = call.hears(600, LOUD_DB);
  const at = moves.findIndex(({ type }) => type === "switch_model");
  const given = moves.slice(at).filter((effect) => effect.type === "listen" && effect.audio.ulaw[0] === 0x2a);
  assert.ok(at >= 0);
  assert.equal(given.length, 50, "all of the turn, once");
  assert.ok(!call.state.transcript.some(({ id }) => id === "t2"), "it is a turn of the next session");
  call.detects("t2b");
  assert.deepEqual(kinds(call.commits("t2b")), ["request_reply"]);
});

Deno.test("a turn that is older than what was kept is answered by the old session first", () => {
  const call = agedCall(54.99);
  call.detects("t2");
  assert.ok(kinds(call.hears(1_000, LOUD_DB)).includes("dial_next_model"));
  call.on(READY);
  call.nowMs = 58 * MIN + 200;
  assert.ok(!kinds(call.hears(1_000, LOUD_DB)).includes("switch_model"));
  assert.deepEqual(kinds(call.commits("t2")), ["request_reply"]);
  call.replies("r2", 500);
  assert.ok(!kinds(call.hears(400)).includes("switch_model"), "not within its answer");
  const moves = call.marksReturn().concat(call.wait(1));
  assert.ok(kinds(moves).includes("switch_model"), "after its answer, its words known or not");
});

Deno.test("a next session that fails is told, dialled again half a minute later, and not without end", () => {
  const call = agedCall(55);
  call.wait(1);
  assert.deepEqual(kinds(call.on(LOST)), ["report_fault"]);
  assert.equal(call.state.model.name, "ready");
  call.on({ type: "speech_stopped", turnId: "none", audioEndMs: 0 });
  const tries = () => call.of("dial_next_model").length;
  call.nowMs += 29_000;
  call.on({ type: "speech_stopped", turnId: "none", audioEndMs: 0 });
  call.wait(900);
  assert.equal(tries(), 1);
  call.wait(200);
  assert.equal(tries(), 2);
  for (let n = 0; n < 20; n++) {
    call.on(LOST);
    call.nowMs += 31_000;
    call.on({ type: "speech_stopped", turnId: "none", audioEndMs: 0 });
    call.wait(1);
  }
  assert.equal(tries(), 8);
});

Deno.test("a next session that neither comes nor fails is dialled again after ten seconds", () => {
  const call = agedCall(55);
  call.wait(1);
  call.nowMs += 9_900;
  call.on({ type: "speech_stopped", turnId: "none", audioEndMs: 0 });
  assert.deepEqual(kinds(call.wait(200)), ["dial_next_model"]);
});

Deno.test("when the old session breaks off, the one beside it takes over at once", () => {
  const call = doubleCall();
  call.detects("t2");
  call.hears(300, LOUD_DB);
  const effects = call.on({ type: "model_lost", code: "session_expired", detail: "closed 1001" });
  assert.deepEqual(kinds(effects), ["report_fault", "switch_model", "save", "tell_model", "request_reply", "save"]);
  const given = effects.filter((effect) => effect.type === "listen" && effect.audio.ulaw[0] === 0x2a);
  assert.equal(given.length, 15, "with what the caller was saying");
  const dialling = agedCall(55);
  dialling.wait(1);
  const waits = dialling.on({ type: "model_lost", code: "session_expired", detail: "closed 1001" });
  assert.deepEqual(kinds(waits), ["report_fault", "switch_model", "save"]);
  assert.equal(dialling.state.model.name, "dialing");
  assert.ok(kinds(dialling.on({ type: "model_ready", model: "m" })).includes("tell_model"));
});

Deno.test("orders about the old session's lines never reach the next one", () => {
  const call = doubleCall();
  call.hears(800);
  call.replies("r9", 3_000);
  call.detects("t9");
  const stopped = call.hears(600, LOUD_DB);
  const about = stopped.flatMap((effect) => "lineId" in effect ? [effect.lineId] : []);
  assert.deepEqual([...new Set(about)], ["line_r9"]);
});

Deno.test("a session whose end the vendor tells is followed before that; a time that no session has is not believed", () => {
  for (const [livesMs, dialledMs] of [[24_000, 22_000], [-3_600_000, 3_300_000], [9e9, 3_300_000]] as const) {
    const call = greetedCall(REDIALS);
    call.state = { ...call.state, rotation: { ...call.state.rotation, window: null } };
    call.on({ type: "model_ready", model: "m", livesMs });
    const fromMs = call.state.rotation.window!.fromMs - call.nowMs;
    assert.equal(Math.round(fromMs), dialledMs);
  }
});
