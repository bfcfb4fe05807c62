/** Noises that are no speech, synthesised from a seed: what stands behind and around people who call for help. */

import { addInto, band, chance, make, repeated, telephone, type Waveform } from "./waveform.ts";

type Draw = () => number;

const TAU = 2 * Math.PI;

const hiss = (ms: number, draw: Draw): Waveform => make(ms, () => draw() + draw() + draw() - 1.5);

/** A hit: noise that dies away by 60 dB in about seven times `tauMs`. */
function hit(ms: number, tauMs: number, centre: number, width: number, draw: Draw): Waveform {
  const noise = band(hiss(ms, draw), centre, width);
  return noise.map((sample, i) => sample * Math.min(1, i / 8) * Math.exp(-i / 8 / tauMs));
}

/** Harmonics of a tone whose frequency moves: `hz(t)`; the n-th is weaker by `fall` to the power of n. */
function tone(ms: number, hz: (t: number) => number, harmonics = 1, fall = 0.5): Waveform {
  let phase = 0;
  return make(ms, (t) => {
    phase += TAU * hz(t) / 8_000;
    let sum = 0;
    for (let n = 1; n <= harmonics; n++) sum += Math.sin(n * phase) * fall ** (n - 1);
    return sum;
  });
}

function shaped(samples: Waveform, envelope: (t: number) => number): Waveform {
  return samples.map((sample, i) => sample * envelope(i / 8_000));
}

function row(ms: number, parts: readonly (readonly [fromMs: number, sound: Waveform])[]): Waveform {
  const all = new Float64Array(ms * 8);
  for (const [fromMs, sound] of parts) addInto(all, sound, fromMs);
  return all;
}

/** A burst of air, its decay, and for some the voice that follows it. */
function cough(draw: Draw, lengthMs: number): Waveform {
  const burst = hit(lengthMs, 45 + 20 * draw(), 1_400, 2_200, draw);
  const voice = shaped(tone(lengthMs * 0.4, (t) => 170 - 60 * t, 12, 0.8), (t) => 0.06 * Math.exp(-t / 0.06));
  return row(lengthMs + 60, [[0, burst], [lengthMs * 0.45, voice]]);
}

/** A dog of a size: the larger, the deeper. */
function bark(draw: Draw, hz = 760): Waveform {
  const ms = 130 + 50 * draw();
  const voice = tone(ms, (t) => hz * (1 - 1.6 * t), 6, 0.7);
  const rough = hiss(ms, draw).map((sample, i) => sample * 0.5 + voice[i]!);
  return shaped(rough, (t) => Math.min(1, t / 0.012) * Math.min(1, Math.max(0, (ms / 1_000 - t) / 0.07)));
}

/** The street between siren and telephone: two ways of different length make some pitches weaker. */
function street(samples: Waveform): Waveform {
  return samples.map((sample, i) => sample + 0.2 * (samples[i - 5] ?? 0));
}

const wail = (t: number) => 650 + 850 * Math.abs(((t / 4) % 1) * 2 - 1);
const yelp = (t: number) => 650 + 850 * ((t * 3.3) % 1);

function dtmf(draw: Draw): Waveform {
  const digit = () => {
    const low = [697, 770, 852, 941][Math.floor(draw() * 4)]!;
    const high = [1_209, 1_336, 1_477][Math.floor(draw() * 3)]!;
    return make(100, (t) => Math.sin(TAU * low * t) + Math.sin(TAU * high * t));
  };
  return row(1_400, Array.from({ length: 7 }, (_, n) => [n * 200, digit()] as const));
}

function chord(draw: Draw): Waveform {
  const root = 220 * 2 ** (Math.floor(draw() * 8) / 12);
  const notes = [1, 1.26, 1.5, 2].map((ratio) => tone(500, () => root * ratio, 5, 0.6));
  return shaped(notes[0]!.map((_, i) => notes.reduce((sum, note) => sum + note[i]!, 0)), (t) => Math.exp(-t / 0.4));
}

/** Four beats of chords, a drum on each beat and a brush between. */
function music(draw: Draw): Waveform {
  const parts: [number, Waveform][] = [];
  for (let beat = 0; beat < 8; beat++) {
    parts.push([beat * 500, chord(draw)]);
    parts.push([beat * 500, hit(200, 30, 350, 200, draw).map((sample) => sample * 8)]);
    parts.push([beat * 500 + 250, hit(120, 20, 2_800, 1_500, draw).map((sample) => sample * 2)]);
  }
  return row(4_000, parts);
}

function clatter(draw: Draw): Waveform {
  const parts = Array.from({ length: 12 }, (): [number, Waveform] => {
    const ring = hit(200, 8 + 22 * draw(), 900 + 2_000 * draw(), 300, draw);
    return [draw() * 2_400, ring.map((sample) => sample * (0.3 + draw()))];
  });
  return row(2_600, parts);
}

/** Air in gusts: noise that swells and fades at random, about once a second. */
function wind(draw: Draw): Waveform {
  const gusts = Array.from({ length: 8 }, () => 0.15 + 0.85 * draw());
  return shaped(band(hiss(5_000, draw), 420, 350), (t) => {
    const at = Math.floor(t / 0.7);
    const part = t / 0.7 - at;
    return gusts[at % 8]! * (1 - part) + gusts[(at + 1) % 8]! * part;
  });
}

function engine(draw: Draw, ms: number): Waveform {
  const idle = tone(ms, () => 29, 40, 0.97);
  const air = band(hiss(ms, draw), 700, 900);
  return idle.map((sample, i) => sample + air[i]! * 6);
}

const swell = (length: number) => (t: number) => Math.sin(Math.PI * Math.min(1, t / length)) ** 2;

/** Every noise by its name: a sound of its natural length. */
export const NOISES: Readonly<Record<string, (draw: Draw) => Waveform>> = {
  "a cough": (draw) => cough(draw, 280),
  "three coughs": (draw) => row(1_400, [[0, cough(draw, 240)], [420, cough(draw, 260)], [860, cough(draw, 220)]]),
  "a sneeze": (draw) => hit(420, 70, 2_200, 2_000, draw),
  "a slammed door": (draw) => hit(600, 45, 380, 260, draw),
  "four knocks": (draw) => row(900, [0, 190, 380, 570].map((at) => [at, hit(160, 15, 500, 300, draw)] as const)),
  "a gunshot": (draw) => hit(500, 35, 1_200, 2_400, draw),
  "a siren, wail": () => street(tone(5_000, wail, 3, 0.4)),
  "a siren, yelp": () => street(tone(4_000, yelp, 3, 0.4)),
  "a siren, two tones": () => street(tone(4_000, (t) => t % 1 < 0.5 ? 440 : 585, 4, 0.6)),
  "a siren coming near": () => shaped(street(tone(5_000, wail, 3, 0.4)), swell(10)),
  "a car horn": () => shaped(tone(900, () => 420, 8, 0.75).map((s, i) => s + Math.sin(TAU * 510 * i / 8_000)), () => 1),
  "short horns": () => row(1_600, [0, 450, 900].map((at) => [at, tone(220, () => 415, 8, 0.75)] as const)),
  "a dog's bark": (draw) => bark(draw),
  "a dog that barks on": (draw) => row(2_400, [0, 420, 830, 1_310, 1_700].map((at) => [at, bark(draw)] as const)),
  "a large dog that barks on": (draw) => row(1_700, [0, 420, 830, 1_310].map((at) => [at, bark(draw, 380)] as const)),
  "an idling engine": (draw) => engine(draw, 4_000),
  "a lorry passing": (draw) => shaped(engine(draw, 4_000), swell(4)),
  "wind": wind,
  "breathing": (draw) => repeated(shaped(band(hiss(900, draw), 900, 1_200), swell(0.9)), 4_000, 600),
  "clicks": (draw) => row(1_500, Array.from({ length: 9 }, () => [draw() * 1_400, hit(20, 2, 2_000, 3_000, draw)])),
  "digits pressed": dtmf,
  "an alarm that beeps": () => row(3_000, [0, 600, 1_200, 1_800, 2_400].map((at) => [at, tone(300, () => 2_900)])),
  "an alarm that beeps fast": () =>
    row(2_000, [...Array(8).keys()].map((n) => [n * 250, tone(150, () => 2_400)] as const)),
  "a smoke alarm": () => row(3_000, [0, 1_000, 2_000].map((at) => [at, tone(500, () => 3_100)])),
  "music": music,
  "dishes": clatter,
  "a hiss on the line": (draw) => hiss(3_000, draw),
};

/** One noise, through the telephone. Throws when there is none of that name. */
export function noise(name: string, seed: number): Waveform {
  const synthesise = NOISES[name];
  if (synthesise === undefined) throw new Error(`Cannot make the noise "${name}": it is not in the table`);
  return telephone(synthesise(chance(seed)));
}
