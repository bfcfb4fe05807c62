import assert from "node:assert/strict";
import { levelDb } from "../../src/audio/g711.ts";
import { isVoiced } from "../../src/audio/voice.ts";
import { band, chance, encode, make, telephone } from "../support/turns/waveform.ts";

/** Harmonics of a pitch through the telephone, 20 ms of it. */
function tone(hz: number, harmonics: number): Uint8Array {
  const sample = (t: number) => {
    let sum = 0;
    for (let n = 1; n <= harmonics; n++) sum += Math.sin(2 * Math.PI * hz * n * t) / n;
    return sum * 0.2;
  };
  return encode(telephone(make(60, sample)).subarray(160, 320));
}

const voiced = (ulaw: Uint8Array) => isVoiced(ulaw, levelDb(ulaw));

Deno.test("sound with the harmonics of a voice's pitch is voiced, from a low man's to a child's", () => {
  for (const hz of [85, 110, 150, 210, 320]) assert.equal(voiced(tone(hz, 12)), true, `${hz} Hz`);
});

Deno.test("whistles and alarms are not, though they repeat themselves at every multiple of their period", () => {
  for (const hz of [700, 880, 1_000, 1_270, 1_500, 1_900]) assert.equal(voiced(tone(hz, 1)), false, `${hz} Hz`);
});

Deno.test("noise is not, be it broad or narrow", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const draw = chance(seed);
    const noise = make(60, () => draw() - 0.5);
    assert.equal(voiced(encode(noise.subarray(160, 320))), false, `broad, seed ${seed}`);
    assert.equal(voiced(encode(band(noise, 500, 400).subarray(160, 320))), false, `narrow, seed ${seed}`);
  }
});

Deno.test("what is too soft to be speech, or too short to tell, is not", () => {
  assert.equal(isVoiced(tone(150, 12), -60), false);
  assert.equal(isVoiced(tone(150, 12).subarray(0, 100), -20), false);
});
