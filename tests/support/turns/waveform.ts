/** Sound as samples at 8 kHz, full scale being 1: made, measured, mixed, and turned into G.711. */

import alawmulaw from "alawmulaw";

export type Waveform = Float64Array;

export const SAMPLES_PER_MS = 8;
export const FRAME_SAMPLES = 20 * SAMPLES_PER_MS;

/** Chance that a test can repeat: numbers in 0-1 from a seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A waveform of a length, sample by sample; `seconds` is the time of the sample. */
export function make(ms: number, sample: (seconds: number) => number): Waveform {
  return Float64Array.from({ length: Math.round(ms * SAMPLES_PER_MS) }, (_, at) => sample(at / 8_000));
}

/** µ-law bytes as samples. */
export function decode(ulaw: Uint8Array): Waveform {
  return Float64Array.from(ulaw, (byte) => alawmulaw.mulaw.decodeSample(byte) / 32_768);
}

/** Samples as µ-law bytes, clipped at full scale. */
export function encode(samples: Waveform): Uint8Array {
  return Uint8Array.from(samples, (sample) => {
    return alawmulaw.mulaw.encodeSample(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767));
  });
}

/** The telephone's band: two high passes at 300 Hz and two low passes at 3.4 kHz, 12 dB an octave each. */
export function telephone(samples: Waveform): Waveform {
  const high = biquad(biquad(samples, 300, "high"), 300, "high");
  return biquad(biquad(high, 3_400, "low"), 3_400, "low");
}

/** A band with a centre and a width in Hz. */
export function band(samples: Waveform, centre: number, width: number): Waveform {
  return biquad(samples, centre, "band", centre / width);
}

/** Levels of the frames of 20 ms, dBFS; -72 for silence, as on the line. */
export function levels(samples: Waveform): number[] {
  return Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, at) => {
    const frame = samples.subarray(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES);
    const power = frame.reduce((sum, sample) => sum + sample * sample, 0) / FRAME_SAMPLES;
    return Math.max(-72, 10 * Math.log10(power));
  });
}

/** Level while something sounds: the power of the frames within 20 dB of the loudest, dBFS. */
export function activeDb(samples: Waveform): number {
  const all = levels(samples);
  const loudest = Math.max(...all);
  const active = all.filter((level) => level > loudest - 20).map((level) => 10 ** (level / 10));
  return 10 * Math.log10(active.reduce((sum, power) => sum + power, 0) / active.length);
}

/** The same sound at another active level, dBFS. */
export function at(samples: Waveform, levelDbfs: number): Waveform {
  const gain = 10 ** ((levelDbfs - activeDb(samples)) / 20);
  return samples.map((sample) => sample * gain);
}

/** Adds a sound into another from a place on, ms; what does not fit is left out. */
export function addInto(target: Waveform, sound: Waveform, fromMs: number): void {
  const from = Math.round(fromMs * SAMPLES_PER_MS);
  const end = Math.min(sound.length, target.length - from);
  for (let i = Math.max(0, -from); i < end; i++) target[from + i]! += sound[i]!;
}

/** A sound over and over, for a length. */
export function repeated(sound: Waveform, ms: number, pauseMs = 0): Waveform {
  const all = new Float64Array(ms * SAMPLES_PER_MS);
  for (let fromMs = 0; fromMs < ms; fromMs += sound.length / SAMPLES_PER_MS + pauseMs) addInto(all, sound, fromMs);
  return all;
}

/** Second-order filters of the audio EQ cookbook. */
function biquad(samples: Waveform, hz: number, kind: "low" | "high" | "band", q = Math.SQRT1_2): Waveform {
  const w = 2 * Math.PI * hz / 8_000;
  const alpha = Math.sin(w) / (2 * q);
  const c = Math.cos(w);
  const [b0, b1, b2] = kind === "low"
    ? [(1 - c) / 2, 1 - c, (1 - c) / 2]
    : kind === "high"
    ? [(1 + c) / 2, -1 - c, (1 + c) / 2]
    : [alpha, 0, -alpha];
  const a0 = 1 + alpha;
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x) => {
    const y = (b0 * x + b1 * x1 + b2 * x2 + 2 * c * y1 - (1 - alpha) * y2) / a0;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}
