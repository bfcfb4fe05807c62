/**
 * Thousands of whole calls in virtual time. Who speaks when, how the networks are and what goes wrong comes from a
 * seed; what must hold is checked after every event by the witnesses in `tests/support/virtual_*.ts`. A call in which
 * something does not hold is told with its seed and its last events; `SEED=n deno test --allow-env=SEED …` runs it again.
 */

import assert from "node:assert/strict";

import { sound, talkingCall, type VirtualCall } from "../support/call.ts";
import { type Ran, runCall } from "../support/virtual_line.ts";
import { HEALING, LASTING } from "../support/virtual_plan.ts";
import { seedFromOutside } from "../support/virtual_seed.ts";
import { boundedSize } from "../support/virtual_witness.ts";

const CALLS = 8_000;

Deno.test("no order of events loses audio, doubles a reply, leaves a caller in silence or a timer behind", () => {
  const seed = seedFromOutside();
  if (seed !== null) return void runCall(seed);
  const ran = Array.from({ length: CALLS }, (_, index) => runCall(index + 1));
  for (const fault of [...HEALING, ...LASTING]) {
    assert.ok(count(ran, ({ plan }) => plan.faults.includes(fault)) > CALLS / 100, `${fault} hardly ever happened`);
  }
  assert.ok(count(ran, ({ clears }) => clears > 0) > CALLS / 5, "callers hardly ever took the word");
  const moved = count(ran, ({ switches }) => switches > 0);
  assert.ok(moved > CALLS / 20, `only ${moved} calls moved to their next session`);
  assert.ok(count(ran, ({ requests }) => requests > 2) > CALLS / 5, "hardly anybody was answered twice");
  assert.ok(count(ran, ({ longestSilenceMs }) => longestSilenceMs > 2_000) > CALLS / 50, "no fault was felt");
  assert.ok(count(ran, ({ heardErrorMs }) => heardErrorMs > 0) > CALLS / 5, "what was heard was hardly ever estimated");
  for (const outcome of ["answered", "abandoned", "failed", "transferred"] as const) {
    const ended = count(ran, ({ state: { phase } }) => phase.name === "ended" && phase.outcome === outcome);
    assert.ok(ended > CALLS / 200, `${ended} calls ended ${outcome}`);
  }
});

Deno.test("the same seed gives the same call", () => {
  const told = (seed: number) => {
    const events: string[] = [];
    runCall(seed, (event, effects) => events.push(`${event.atMs} ${event.type} ${effects.map(({ type }) => type)}`));
    return events;
  };
  assert.ok(told(17).length > 50);
  assert.deepEqual(told(17), told(17));
  assert.notDeepEqual(told(17), told(18));
});

Deno.test("a peer that floods does not make the call grow", () => {
  const floods: Readonly<Record<string, (call: VirtualCall, n: number) => void>> = {
    turns: (call, n) => call.on({ type: "speech_started", turnId: `t${n}`, audioStartMs: 0 }),
    committed: (call, n) => call.on({ type: "turn_committed", turnId: `t${n}` }),
    words: (call, n) => call.on({ type: "reply_words", replyId: "r", lineId: `l${n}`, text: "x", whole: false }),
    audio: (call, n) => call.on({ type: "reply_audio", replyId: "r", lineId: `l${n}`, audio: sound(1) }),
    tools: (call, n) =>
      call.on({ type: "tool_called", replyId: "r", callId: `c${n}`, name: "x", arguments: "x".repeat(1_000) }),
    marks: (call, n) => call.on({ type: "mark_returned", name: `m${n}` }),
    replies: (call, n) => call.on({ type: "reply_started", replyId: `r${n}` }),
    stamps: (call, n) => call.on({ type: "caller_audio", timestampMs: n * 1e6, audio: sound(20), levelDb: -20 }),
  };
  for (const [name, flood] of Object.entries(floods)) {
    const call = talkingCall();
    call.on({ type: "reply_started", replyId: "r" });
    for (let n = 0; n < 6_000; n++) flood(call, n);
    try {
      boundedSize(call.state);
    } catch (error) {
      assert.fail(`a flood of ${name}: ${error}`);
    }
  }
});

function count(ran: readonly Ran[], which: (ran: Ran) => boolean): number {
  return ran.filter(which).length;
}
