/** Pieces on a time line. */

import assert from "node:assert/strict";
import { Track } from "../../src/audio/track.ts";
import { runs } from "./runs.ts";

/** 20 ms. */
const FRAME = 160;
const MINUTE = 60 * 8_000;

function piece(fill: number, length = FRAME): Uint8Array {
  return new Uint8Array(length).fill(fill);
}

Deno.test("pieces that follow each other are joined", () => {
  const track = new Track();
  track.place(0, piece(1));
  track.place(FRAME, piece(2));
  assert.equal(track.end, 2 * FRAME);
  assert.equal(runs(track.takeTo(track.end)), "1x160 2x160");
});

Deno.test("a gap is silent, as long as it was; one of up to 20 ms is jitter and closed", () => {
  const track = new Track();
  track.place(0, piece(1));
  track.place(2 * FRAME, piece(2));
  track.place(5 * FRAME, piece(3));
  assert.equal(runs(track.takeTo(track.end)), "1x160 2x160 255x480 3x160");
});

Deno.test("a piece that comes late follows, and overwrites nothing", () => {
  const track = new Track();
  track.place(0, piece(1));
  track.place(0, piece(2));
  assert.equal(runs(track.takeTo(track.end)), "1x160 2x160");
});

Deno.test("what is taken off in the middle of a piece goes on there", () => {
  const track = new Track();
  track.place(0, piece(1));
  track.place(FRAME, piece(2));
  assert.equal(runs(track.takeTo(100)), "1x100");
  assert.equal(runs(track.takeTo(100)), "");
  assert.equal(runs(track.takeTo(50)), "");
  assert.equal(runs(track.takeTo(2 * FRAME)), "1x60 2x160");
});

Deno.test("what was never placed is silence, and what comes for it afterwards follows", () => {
  const track = new Track();
  assert.equal(runs(track.takeTo(FRAME)), "255x160");
  assert.equal(track.end, FRAME);
  track.place(0, piece(1));
  assert.equal(runs(track.takeTo(3 * FRAME)), "1x160 255x160");
});

Deno.test("an empty piece is nothing", () => {
  const track = new Track();
  track.place(0, piece(1, 0));
  assert.deepEqual([track.end, track.takeTo(0).length], [0, 0]);
});

Deno.test("a stamp that is far ahead is not believed, and neither are those that follow it", () => {
  const track = new Track();
  track.place(0, piece(1));
  track.place(90 * MINUTE, piece(2));
  track.place(90 * MINUTE + FRAME, piece(3));
  track.place(90 * MINUTE + 4 * FRAME, piece(4));
  assert.equal(runs(track.takeTo(track.end)), "1x160 2x160 3x160 255x320 4x160");
});

Deno.test("gaps have a bound together, however the stamps are made up", () => {
  const track = new Track();
  let at = 0;
  for (let n = 0; n < 1_000; n++) {
    track.place(at += MINUTE, piece(1));
    track.takeTo(track.end);
  }
  assert.ok(track.end <= 10 * MINUTE + 1_000 * FRAME, `${track.end / MINUTE} minutes`);
});
