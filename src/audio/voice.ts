/**
 * Whether a short piece of sound is voiced: repeats itself at the pitch of a human voice, as vowels do and coughs, doors,
 * engines and wind do not. Beside the path, in the wire, because it needs the samples.
 */

import alawmulaw from "alawmulaw";
import { LOUD_MIN_DB, PITCH_MAX_HZ, PITCH_MIN_HZ, TONE_MARGIN, VOICED_LIKENESS } from "../call/turn_limits.ts";

/** Voices are looked for at half the rate: their pitch and what repeats with it lie far below 2 kHz. */
const HALF = { hz: 4_000, samples: new Float64Array(80), energy: new Float64Array(81) };

/** Tones are looked for at the whole rate: their periods are short. A longer piece is judged by its first 20 ms. */
const WHOLE = { hz: 8_000, samples: new Float64Array(160), energy: new Float64Array(161) };

/** Higher tones than this do not pass for a voice's pitch, nor do their multiples. */
const TONE_MAX_HZ = 2_000;

const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => alawmulaw.mulaw.decodeSample(byte));

/**
 * Whether 20 ms of µ-law audio of this level are voiced. Sound too soft to matter is not, nor are shorter pieces. A pure
 * tone above the voice's pitch repeats itself at all its multiples: it is told by repeating as well at its own,
 * shorter period.
 */
export function isVoiced(ulaw: Uint8Array, levelDb: number): boolean {
  if (levelDb < LOUD_MIN_DB || ulaw.length < WHOLE.samples.length) return false;
  for (let i = 0; i < WHOLE.samples.length; i++) WHOLE.samples[i] = LINEAR[ulaw[i]!]!;
  for (let i = 0; i < HALF.samples.length; i++) HALF.samples[i] = WHOLE.samples[2 * i]! + WHOLE.samples[2 * i + 1]!;
  const voice = likeness(HALF, PITCH_MIN_HZ, PITCH_MAX_HZ);
  return voice >= VOICED_LIKENESS && likeness(WHOLE, PITCH_MAX_HZ + 1, TONE_MAX_HZ) < voice - TONE_MARGIN;
}

/** How much the samples resemble themselves one period later, at the best pitch of a range: 1 when they are the same. */
function likeness({ hz, samples, energy }: typeof HALF, minHz: number, maxHz: number): number {
  const count = samples.length;
  for (let i = 0; i < count; i++) energy[i + 1] = energy[i]! + samples[i]! * samples[i]!;
  let best = 0;
  for (let lag = Math.ceil(hz / maxHz); lag <= hz / minHz; lag++) {
    // Four sums side by side: one after the other, each addition would wait for the last.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = lag;
    for (; i + 3 < count; i += 4) {
      a += samples[i]! * samples[i - lag]!;
      b += samples[i + 1]! * samples[i + 1 - lag]!;
      c += samples[i + 2]! * samples[i + 2 - lag]!;
      d += samples[i + 3]! * samples[i + 3 - lag]!;
    }
    for (; i < count; i++) a += samples[i]! * samples[i - lag]!;
    const sum = a + b + c + d;
    if (sum <= 0) continue;
    best = Math.max(best, sum / Math.sqrt((energy[count]! - energy[lag]!) * energy[count - lag]!));
  }
  return best;
}
