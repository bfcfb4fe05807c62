/** A caller whom the model's detector does not hear is heard all the same. */

import assert from "node:assert/strict";
import { COMMIT_WAIT_MS, OWN_EAR_QUIET_MS } from "../../src/call/limits.ts";
import { greetedCall, sound, types, type VirtualCall } from "../support/call.ts";

const WITH = { hasPhrases: true, canRedial: true };
let stampMs = 10_000;

/** The caller's line for a while: vowels at a level, or the quiet of the line. */
function line(call: VirtualCall, ms: number, levelDb: number, isVoiced: boolean) {
  const effects = [];
  for (let passed = 0; passed < ms; passed += 20, stampMs += 20) {
    effects.push(...call.wait(20));
    effects.push(...call.on({ type: "caller_audio", timestampMs: stampMs, audio: sound(20), levelDb, isVoiced }));
  }
  return effects;
}

/** Vowels that rise and fall, as syllables do. */
function voice(call: VirtualCall, ms: number) {
  const effects = [];
  for (let passed = 0; passed < ms; passed += 20) {
    effects.push(...line(call, 20, -22 + 6 * Math.sin(passed / 50), true));
  }
  return effects;
}

function speaks(call: VirtualCall) {
  return [...voice(call, 800), ...line(call, OWN_EAR_QUIET_MS + 20, -70, false)];
}

const orders = (effects: readonly { type: string }[]) =>
  effects.map(({ type }) => type).filter((type) => !type.startsWith("listen"));

Deno.test("what the caller said is closed as a turn, and answered like any other, counted from the last word", () => {
  const call = greetedCall(WITH);
  const startedAtMs = call.nowMs;
  assert.deepEqual(orders(speaks(call)), ["report_fault", "close_turn"]);
  assert.equal(call.of("report_fault")[0]?.code, "caller_not_heard");
  const effects = call.on({ type: "turn_committed", turnId: "t1" });
  assert.deepEqual(types(effects), ["request_reply"]);
  assert.ok(Math.abs(call.state.waits.owedSinceMs! - startedAtMs - 800) <= 40);
});

Deno.test("a detector that stays deaf is left with its session; one that hears is believed again", () => {
  const call = greetedCall(WITH);
  speaks(call);
  assert.ok(orders(speaks(call)).includes("dial_model"));
  const mended = greetedCall(WITH);
  speaks(mended);
  mended.takesTurn("t1");
  mended.replies("r1", 500);
  mended.wait(600);
  mended.marksReturn();
  assert.deepEqual(orders(speaks(mended)), ["report_fault", "close_turn"]);
});

Deno.test("a model that does not take the turn is dead: another session, and a phrase before the caller has waited for 3 s", () => {
  const call = greetedCall(WITH);
  speaks(call);
  call.wait(COMMIT_WAIT_MS);
  assert.equal(call.of("dial_model").length, 1);
  assert.deepEqual(call.of("say_phrase").map(({ phrase }) => phrase), ["one_moment"]);
  const taken = greetedCall(WITH);
  speaks(taken);
  taken.on({ type: "turn_committed", turnId: "t1" });
  taken.wait(COMMIT_WAIT_MS);
  assert.equal(taken.of("dial_model").length, 0);
});

Deno.test("clicks, hum, a voice far away, and whoever speaks while a reply is due are not taken for a turn", () => {
  const cases: Readonly<Record<string, (call: VirtualCall) => void>> = {
    click: (call) => void line(call, 100, -20, true),
    horn: (call) => void line(call, 3_000, -20, true),
    hum: (call) => void line(call, 3_000, -25, false),
    "far away": (call) => void line(call, 3_000, -45, true),
    "over a reply": (call) => {
      call.replies("r1", 5_000, { ends: false });
      voice(call, 800);
    },
  };
  for (const [name, happens] of Object.entries(cases)) {
    const call = greetedCall(WITH);
    happens(call);
    line(call, OWN_EAR_QUIET_MS + 100, -70, false);
    assert.equal(call.of("close_turn").length, 0, name);
  }
});

Deno.test("a caller whom the detector hears is left to it", () => {
  const call = greetedCall(WITH);
  call.detects("t1");
  line(call, 800, -20, true);
  line(call, 500, -70, false);
  call.commits("t1");
  assert.equal(call.of("close_turn").length, 0);
});
