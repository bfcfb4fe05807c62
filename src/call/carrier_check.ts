/**
 * Whether the carrier plays what it is sent. One that has accepted none of it gives marks back at once, as there is
 * nothing to play before them, or never: the caller hears nothing then, and is spoken to by other means.
 */

import { EARLY_MARK_MS, EARLY_MARKS, FIRST_MARK_WAIT_MS } from "./limits.ts";
import * as playback from "./playback.ts";
import { handOver } from "./ladder.ts";
import * as speaking from "./speaking.ts";
import type { CallState, Step } from "./state.ts";

/** A mark came back: by playing, or, a few times, by having nothing to play. */
export function markReturned(state: CallState, name: string, atMs: number): Step {
  const isEarly = playback.earlyMs(state.playback, name, atMs) > EARLY_MARK_MS;
  const earlyMarks = isEarly ? state.playback.earlyMarks + 1 : state.playback.earlyMarks;
  if (earlyMarks >= EARLY_MARKS) return handOver(state, "carrier_rejected_audio", atMs);
  const noted = isEarly ? { ...state, playback: { ...state.playback, earlyMarks } } : state;
  return speaking.markReturned(noted, name, atMs);
}

/** When marks are given up; null when nothing is being heard. */
export function overdueAtMs(state: CallState): number | null {
  const overdueMs = speaking.marksOverdueAtMs(state);
  const firstMs = playback.firstMarkDueMs(state.playback);
  return overdueMs === null || firstMs === null ? overdueMs : Math.min(overdueMs, firstMs + FIRST_MARK_WAIT_MS);
}

/** Marks did not come back: one that was lost is done without, a carrier that gives none back plays nothing. */
export function overdue(state: CallState, atMs: number): Step {
  if (playback.firstMarkDueMs(state.playback) === null) return speaking.marksOverdue(state, atMs);
  return handOver(state, "carrier_rejected_audio", atMs);
}
