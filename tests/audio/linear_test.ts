import assert from "node:assert/strict";
import alawmulaw from "alawmulaw";
import fc from "fast-check";
import { isLinear } from "../../src/audio/linear.ts";
import { speech } from "../../src/simulator/speech.ts";

/** µ-law as 24 kHz PCM16: each sample thrice, the steps between them smoothed. */
function linear(ulaw: Uint8Array): Uint8Array {
  const samples = [...ulaw].map((byte) => alawmulaw.mulaw.decodeSample(byte));
  const bytes = new DataView(new ArrayBuffer(samples.length * 6));
  samples.forEach((sample, index) => {
    const next = samples[index + 1] ?? sample;
    for (let k = 0; k < 3; k++) bytes.setInt16((index * 3 + k) * 2, sample + (next - sample) * k / 3, true);
  });
  return new Uint8Array(bytes.buffer);
}

Deno.test("speech in µ-law is not taken for linear samples, the same speech in PCM16 is", () => {
  for (const id of ["dispatcher-greeting", "dispatcher-where", "caller-theft", "caller-where", "noise-engine"]) {
    const { audio } = speech(id);
    assert.equal(isLinear(audio), false, id);
    assert.equal(isLinear(linear(audio)), true, id);
  }
});

Deno.test("tones in µ-law are not taken for linear samples, up to 1.9 kHz, whatever their level", () => {
  fc.assert(fc.property(fc.integer({ min: 50, max: 1_900 }), fc.integer({ min: 300, max: 30_000 }), (hz, level) => {
    const tone = Uint8Array.from(
      { length: 8_000 },
      (_, index) => alawmulaw.mulaw.encodeSample(Math.round(level * Math.sin(2 * Math.PI * hz * index / 8_000))),
    );
    assert.equal(isLinear(tone), false);
  }));
});

Deno.test("silence, noise and what is too short tell nothing", () => {
  const noise = crypto.getRandomValues(new Uint8Array(8_000));
  for (const bytes of [new Uint8Array(8_000).fill(0xff), new Uint8Array(8_000), noise, new Uint8Array(100)]) {
    assert.equal(isLinear(bytes), false);
  }
});
