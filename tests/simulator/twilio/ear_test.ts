import assert from "node:assert/strict";
import { Ear } from "../../../src/simulator/twilio/ear.ts";
import { levelDb, SILENT_FRAME } from "../../../src/simulator/twilio/frame.ts";

/** µ-law of middling loudness, no two frames alike: what a seed makes of a counter. */
function speech(ms: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: ms * 8 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 24) & 0x8f) | 0x10;
  });
}

const silence = (ms: number) => new Uint8Array(ms * 8).fill(0xff);

/** An ear that was played pieces one after another, 160 bytes a tick. */
function earOf(played: Uint8Array[], said: Uint8Array[] = [], keepMs = 60_000): Ear {
  const ear = new Ear({ keepMs });
  const all = new Uint8Array(played.flatMap((piece) => [...piece]));
  const left = new Uint8Array(said.flatMap((piece) => [...piece]));
  for (let at = 0; at < Math.max(all.length, left.length); at += 160) {
    const frame = all.subarray(at, at + 160);
    const sounding = frame.some((byte) => byte !== 0xff);
    ear.tick(at < left.length ? left.subarray(at, at + 160) : SILENT_FRAME, frame, sounding ? 160 : 0);
  }
  return ear;
}

Deno.test("the ear keeps both sides at the same positions", () => {
  const ear = earOf([silence(20), speech(20)], [speech(20, 7), silence(20)]);
  assert.equal(ear.nowMs, 40);
  assert.deepEqual(ear.audio("dispatcher"), new Uint8Array([...silence(20), ...speech(20)]));
  assert.deepEqual(ear.audio("caller"), new Uint8Array([...speech(20, 7), ...silence(20)]));
  const stereo = ear.stereo();
  assert.equal(stereo.length, 640);
  assert.deepEqual([stereo[0], stereo[1]], [speech(20, 7)[0], 0xff]);
  assert.deepEqual([stereo[638], stereo[639]], [0xff, speech(20)[159]]);
});

Deno.test("the ear finds a clip that began within a frame, and when", () => {
  const clip = speech(100);
  const ear = earOf([silence(45), clip, silence(35)]);
  assert.deepEqual(ear.heard(clip), { heardMs: 100, fully: true, atMs: 45 });
  assert.equal(ear.heardFully(clip), true);
  assert.equal(ear.heardFully(clip, 46), false);
});

Deno.test("the ear tells how much of a clip was heard before it was cut", () => {
  const clip = speech(400);
  const ear = earOf([silence(100), clip.subarray(0, 240 * 8), silence(260)]);
  assert.deepEqual(ear.heard(clip), { heardMs: 240, fully: false, atMs: 100 });
  assert.deepEqual(ear.heard(speech(400, 99)), { heardMs: 0, fully: false, atMs: null });
});

Deno.test("the ear takes the longest of several beginnings", () => {
  const clip = speech(200);
  const ear = earOf([clip.subarray(0, 480), silence(20), clip.subarray(0, 1120), silence(20)]);
  assert.deepEqual(ear.heard(clip), { heardMs: 140, fully: false, atMs: 80 });
});

Deno.test("a clip with a hole in it was heard up to the hole", () => {
  const clip = speech(200);
  const ear = earOf([clip.subarray(0, 800), silence(20), clip.subarray(800), silence(20)]);
  assert.deepEqual(ear.heard(clip), { heardMs: 100, fully: false, atMs: 0 });
});

Deno.test("a clip's leading silence counts with what follows it, and not by itself", () => {
  const clip = new Uint8Array([...silence(60), ...speech(60)]);
  assert.equal(earOf([silence(400)]).heard(clip).heardMs, 0);
  assert.deepEqual(earOf([silence(100), clip, silence(40)]).heard(clip), { heardMs: 120, fully: true, atMs: 100 });
  assert.equal(earOf([speech(20, 3), speech(60), silence(40)]).heard(clip).heardMs, 0);
});

Deno.test("the ear finds the longest silence, also the one before anything and the one at the end", () => {
  const ear = earOf([silence(200), speech(100), silence(300), speech(100), silence(160)]);
  assert.deepEqual(ear.longestSilence(), { fromMs: 300, toMs: 600 });
  assert.deepEqual(ear.longestSilence({ toMs: 420 }), { fromMs: 0, toMs: 200 });
  assert.deepEqual(ear.longestSilence({ fromMs: 580 }), { fromMs: 700, toMs: 860 });
  assert.equal(ear.quietMs(), 160);
});

Deno.test("silence on both sides is what neither fills", () => {
  const ear = earOf([speech(100), silence(500)], [silence(300), speech(100, 5), silence(200)]);
  assert.deepEqual(ear.longestSilence({ side: "both" }), { fromMs: 100, toMs: 300 });
  assert.deepEqual(ear.sounds("caller"), [{ fromMs: 300, toMs: 400 }]);
});

Deno.test("audio of no level is silence to the ear, though it was played", () => {
  const faint = new Uint8Array(1600).fill(0xfe);
  const ear = earOf([faint]);
  assert.deepEqual(ear.sounds("dispatcher"), []);
  assert.deepEqual(ear.runs(), [{ fromMs: 0, toMs: 200 }]);
  assert.equal(ear.quietMs(), 200);
});

Deno.test("pauses between words do not divide what is said", () => {
  const ear = earOf([speech(100), silence(200), speech(100), silence(400), speech(100)]);
  assert.deepEqual(ear.sounds("dispatcher"), [{ fromMs: 0, toMs: 400 }, { fromMs: 800, toMs: 900 }]);
  assert.equal(ear.sounds("dispatcher", 0).length, 3);
  assert.equal(ear.sounds("dispatcher", 199).length, 3);
  assert.equal(ear.sounds("dispatcher", 400).length, 1);
});

Deno.test("an ear keeps no more audio than it was told to, and goes on listening", () => {
  const ear = earOf([speech(100), silence(100)], [], 60);
  assert.equal(ear.audio("dispatcher").length, 480);
  assert.equal(ear.truncated, true);
  assert.equal(ear.nowMs, 200);
  assert.deepEqual(ear.sounds("dispatcher"), [{ fromMs: 0, toMs: 100 }]);
  assert.equal(earOf([speech(100)], [], 0).audio("caller").length, 0);
});

Deno.test("levels are in dBFS: full scale near 0, silence -72", () => {
  assert.equal(levelDb(silence(20)), -72);
  assert.ok(Math.abs(levelDb(new Uint8Array(160).fill(0x80))) < 0.3);
  assert.deepEqual(earOf([silence(20), new Uint8Array(160).fill(0x80)]).levels("dispatcher").map(Math.round), [
    -72,
    -0,
  ]);
});
