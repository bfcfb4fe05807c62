/**
 * Whose turn it is.
 *
 * The model's detector says where sound begins and ends; whether that sound is a person who wants the word is decided
 * here, from the level of the caller's own audio against the noise floor of the line. While nobody is speaking to the
 * caller the detector is believed: answering a noise costs a sentence, not answering a caller costs the call.
 */

import {
  FLOOR_FALL,
  FLOOR_MAX_DB,
  FLOOR_RISE_DB_PER_S,
  FLOOR_START_DB,
  LOUD_ABOVE_FLOOR_DB,
  LOUD_KEPT_MS,
  LOUD_LEAK,
  LOUD_MIN_DB,
  SPEECH_LOUD_MS,
} from "./limits.ts";

/** A stretch of sound that the model's detector marked. */
export interface Turn {
  readonly turnId: string;
  readonly startedAtMs: number;
  /** It began while a reply was being heard or prepared: then it has to prove that it is speech. */
  readonly overReply: boolean;
  readonly isSpeech: boolean;
  readonly stoppedAtMs: number | null;
}

/** What is known about the caller's voice. */
export interface Turns {
  readonly floorDb: number;
  /** How long the line has been loud lately, ms: loud audio adds its length, quiet audio takes some away. */
  readonly loudMs: number;
  readonly turn: Turn | null;
}

export function quietTurns(): Turns {
  return { floorDb: FLOOR_START_DB, loudMs: 0, turn: null };
}

/** Takes in the level of `ms` of the caller's audio. */
export function hear(turns: Turns, levelDb: number, ms: number): Turns {
  const isLoud = levelDb >= LOUD_MIN_DB && levelDb >= turns.floorDb + LOUD_ABOVE_FLOOR_DB;
  const loudMs = isLoud ? Math.min(LOUD_KEPT_MS, turns.loudMs + ms) : Math.max(0, turns.loudMs - ms * LOUD_LEAK);
  const floorDb = levelDb < turns.floorDb
    ? turns.floorDb + (levelDb - turns.floorDb) * FLOOR_FALL
    : Math.min(levelDb, FLOOR_MAX_DB, turns.floorDb + FLOOR_RISE_DB_PER_S * ms / 1_000);
  return judge({ ...turns, loudMs, floorDb: Math.max(FLOOR_START_DB, floorDb) });
}

/** The detector heard something begin. */
export function begin(turns: Turns, turnId: string, startedAtMs: number, overReply: boolean): Turns {
  return judge({ ...turns, turn: { turnId, startedAtMs, overReply, isSpeech: !overReply, stoppedAtMs: null } });
}

/** The detector heard it end. A stop that belongs to no turn changes nothing. */
export function stop(turns: Turns, turnId: string, stoppedAtMs: number): Turns {
  if (turns.turn?.turnId !== turnId) return turns;
  return { ...turns, turn: { ...turns.turn, stoppedAtMs } };
}

/** The detector closed its turn: what was loud in it says nothing about the next. */
export function close(turns: Turns): Turns {
  return { ...turns, turn: null, loudMs: 0 };
}

/** Whether the caller is speaking at this moment, as far as we can tell. */
export function callerSpeaks(turns: Turns): boolean {
  return turns.turn !== null && turns.turn.stoppedAtMs === null && turns.turn.isSpeech && turns.loudMs > 0;
}

/** The rule: sound over a reply is speech once the line was loud for long enough around the detector's word. */
function judge(turns: Turns): Turns {
  const turn = turns.turn;
  if (turn === null || turn.isSpeech || turn.stoppedAtMs !== null || turns.loudMs < SPEECH_LOUD_MS) return turns;
  return { ...turns, turn: { ...turn, isSpeech: true } };
}
