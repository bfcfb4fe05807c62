/**
 * The caller's audio on its way to the model: in order, complete, on the caller's clock. What arrives before the
 * session stands is kept; what the carrier lost is replaced by silence, so that the model's clock stays the caller's.
 */

import { type CallEffect, type CallEvent, lengthMs } from "./call.ts";
import { FRAME_LATE_MS, GAP_FILL_MS, GAP_TOLERANCE_MS, HELD_CALLER_AUDIO_MS } from "./limits.ts";

type CallerAudio = Extract<CallEvent, { type: "caller_audio" }>;
type Listen = Extract<CallEffect, { type: "listen" | "listen_to_silence" }>;

export interface Listening {
  /** Where the next audio should begin by the carrier's stamps; null until the first has come. */
  readonly nextMs: number | null;
  /** The earliest arrival of stream time zero seen: what the carrier's clock reads is our clock less this. */
  readonly originMs: number | null;
  /** The latest audio: where it ends by the carrier's stamps, and when it came; null until the first has come. */
  readonly latest: { readonly endMs: number; readonly atMs: number } | null;
  /** Silence put in for lost audio so far, ms. */
  readonly filledMs: number;
  /** What the model was given, ms: its detector counts in these. */
  readonly givenMs: number;
  /** Audio kept for a session that does not stand yet, oldest first; null once it stands. */
  readonly held: readonly Listen[] | null;
  readonly heldMs: number;
}

/** A line on which nothing was said yet. */
export function startListening(): Listening {
  return { nextMs: null, originMs: null, latest: null, filledMs: 0, givenMs: 0, held: [], heldMs: 0 };
}

/** Takes in caller audio: returns what the model is to be given now, gaps filled. */
export function listen(before: Listening, audio: CallerAudio): { listening: Listening; effects: readonly Listen[] } {
  const ms = lengthMs(audio.audio);
  const gapMs = before.nextMs === null ? 0 : audio.timestampMs - before.nextMs;
  const budgetMs = GAP_FILL_MS + audio.atMs - before.filledMs;
  const fillMs = gapMs < GAP_TOLERANCE_MS ? 0 : Math.max(0, Math.floor(Math.min(budgetMs, gapMs)));
  const sound: Listen = { type: "listen", audio: audio.audio };
  const effects: readonly Listen[] = fillMs === 0 ? [sound] : [{ type: "listen_to_silence", ms: fillMs }, sound];
  const originMs = audio.atMs - audio.timestampMs - ms;
  const next: Listening = {
    ...before,
    // Rounding in the stamps must not add up: a stamp within tolerance leaves our count as it is.
    nextMs: (before.nextMs === null || Math.abs(gapMs) >= GAP_TOLERANCE_MS ? audio.timestampMs : before.nextMs) + ms,
    filledMs: before.filledMs + fillMs,
    originMs: before.originMs === null ? originMs : Math.min(before.originMs, originMs),
    latest: { endMs: audio.timestampMs + ms, atMs: audio.atMs },
  };
  return before.held === null
    ? { listening: { ...next, givenMs: next.givenMs + fillMs + ms }, effects }
    : { listening: keep(next, effects), effects: [] };
}

/** The session stands: everything kept goes to it, in order. */
export function release(before: Listening): { listening: Listening; effects: readonly Listen[] } {
  const effects = before.held ?? [];
  return { listening: { ...before, held: null, heldMs: 0, givenMs: before.givenMs + before.heldMs }, effects };
}

/** What the carrier's clock reads, ms since the stream began, for something that reaches us at `atMs`. */
export function carrierMs(listening: Listening, atMs: number, streamStartedAtMs: number): number {
  return Math.max(0, atMs - (listening.originMs ?? streamStartedAtMs));
}

/**
 * When something that reaches us at `atMs` would have come over the fastest way seen. The carrier sends a frame every
 * 20 ms with its own clock's stamp on it, and keeps the order: what comes after a frame was sent after it.
 */
export function steadyMs({ originMs, latest }: Listening, atMs: number): number {
  if (originMs === null || latest === null || atMs - latest.atMs > FRAME_LATE_MS) return atMs;
  return Math.min(atMs, originMs + latest.endMs);
}

/** Beyond the bound the oldest go: the caller's latest words are the ones to answer. */
function keep(listening: Listening, effects: readonly Listen[]): Listening {
  const held = [...(listening.held ?? []), ...effects];
  let heldMs = effects.reduce((sum, effect) => sum + effectMs(effect), listening.heldMs);
  let first = 0;
  for (; heldMs > HELD_CALLER_AUDIO_MS && first < held.length; first++) heldMs -= effectMs(held[first]!);
  return { ...listening, held: first === 0 ? held : held.slice(first), heldMs };
}

function effectMs(effect: Listen): number {
  return effect.type === "listen" ? lengthMs(effect.audio) : effect.ms;
}
