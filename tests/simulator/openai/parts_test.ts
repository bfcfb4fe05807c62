import assert from "node:assert/strict";
import { Detector, type DetectorSettings } from "../../../src/simulator/openai/detector.ts";
import { bytesPerMs, encode, levelDb } from "../../../src/simulator/openai/formats.ts";
import { InputBuffer } from "../../../src/simulator/openai/input_buffer.ts";
import { halfOf, piecesOf } from "../../../src/simulator/openai/pieces.ts";
import { Tape } from "../../../src/simulator/openai/tape.ts";
import { loud, quiet, speech } from "./client.ts";

const SETTINGS: DetectorSettings = { threshold: 0.5, prefixPaddingMs: 300, silenceDurationMs: 200 };

/** What a detector finds in windows of these levels, one a 20 ms. */
const found = (settings: Partial<DetectorSettings>, levels: readonly number[]) => {
  const detector = new Detector({ ...SETTINGS, ...settings });
  return levels.flatMap((level, i) => detector.hear(level, (i + 1) * 20) ?? []);
};
const windows = (count: number, level: number) => Array<number>(count).fill(level);

Deno.test("one loud window is a click, two are speech", () => {
  assert.deepEqual(found({}, [...windows(20, -70), -10, -70, -10, -70]), []);
  assert.deepEqual(found({}, [...windows(20, -70), -10, -10]), [{ type: "started", audioStartMs: 100 }]);
});

Deno.test("the threshold decides what is loud", () => {
  for (const [threshold, levelDb] of [[0.3, -47], [0.5, -39], [0.9, -23]] as const) {
    assert.equal(found({ threshold }, windows(3, levelDb)).length, 1, `${levelDb} dBFS at ${threshold}`);
    assert.equal(found({ threshold }, windows(3, levelDb - 2)).length, 0, `${levelDb - 2} dBFS at ${threshold}`);
  }
});

Deno.test("speech that softens a little goes on", () => {
  const softer = found({}, [...windows(5, -30), ...windows(50, -45)]);
  assert.deepEqual(softer.map(({ type }) => type), ["started"]);
  const quieter = found({}, [...windows(5, -30), ...windows(50, -47)]);
  assert.deepEqual(quieter.map(({ type }) => type), ["started", "stopped"]);
});

Deno.test("a prefix never reaches into the turn before", () => {
  const turns = found({}, [...windows(10, -10), ...windows(11, -70), ...windows(10, -10)]);
  assert.deepEqual(turns, [
    { type: "started", audioStartMs: 0 },
    { type: "stopped", audioStartMs: 0, audioEndMs: 400 },
    { type: "started", audioStartMs: 400 },
  ]);
});

Deno.test("the level of each format is that of its sound", () => {
  const ulaw = loud(20);
  const levels = (["audio/pcmu", "audio/pcma", "audio/pcm"] as const).map((type) => {
    const format = type === "audio/pcm" ? { type, rate: 24_000 as const } : { type };
    const bytes = encode(format, ulaw);
    assert.equal(bytes.length, 20 * bytesPerMs(format));
    return levelDb(format, bytes);
  });
  for (const level of levels) assert.ok(Math.abs(level - levels[0]!) < 0.3, `${levels}`);
  assert.equal(levelDb({ type: "audio/pcm" }, new Uint8Array(960)), -72);
});

Deno.test("the clock goes on when the format changes, and turns are found on it", () => {
  const detection = { type: "server_vad" } as const;
  const buffer = new InputBuffer({ type: "audio/pcm" }, detection);
  buffer.append(new Uint8Array(48 * 500), () => {});
  assert.equal(buffer.clockMs, 500);
  buffer.configure({ type: "audio/pcmu" }, detection);
  const starts: number[] = [];
  const took = (sound: Uint8Array) =>
    buffer.append(sound, (detection) => detection.type === "started" && starts.push(detection.audioStartMs));
  took(quiet(400));
  took(loud(40));
  assert.deepEqual([buffer.clockMs, starts], [940, [600]]);
});

Deno.test("audio appended in odd pieces makes the same turns as in whole windows", () => {
  const sound = Uint8Array.from([...quiet(500), ...loud(333), ...quiet(400)]);
  const turns = [160, 7, 1_000, sound.length].map((size) => {
    const buffer = new InputBuffer({ type: "audio/pcmu" }, { type: "server_vad" });
    const found: string[] = [];
    for (let at = 0; at < sound.length; at += size) {
      buffer.append(
        sound.subarray(at, at + size),
        (detection, audio) => found.push(`${JSON.stringify(detection)} ${audio.length}`),
      );
    }
    return found;
  });
  assert.equal(turns[0]?.length, 2);
  for (const others of turns) assert.deepEqual(others, turns[0]);
});

Deno.test("pieces are the whole speech, in any format, and its words run ahead", () => {
  const said = speech("One two three four five six seven eight.", 1_510);
  for (const format of [{ type: "audio/pcmu" }, { type: "audio/pcm", rate: 24_000 }] as const) {
    const pieces = piecesOf(said, format, 100);
    assert.deepEqual(pieces.flatMap(({ audio }) => [...audio]), [...encode(format, said.audio)]);
    assert.equal(pieces.map(({ words }) => words).join(""), said.text);
    assert.equal(pieces.reduce((sum, { ms }) => sum + ms, 0), 1_510);
    assert.ok(pieces.slice(0, -3).map(({ words }) => words).join("").endsWith("eight."));
  }
});

Deno.test("speech without audio has no pieces, and half of it is half", () => {
  assert.deepEqual(piecesOf(speech("", 0), { type: "audio/pcmu" }, 100), []);
  const half = halfOf(speech("One two three.", 100));
  assert.deepEqual([half.text, half.audio.length], ["One two", 400]);
});

Deno.test("a tape addresses bytes by their place in all there ever were", () => {
  const tape = new Tape();
  for (let i = 0; i < 100; i++) tape.append(new Uint8Array(1_000).fill(i));
  tape.forget(50_000);
  assert.deepEqual([tape.end, tape.view().length], [100_000, 50_000]);
  assert.deepEqual([...tape.copy(60_999, 61_001)], [60, 61]);
  assert.equal(tape.copy(0, 50_001).length, 1, "what is forgotten is gone");
});
