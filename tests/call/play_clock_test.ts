import assert from "node:assert/strict";
import { LOOPS_AVERAGED, PLAYBACK_STALL_MS, ROUND_TRIP_MS } from "../../src/call/limits.ts";
import { listen, startListening, steadyMs } from "../../src/call/listening.ts";
import {
  confirm,
  confirmedAtMs,
  type PlayClock,
  positionAt,
  resumed,
  type RunStart,
  sending,
  startPlayClock,
} from "../../src/call/play_clock.ts";

const SECOND = 8_000;

/** Sends a first byte to a carrier that plays nothing. */
function begin(clock: PlayClock, fromByte: number, atMs: number): { clock: PlayClock; start: RunStart } {
  const begun = sending(clock, fromByte, atMs, false);
  assert.ok(begun.start !== null);
  return { clock: begun.clock, start: begun.start };
}

/** A run of a second that is played whole, its first mark `loopMs` late. */
function playSecond(clock: PlayClock, fromByte: number, atMs: number, loopMs: number): PlayClock {
  const begun = begin(clock, fromByte, atMs);
  return confirm(begun.clock, fromByte + SECOND, atMs + 1_000 + loopMs, begun.start);
}

Deno.test("an order sent now is expected to take as long as runs did on average", () => {
  const once = playSecond(startPlayClock(), 0, 0, 100);
  assert.equal(once.loopMs, 100);
  assert.equal(playSecond(once, SECOND, 5_000, 140).loopMs, 120);
  const often = Array.from({ length: 100 }).reduce<PlayClock>(
    (clock, _, n) => playSecond(clock, n * SECOND, n * 5_000, 140),
    once,
  );
  assert.ok(Math.abs(often.loopMs! - 140) < 1);
  assert.equal(often.loops, LOOPS_AVERAGED);
});

Deno.test("a stall is no distance: the loop is bounded", () => {
  assert.equal(playSecond(startPlayClock(), 0, 0, 60_000).loopMs, ROUND_TRIP_MS);
});

Deno.test("before its first mark a run is where the loop says, and moves when the loop is known better", () => {
  const begun = begin(startPlayClock(), 0, 0);
  assert.equal(positionAt(begun.clock, 400), 400 * 8);
  const next = sending(begun.clock, SECOND, 1_000, true);
  assert.equal(next.start, null, "the carrier may still play the first second");
  const known = confirm(next.clock, SECOND, 1_100, begun.start);
  assert.equal(confirmedAtMs(known, SECOND), 1_100);
  assert.equal(positionAt(known, 1_400), 1_400 * 8, "what is sent and what is played moved alike");
});

Deno.test("a mark of what was sent before a run bounds where the run begins, and no more", () => {
  const clock = playSecond(startPlayClock(), 0, 0, 100);
  const next = sending(clock, 2 * SECOND, 2_010, true);
  assert.notEqual(next.clock, clock);
  const before = confirmedAtMs(next.clock, 2 * SECOND);
  assert.equal(confirmedAtMs(confirm(next.clock, 2 * SECOND, before - 20, null), 2 * SECOND), before);
  assert.equal(confirmedAtMs(confirm(next.clock, 2 * SECOND, before + 20, null), 2 * SECOND), before + 20);
});

Deno.test("inside a run the earliest mark is believed, and one that is much later means a gap", () => {
  const clock = playSecond(startPlayClock(), 0, 0, 100);
  const at = (lateMs: number) => confirm(clock, 2 * SECOND, 2_100 + lateMs, null).anchorMs - clock.anchorMs;
  assert.deepEqual([at(-15), at(0), at(PLAYBACK_STALL_MS), at(PLAYBACK_STALL_MS + 1)], [
    -15,
    0,
    0,
    PLAYBACK_STALL_MS + 1,
  ]);
});

Deno.test("another stream begins at nothing, and the way to the carrier stays known", () => {
  const clock = resumed(playSecond(startPlayClock(), 0, 0, 100));
  assert.deepEqual([clock.loopMs, clock.anchorMs], [100, 0]);
});

Deno.test("what comes after a late frame is as late as that frame was, and its time is told without", () => {
  const frame = (timestampMs: number, atMs: number) => ({
    type: "caller_audio" as const,
    atMs,
    timestampMs,
    audio: { base64: "", ulaw: new Uint8Array(160) },
    levelDb: -60,
  });
  const fast = listen(startListening(), frame(0, 1_020)).listening;
  assert.equal(steadyMs(startListening(), 7), 7, "nothing is known yet");
  const late = listen(fast, frame(400, 1_480)).listening;
  assert.equal(steadyMs(late, 1_500), 1_420);
  assert.equal(steadyMs(late, 1_590), 1_590, "no frame has come for too long to say");
});
