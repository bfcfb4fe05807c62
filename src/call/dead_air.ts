/**
 * No dead air: while the caller is owed sound and hears none, a stock phrase fills in, whatever it is that is late. Who
 * has heard phrases only for long is handed over.
 */

import type { PhraseName } from "../intake/phrases.ts";
import { FILL_AFTER_MS, FILL_AGAIN_MS, FILLS_IN_A_ROW } from "./limits.ts";
import { sayPhrase } from "./phrases.ts";
import * as playback from "./playback.ts";
import { goOnWithout } from "./ladder.ts";
import { type CallState, stay, type Step } from "./state.ts";
import * as turns from "./turns.ts";

/** What the caller is owed. */
export interface DeadAir {
  /** Since when sound is owed that does not come; null while none is, or something is heard. */
  readonly sinceMs: number | null;
  /** When a phrase was called for last. */
  readonly filledAtMs: number;
  /** Phrases in a row, nothing of the model's between them; and all of the call. */
  readonly inARow: number;
  readonly said: number;
  /** The longest time that the caller was owed sound and heard none, ms. */
  readonly longestMs: number;
}

/** A line on which nothing is owed yet. */
export function nothingOwed(): DeadAir {
  return { sinceMs: null, filledAtMs: -Infinity, inARow: 0, said: 0, longestMs: 0 };
}

/** The first one, then the others in turn. */
const FILLERS: readonly PhraseName[] = ["one_moment", "still_here", "stay_on"];

/** Keeps account of the silence; asked after every event. */
export function watch(state: CallState, atMs: number): CallState {
  const { deadAir } = state;
  if (!isSilent(state, atMs)) {
    const inARow = isAnswerDue(state) ? deadAir.inARow : 0;
    if (deadAir.sinceMs === null) {
      return inARow === deadAir.inARow ? state : { ...state, deadAir: { ...deadAir, inARow } };
    }
    const longestMs = Math.max(deadAir.longestMs, atMs - deadAir.sinceMs);
    return { ...state, deadAir: { ...deadAir, sinceMs: null, inARow, longestMs } };
  }
  if (deadAir.sinceMs !== null) return state;
  return { ...state, deadAir: { ...deadAir, sinceMs: silentSinceMs(state, atMs) } };
}

/** When a phrase is to fill in; null while nobody is owed one. */
export function fillDueMs({ house, deadAir }: CallState): number | null {
  if (house.hasPhrases !== true || deadAir.sinceMs === null) return null;
  const silentMs = deadAir.inARow === 0 ? FILL_AFTER_MS : FILL_AGAIN_MS;
  return Math.max(deadAir.sinceMs + silentMs, deadAir.filledAtMs + FILL_AGAIN_MS);
}

/** The caller is told that somebody is there; who was told so too often goes to a person. */
export function fillIn(state: CallState, atMs: number): Step {
  const { inARow } = state.deadAir;
  if (inARow >= FILLS_IN_A_ROW) return goOnWithout(state, "reply_stalled", atMs);
  const isLeavingForPerson = state.phase.name === "leaving" && state.phase.then === "transfer";
  const filler = FILLERS[inARow === 0 ? 0 : 2 - inARow % 2]!;
  const filled: CallState = { ...state, deadAir: { ...state.deadAir, inARow: inARow + 1 } };
  return sayPhrase(filled, isLeavingForPerson ? "connecting" : filler, atMs);
}

/** The same at once, where it is known that the wait will be long. */
export function fillInNow(state: CallState, atMs: number): Step {
  const isDue = state.house.hasPhrases === true && state.deadAir.inARow === 0 && isSilent(state, atMs);
  return isDue ? fillIn(state, atMs) : stay(state);
}

/** Whether the caller is owed sound and hears none. */
function isSilent(state: CallState, atMs: number): boolean {
  const { phase } = state;
  if (phase.name !== "talking" && !(phase.name === "leaving" && phase.goodbye === "due")) return false;
  return isAnswerDue(state) && !isHeard(state, atMs) && !turns.callerSpeaks(state.turns);
}

/** Whether the caller hears something by our clock: the mark behind a line that broke off never comes. */
function isHeard({ playback: played, replies: { current } }: CallState, atMs: number): boolean {
  if (!playback.isSounding(played) || playback.endsAtMs(played) <= atMs) return false;
  if (current === null || current.audioBytes === 0 || current.sounding.isAudible) return true;
  return playback.unfinished(played, null, atMs).some(({ replyId }) => replyId !== current.replyId);
}

/** Whether a reply is being made or waited for, whatever is heard meanwhile. */
function isAnswerDue({ replies: { current, wanted }, model, report, ownEar }: CallState): boolean {
  if (wanted !== null || report.owes !== null || ownEar.closedAtMs !== null || model.name === "dialing") return true;
  return current !== null && !current.isCut && current.purpose !== "record_only";
}

/** Since the caller's last word or the last sound of ours, whichever is later. */
function silentSinceMs({ waits, playback: played }: CallState, atMs: number): number {
  const heardMs = played.sentBytes === 0 ? -Infinity : playback.endsAtMs(played);
  return Math.min(atMs, Math.max(waits.owedSinceMs ?? atMs, heardMs));
}
