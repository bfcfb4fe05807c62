/** The scenes that the turn rule is measured with: speech and noise over a reply, at several levels, on several lines. */

import { noise, NOISES } from "./noises.ts";
import { type Outcome, play } from "./scene.ts";
import { type Utterance, utterances } from "./voices.ts";
import { addInto, at, chance, repeated, SAMPLES_PER_MS, type Waveform } from "./waveform.ts";

const DISPATCHER = at(utterances("dispatcher")[0]!.sound, -18);
const TELEVISION = utterances("television").map(({ sound }) => sound);

/** What a caller says before the reply, so that the call learns this caller's voice. */
const BEFORE = utterances("answer").find(({ text }) => text === "Fourteen.")!;

/** A quiet line's own noise, dBFS. */
const LINE_DB = -64;

/** The detector of the model reports 60-300 ms after it hears a sound begin. */
const DETECTOR_MS = { least: 60, most: 300 };

/** How far a background lies below the speaker, dB: as on a street, beside a road, in a room with a television on. */
const BELOW_DB = 18;

/** What else is on the line while somebody speaks. */
export type Background = "quiet" | "an idling engine" | "a hiss on the line" | "wind" | "music" | "television" | "echo";

/** How one utterance over a reply went. */
export interface Interruption {
  readonly utterance: Utterance;
  /** From the first sound to `clear` at the carrier, ms; null: the reply went on. */
  readonly afterMs: number | null;
  /** The reply was cut before anybody spoke. */
  readonly isEarly: boolean;
}

/**
 * Every `step`-th interruption at a level, dBFS, on a background; greeting and reply in turn. `detector`: its own delay, or
 * none, which shows the rule's clock.
 */
export function interruptions(
  levelDb: number,
  background: Background,
  detector: "late" | "at once",
  step = 1,
): Interruption[] {
  return utterances("interruption").filter((_, index) => index % step === 0).map((utterance, index) => {
    const draw = chance(index + 1);
    const isGreeting = index % 2 === 0;
    const replyAtMs = isGreeting ? 1_000 : 5_500;
    const onsetMs = replyAtMs + 1_500 + Math.floor(draw() * 400);
    const line = quietLine(onsetMs + 2_400, index);
    if (!isGreeting) addInto(line, at(BEFORE.sound, levelDb), replyAtMs - 1_600);
    const backgroundDb = levelDb - BELOW_DB;
    addBackground(line, background, backgroundDb, replyAtMs);
    addInto(line, at(utterance.sound, levelDb), onsetMs - utterance.onsetMs);
    const outcome = play({
      line,
      reply: DISPATCHER,
      replyAtMs,
      isGreeting,
      threshold: background === "quiet" || background === "echo" ? 0.5 : threshold(backgroundDb),
      detectorMs: detector === "late" ? between(draw, DETECTOR_MS) : 0,
      ...(background === "echo" ? { echo: { gainDb: -25, delayMs: 60 + draw() * 190 } } : {}),
    });
    const afterMs = outcome.clearedAtMs === null ? null : outcome.clearedAtMs - onsetMs;
    return { utterance, afterMs, isEarly: outcome.isCut && (afterMs ?? -1) < 0 };
  });
}

/** How a noise over a reply went: whether it cut the reply off, and whether it earned an answer. */
export interface Disturbance {
  readonly name: string;
  readonly levelDb: number;
  readonly isCut: boolean;
  readonly isAnswered: boolean;
}

/** All noises at these levels, dBFS, twice each, over a greeting and over a reply. */
export function disturbances(levelsDb: readonly number[]): Disturbance[] {
  return Object.keys(NOISES).flatMap((name) =>
    levelsDb.flatMap((levelDb) =>
      [1, 2].map((seed) => {
        const sound = at(noise(name, seed), levelDb);
        return {
          name,
          levelDb,
          ...overReply(seed === 1, seed, (line, replyAtMs) => {
            addInto(line, sound, replyAtMs + 1_400 + seed * 90);
          }),
        };
      })
    )
  );
}

/** Our own voice coming back by each gain, dB, after each delay, ms, from the greeting's first word on. */
export function echoes(gainsDb: readonly number[], delaysMs: readonly number[]): Disturbance[] {
  return gainsDb.flatMap((gainDb) =>
    delaysMs.map((delayMs, index) => ({
      name: `our echo, ${-gainDb} dB weaker`,
      levelDb: -18 + gainDb,
      ...overReply(index % 2 === 0, index, () => {}, { gainDb, delayMs }),
    }))
  );
}

/** A television and music behind a caller of -20 dBFS who listens, at these levels, dBFS. */
export function companies(levelsDb: readonly number[]): Disturbance[] {
  return levelsDb.flatMap((levelDb) =>
    (["television", "music"] as const).flatMap((name) =>
      [true, false].map((isGreeting) => ({
        name: `${name} behind a ${isGreeting ? "caller not heard yet" : "known caller"}`,
        levelDb,
        ...overReply(isGreeting, 1, (line, replyAtMs) => {
          addBackground(line, name, levelDb, isGreeting ? -100 : replyAtMs);
        }),
      }))
    )
  );
}

/** How a short answer went that began `offsetMs` after the reply's end at the carrier (negative: before). */
export interface Answer {
  readonly utterance: Utterance;
  readonly isAnswered: boolean;
}

/** Short answers around the end of a reply, at these levels, dBFS. */
export function answers(offsetMs: number, levelsDb: readonly number[]): Answer[] {
  const reply = DISPATCHER.subarray(0, 2_600 * SAMPLES_PER_MS);
  return levelsDb.flatMap((levelDb) =>
    utterances("answer").map((utterance, index) => {
      const draw = chance(index + 50);
      const replyAtMs = 2_500;
      const endMs = replyAtMs + 40 + 2_600;
      const line = quietLine(endMs + 2_200, index);
      addInto(line, at(BEFORE.sound, levelDb), replyAtMs - 1_600);
      addInto(line, at(utterance.sound, levelDb), endMs + offsetMs - utterance.onsetMs);
      const detectorMs = between(draw, DETECTOR_MS);
      const outcome = play({ line, reply, replyAtMs, isGreeting: false, threshold: 0.5, detectorMs });
      return { utterance, isAnswered: outcome.answered === 2 };
    })
  );
}

function overReply(
  isGreeting: boolean,
  seed: number,
  add: (line: Waveform, replyAtMs: number) => void,
  echo?: { gainDb: number; delayMs: number },
): { isCut: boolean; isAnswered: boolean } {
  const replyAtMs = isGreeting ? 400 : 2_500;
  const line = quietLine(replyAtMs + 8_500, seed);
  if (!isGreeting) addInto(line, at(BEFORE.sound, -20), replyAtMs - 1_600);
  add(line, replyAtMs);
  const detectorMs = between(chance(seed), DETECTOR_MS);
  const scene = { line, reply: DISPATCHER, replyAtMs, isGreeting, threshold: 0.5, detectorMs };
  const { isCut, answered }: Outcome = play(echo === undefined ? scene : { ...scene, echo });
  return { isCut, isAnswered: answered > (isGreeting ? 0 : 1) };
}

function addBackground(line: Waveform, background: Background, levelDb: number, replyAtMs: number): void {
  if (background === "quiet" || background === "echo") return;
  const ms = Math.ceil(line.length / SAMPLES_PER_MS);
  if (background === "television") {
    // Switched on when the reply begins: before, it would be the caller's turn.
    return addInto(line, repeated(at(TELEVISION[1]!, levelDb), ms, 150), replyAtMs + 100);
  }
  const fromMs = background === "music" ? replyAtMs + 100 : 0;
  addInto(line, repeated(at(noise(background, 3), levelDb), ms), fromMs);
}

/** The simulated detector's setting at which a background is none of its business, as it is to the vendor's model. */
function threshold(backgroundDb: number): number {
  return (backgroundDb + 12 + 60) / 40;
}

function quietLine(ms: number, seed: number): Waveform {
  const draw = chance(seed ^ 0x11e);
  const samples = Float64Array.from({ length: Math.round(ms * SAMPLES_PER_MS) }, () => draw() - 0.5);
  const gain = 10 ** (LINE_DB / 20) * Math.sqrt(12);
  return samples.map((sample) => sample * gain);
}

function between(draw: () => number, { least, most }: typeof DETECTOR_MS): number {
  return least + draw() * (most - least);
}
