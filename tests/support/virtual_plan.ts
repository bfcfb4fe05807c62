/** What will happen in one simulated call: who speaks when, how the networks are, and what goes wrong. From a seed. */

import { SESSION_SHORTEST_MS } from "../../src/call/limits.ts";
import type { House } from "../../src/call/state.ts";
import { HOUSE } from "./call.ts";
import { Chance } from "./virtual_time.ts";

/** What can go wrong once. The caller may wait 3 s for a fault that heals, 4 s for one that does not (CONTRACT.md). */
export const HEALING = [
  "reply_never",
  "reply_late",
  "reply_empty",
  "reply_failed",
  "reply_text_only",
  "reply_still_before_sound",
  "reply_cut_by_detector",
  "reply_incomplete",
  "reply_broken_off",
  "reply_rate_limited",
  "reply_without_level",
  "frames_stop",
  "stream_half_open",
  "request_refused",
  "request_overlaps",
  "cancel_is_slow",
  "truncate_refused",
  "forget_refused",
  "never_transcribed",
  "not_transcribed",
  "transcribed_late",
  "marks_late",
  "playing_stalls",
  "frames_lost",
  "session_late",
  "stream_late",
  "session_mended",
  "stream_breaks",
  "desk_late",
  "desk_fails",
  "turn_never_closed",
] as const;

/** What does not heal: the call goes to a person, or is over. */
export const LASTING = [
  "marks_never",
  "replies_never",
  "replies_empty",
  "reply_fatal",
  "reply_still_in_sound",
  "session_never",
  "session_refused",
  "session_lost",
  // It heals, and is noticed by the caller's silence, which a noise makes longer.
  "session_frozen",
  "stream_never",
  "stream_closes",
  "carrier_ended",
  "hangup_asked",
] as const;

export type Fault = typeof HEALING[number] | typeof LASTING[number];

/** Sound of the caller: speech wants the word, a noise does not. */
export interface Utterance {
  readonly fromMs: number;
  readonly toMs: number;
  readonly isSpeech: boolean;
}

/** A network's delay, ms. */
export interface Delay {
  readonly baseMs: number;
  readonly jitterMs: number;
}

export interface Plan {
  readonly seed: number;
  readonly hasPerson: boolean;
  /** None, one, or several. */
  readonly faults: readonly Fault[];
  /** Peers repeat themselves, invent names and swap orders: only what must hold for anybody is checked. */
  readonly isChaotic: boolean;
  readonly toService: Delay;
  readonly toCaller: Delay;
  readonly streamAtMs: number;
  readonly readyAtMs: number;
  /** The reply of this number, counted from 0, is the one that a fault of replies hits. */
  readonly faultyReply: number;
  /** When a fault that strikes at a time strikes, ms after the stream's start. */
  readonly strikesAtMs: number;
  /** On the stream's clock, in order. */
  readonly utterances: readonly Utterance[];
  readonly digits: readonly { readonly atMs: number; readonly digit: string }[];
  /** What becomes of a transfer: somebody picks up, nobody does, or the carrier never says. */
  readonly person: "answers" | "nobody" | "unknown";
  /** The caller hangs up, on the stream's clock. */
  readonly hangsUpAtMs: number;
  /** How long the vendor says that the first session lasts; null: it does not say. */
  readonly livesMs: number | null;
}

/** The plan of one call. */
export function planOf(seed: number): Plan {
  const chance = new Chance(seed);
  const faults = faultsOf(chance);
  const utterances = utterancesOf(chance);
  const lastMs = utterances.at(-1)?.toMs ?? 1_000;
  return {
    seed,
    hasPerson: chance.happens(0.8),
    faults,
    isChaotic: chance.happens(0.15),
    toService: delay(chance),
    toCaller: delay(chance),
    streamAtMs: faults.includes("stream_late") ? chance.between(2_000, 20_000) : chance.between(50, 900),
    readyAtMs: faults.includes("session_late") ? chance.between(1_000, 2_300) : chance.between(60, 500),
    faultyReply: chance.whole(0, 2),
    strikesAtMs: chance.between(0, lastMs + 2_000),
    utterances,
    digits: chance.happens(0.08) ? [{ atMs: chance.between(0, lastMs), digit: chance.pick(["0", "5", "#"]) }] : [],
    person: chance.happens(0.05) ? "unknown" : chance.pick(["answers", "nobody"]),
    hangsUpAtMs: lastMs + patience(chance),
    livesMs: chance.happens(0.5) ? chance.between(SESSION_SHORTEST_MS, SESSION_SHORTEST_MS * 3) : null,
  };
}

function faultsOf(chance: Chance): Fault[] {
  const all: readonly Fault[] = [...HEALING, ...LASTING];
  const kind = chance.next();
  if (kind < 0.2) return [];
  if (kind < 0.75) return [chance.pick(all)];
  return [...new Set([chance.pick(all), chance.pick(all), chance.pick(all)])];
}

/** Some hang up in the middle of a word, a few say nothing for a long time. */
function patience(chance: Chance): number {
  const kind = chance.next();
  return kind < 0.3 ? chance.between(0, 900) : kind < 0.95 ? chance.between(0, 7_000) : chance.between(20_000, 60_000);
}

function delay(chance: Chance): Delay {
  const baseMs = chance.between(5, 60);
  return { baseMs, jitterMs: chance.between(0, baseMs / 2) };
}

/** Some speak in turn, some at once, some into the reply; doors slam. */
function utterancesOf(chance: Chance): Utterance[] {
  const utterances: Utterance[] = [];
  let fromMs = chance.between(0, 2_500);
  for (let left = chance.whole(0, 4); left > 0; left--) {
    const isSpeech = chance.happens(0.75);
    // A noise that follows a word at once belongs to its turn: no detector could tell.
    if (!isSpeech) fromMs += 600;
    const toMs = fromMs + (isSpeech ? chance.between(400, 1_800) : chance.between(60, 80));
    utterances.push({ fromMs, toMs, isSpeech });
    fromMs = toMs + (chance.happens(0.3) ? chance.between(100, 900) : chance.between(900, 5_000));
  }
  return utterances;
}

/** The house that takes the planned call: most open another session after a lost one, some have few questions to ask. */
export function houseOf({ seed, hasPerson }: Plan): House {
  const outline = { ...HOUSE.outline, budget: seed % 5 === 0 ? 1 : HOUSE.outline.budget };
  return { ...HOUSE, outline, hasPerson, canRedial: seed % 8 > 0, hasPhrases: true };
}
