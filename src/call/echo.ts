/**
 * Our own voice coming back. What the line gave back while we were loud and the caller was not is the most that its
 * echo can be; until that is known, an echo as strong as lines have is assumed (Geigel's double-talk rule, with a
 * threshold that learns).
 */

import { ECHO_GAIN_DB, ECHO_MARGIN_DB, ECHO_PLAYED_MIN_DB, ECHO_RISE_DB_PER_S, ECHO_WINDOW_MS } from "./turn_limits.ts";
import { heardDbOf, lengthOf, packBoth, playedDbOf } from "./packed.ts";

interface Moment {
  readonly ms: number;
  /** What the caller's line carried. */
  readonly levelDb: number;
  /** What was played to the caller at that moment. */
  readonly playedDb: number;
}

export interface Echo {
  /** The most that the line gives back of what is played, dB. */
  readonly gainDb: number;
  /** The last moments, packed, oldest first: as long as an echo can take. */
  readonly recent: readonly number[];
}

/** A line of which nothing is known. */
export function unknownEcho(): Echo {
  return { gainDb: ECHO_GAIN_DB, recent: [] };
}

/** Takes in what was heard and what was played meanwhile. */
export function follow(echo: Echo, moment: Moment): Echo {
  const recent = echo.recent.slice();
  recent.push(packBoth(moment.ms, moment.levelDb, moment.playedDb));
  let lengthMs = recent.reduce((sum, packed) => sum + lengthOf(packed), 0);
  let gainDb = Math.min(ECHO_GAIN_DB, echo.gainDb + ECHO_RISE_DB_PER_S * moment.ms / 1_000);
  while (lengthMs > ECHO_WINDOW_MS) {
    const oldest = recent[0]!;
    // The echo of the oldest moment, if there is one, has come by now: it is no louder than the loudest since.
    const playedDb = playedDbOf(oldest);
    if (playedDb >= ECHO_PLAYED_MIN_DB) gainDb = Math.min(gainDb, loudest(recent, heardDbOf) - playedDb);
    recent.shift();
    lengthMs -= lengthOf(oldest);
  }
  return { gainDb, recent };
}

/** Sound on the caller's line up to this level may be our own, dBFS. */
export function echoDb(echo: Echo): number {
  return loudest(echo.recent, playedDbOf) + echo.gainDb + ECHO_MARGIN_DB;
}

function loudest(recent: readonly number[], levelOf: (packed: number) => number): number {
  return recent.reduce((most, packed) => Math.max(most, levelOf(packed)), -Infinity);
}
