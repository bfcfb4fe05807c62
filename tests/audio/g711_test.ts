/** µ-law beside the path. */

import assert from "node:assert/strict";
import { decodeBase64, levelDb, silence, SILENCE_BYTE } from "../../src/audio/g711.ts";

/** µ-law of a linear sample, from ITU-T G.711's definition: for a second opinion. */
function encode(sample: number): number {
  const biased = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = Math.floor(Math.log2(biased)) - 7;
  const mantissa = (biased >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | exponent << 4 | mantissa) & 0xff;
}

function tone(peak: number): Uint8Array {
  return Uint8Array.from({ length: 800 }, (_, i) => encode(Math.round(peak * Math.sin(2 * Math.PI * 0.05 * i))));
}

Deno.test("a sine at a level has the level less 3 dB", () => {
  for (const dBFS of [0, -10, -20, -35, -50]) {
    const level = levelDb(tone(32_000 * 10 ** (dBFS / 20)));
    assert.ok(Math.abs(level - (dBFS - 3.2)) < 0.7, `${dBFS} dBFS reads as ${level}`);
  }
});

Deno.test("a full-scale square wave is close to 0 dB, silence is -72, of both zeros", () => {
  assert.ok(levelDb(new Uint8Array(160).fill(encode(32_635))) > -0.5);
  assert.equal(levelDb(new Uint8Array(160).fill(0xff)), -72);
  assert.equal(levelDb(new Uint8Array(160).fill(0x7f)), -72);
  assert.equal(levelDb(new Uint8Array(0)), -72);
});

Deno.test("a level never falls below that of silence: one soft sample among many", () => {
  const soft = new Uint8Array(160).fill(SILENCE_BYTE);
  soft[0] = encode(8);
  assert.equal(levelDb(soft), -72);
});

Deno.test("base64 is decoded when it is whole and clean", () => {
  assert.deepEqual(decodeBase64(""), new Uint8Array(0));
  assert.deepEqual(decodeBase64("/w=="), Uint8Array.of(0xff));
  assert.deepEqual(decodeBase64("/38A"), Uint8Array.of(0xff, 0x7f, 0));
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  assert.deepEqual(decodeBase64(bytes.toBase64()), bytes);
});

Deno.test("base64 that needs mending or quoting is none", () => {
  for (const text of ["*", "/", "/w", "/w=", "/x==", "_w==", "/w==\n", " /w==", "/w\t==", "/w==/w==", '"', "ü"]) {
    assert.equal(decodeBase64(text), null, JSON.stringify(text));
  }
});

Deno.test("silence of a length has its bytes, and no sound", () => {
  const bytes = Uint8Array.fromBase64(silence(20));
  assert.equal(bytes.length, 160);
  assert.equal(levelDb(bytes), -72);
  assert.equal(Uint8Array.fromBase64(silence(0.5)).length, 4);
  assert.equal(silence(0), "");
});
