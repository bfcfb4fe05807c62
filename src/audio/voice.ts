/**
 * Whether a short piece of sound is voiced: repeats itself at the pitch of a human voice, as vowels do and coughs, doors,
 * engines and wind do not. Beside the path, in the wire, because it needs the samples.
 */

import alawmulaw from "alawmulaw";
import { LOUD_MIN_DB, PITCH_MAX_HZ, PITCH_MIN_HZ, TONE_MARGIN, VOICED_LIKENESS } from "../call/limits.ts";

/** Halved rate: a voice's pitch and what repeats with it lie far below 2 kHz, and half the samples are a quarter of the work. */
const RATE_HZ = 4_000;

/** The shortest lag looked at: tones up to 2 kHz. */
const SHORTEST_LAG = 2;

const FIRST_LAG = Math.floor(RATE_HZ / PITCH_MAX_HZ);
const LAST_LAG = Math.floor(RATE_HZ / PITCH_MIN_HZ);

const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => alawmulaw.mulaw.decodeSample(byte));

/** Samples looked at: one frame of 20 ms. A longer piece is judged by its first 20 ms. */
const FRAME_SAMPLES = 80;

const samples = new Float64Array(FRAME_SAMPLES);
const energy = new Float64Array(FRAME_SAMPLES + 1);

/**
 * Whether 20 ms of µ-law audio of this level are voiced. Sound too soft to matter, and pieces shorter than one period
 * of the lowest voice and a half, are not. A pure tone above the voice's pitch repeats itself at all its multiples:
 * it is told by repeating as well at its own, shorter period.
 */
export function isVoiced(ulaw: Uint8Array, levelDb: number): boolean {
  if (levelDb < LOUD_MIN_DB) return false;
  const count = Math.min(FRAME_SAMPLES, ulaw.length >> 1);
  if (count < LAST_LAG * 1.5) return false;
  for (let i = 0; i < count; i++) {
    const sample = LINEAR[ulaw[2 * i]!]! + LINEAR[ulaw[2 * i + 1]!]!;
    samples[i] = sample;
    energy[i + 1] = energy[i]! + sample * sample;
  }
  const voice = likeness(count, FIRST_LAG, LAST_LAG);
  return voice >= VOICED_LIKENESS && likeness(count, SHORTEST_LAG, FIRST_LAG - 1) < voice - TONE_MARGIN;
}

/** How much the samples resemble themselves a lag later, at the best of some lags: 1 when they are the same. */
function likeness(count: number, firstLag: number, lastLag: number): number {
  let best = 0;
  for (let lag = firstLag; lag <= lastLag; lag++) {
    let sum = 0;
    for (let i = lag; i < count; i++) sum += samples[i]! * samples[i - lag]!;
    if (sum <= 0) continue;
    best = Math.max(best, sum / Math.sqrt((energy[count]! - energy[lag]!) * energy[count - lag]!));
  }
  return best;
}
