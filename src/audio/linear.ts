/** Whether bytes that should be µ-law are linear samples: a vendor may fall back to 24 kHz PCM16 and not say so. */

import alawmulaw from "alawmulaw";

const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => alawmulaw.mulaw.decodeSample(byte));

/** Too little to tell: 0.1 s of µ-law. */
const LEAST_BYTES = 800;

/** Neighbouring samples of sound at 24 kHz resemble each other at least this much; bytes of µ-law read as pairs do not. */
const SMOOTH = 0.8;

/** And so much more than the same bytes read as µ-law. */
const SMOOTHER = 0.3;

/** Whether the bytes make better sound as little-endian 16-bit samples than as µ-law. Voices and tones below 2 kHz do not. */
export function isLinear(bytes: Uint8Array): boolean {
  if (bytes.length < LEAST_BYTES) return false;
  const pairs = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const asLinear = smoothness(Math.floor(bytes.length / 2), (index) => pairs.getInt16(2 * index, true));
  const asMulaw = smoothness(bytes.length, (index) => LINEAR[bytes[index]!]!);
  return asLinear >= SMOOTH && asLinear >= asMulaw + SMOOTHER;
}

/** How much each sample resembles the one before, as a correlation about the mean. */
function smoothness(count: number, sample: (index: number) => number): number {
  let mean = 0;
  for (let i = 0; i < count; i++) mean += sample(i) / count;
  let product = 0;
  let power = 0;
  for (let i = 1; i < count; i++) {
    product += (sample(i) - mean) * (sample(i - 1) - mean);
    power += (sample(i) - mean) ** 2;
  }
  // Silence resembles itself, and says nothing.
  return power < count ? 0 : product / power;
}
