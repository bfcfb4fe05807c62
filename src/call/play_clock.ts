/**
 * Where the carrier is in what it was sent, between its marks.
 *
 * A *run* is audio played without a break: inside one, byte `p` is confirmed (its mark would be back) at
 * `anchorMs + p / 8`. Times of marks are steady (see `steadyMs` in listening.ts): as if each had come back over the
 * fastest way seen. What then still varies is the way to the carrier, which no mark tells apart from the way back; only
 * the sum of both can be known, the loop. Its average over the runs is what an order sent now will take.
 */

import { BYTES_PER_MS, LOOPS_AVERAGED, PLAYBACK_STALL_MS, ROUND_TRIP_MS, RUN_GAP_MS } from "./limits.ts";

export interface PlayClock {
  readonly anchorMs: number;
  /** From sending a byte to the steady return of its mark, less its playing time; null until one was measured. */
  readonly loopMs: number | null;
  readonly loops: number;
  readonly run: Run;
}

interface Run {
  readonly fromByte: number;
  readonly sentAtMs: number;
  /** A mark has confirmed the anchor; until then it is a prediction. */
  readonly isConfirmed: boolean;
}

/** What the first mark of a run measures: where the run began, and when that left. */
export interface RunStart {
  readonly fromByte: number;
  readonly sentAtMs: number;
}

/** The clock of a stream on which nothing was sent yet. */
export function startPlayClock(): PlayClock {
  return { anchorMs: 0, loopMs: null, loops: 0, run: { fromByte: 0, sentAtMs: 0, isConfirmed: false } };
}

/** The clock of another stream to the same carrier: nothing was sent on it yet, the way there is known. */
export function resumed({ loopMs, loops }: PlayClock): PlayClock {
  return { ...startPlayClock(), loopMs, loops };
}

/** When a mark behind byte `position` is expected back. */
export function confirmedAtMs(clock: PlayClock, position: number): number {
  return clock.anchorMs + position / BYTES_PER_MS;
}

/** The byte that will have been played when an order sent now reaches the carrier; not bounded by what was sent. */
export function positionAt(clock: PlayClock, atMs: number): number {
  return Math.floor((atMs + (clock.loopMs ?? 0) - clock.anchorMs) * BYTES_PER_MS);
}

/**
 * Audio leaves, the first byte of which is `fromByte`; `isSounding` says whether something sent before may still be
 * playing. The clock goes on when that is so, and starts a run when the carrier will have run dry. `start` is the run's
 * when the carrier has surely nothing left to play: then its first mark is to be given to `confirm` with it.
 */
export function sending(
  clock: PlayClock,
  fromByte: number,
  atMs: number,
  isSounding: boolean,
): { clock: PlayClock; start: RunStart | null } {
  const dryMs = atMs + (clock.loopMs ?? 0) - confirmedAtMs(clock, fromByte);
  if (isSounding && dryMs < 0) return { clock, start: null };
  const run: Run = { fromByte, sentAtMs: atMs, isConfirmed: false };
  const isFresh = !isSounding || dryMs >= RUN_GAP_MS;
  return {
    clock: { ...clock, anchorMs: predicted(run, clock.loopMs), run },
    start: isFresh ? { fromByte, sentAtMs: atMs } : null,
  };
}

/** A mark behind byte `position` is back, at this steady time; `start` of the run of which it is the first, if it is. */
export function confirm(clock: PlayClock, position: number, steadyMs: number, start: RunStart | null): PlayClock {
  const known = start === null ? clock : withLoop(clock, position, steadyMs, start);
  const { run, anchorMs } = known;
  const sampleMs = steadyMs - position / BYTES_PER_MS;
  // What was sent before this run has played until now: the run cannot have begun earlier.
  if (position <= run.fromByte) return run.isConfirmed ? known : { ...known, anchorMs: Math.max(anchorMs, sampleMs) };
  // The carrier rounds up to whole frames, so a run's earliest sample is its best; a much later one is a gap in it.
  const isLate = sampleMs > anchorMs + PLAYBACK_STALL_MS;
  const best = !run.isConfirmed || isLate ? sampleMs : Math.min(anchorMs, sampleMs);
  return { ...known, anchorMs: best, run: { ...run, isConfirmed: true } };
}

/** The loop is known better: so is where a run begins that no mark has confirmed. */
function withLoop(clock: PlayClock, position: number, steadyMs: number, start: RunStart): PlayClock {
  const startedMs = steadyMs - (position - start.fromByte) / BYTES_PER_MS;
  const measuredMs = Math.min(ROUND_TRIP_MS, Math.max(0, startedMs - start.sentAtMs));
  const loops = Math.min(LOOPS_AVERAGED, clock.loops + 1);
  const loopMs = clock.loopMs === null ? measuredMs : clock.loopMs + (measuredMs - clock.loopMs) / loops;
  return { ...clock, loops, loopMs, anchorMs: clock.run.isConfirmed ? clock.anchorMs : predicted(clock.run, loopMs) };
}

function predicted(run: Run, loopMs: number | null): number {
  return run.sentAtMs + (loopMs ?? 0) - run.fromByte / BYTES_PER_MS;
}
