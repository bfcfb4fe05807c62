/** The two clocks: a steady one to measure with, and what the wall says at a moment of it. */

export interface Clock {
  /** Milliseconds of a clock that never jumps. */
  now(): number;
  /** The date at a moment of the steady clock. */
  wallAt(ms: number): Date;
}

/** The machine's clocks. The wall is read once, so that times of a call keep their order when it is set. */
export function systemClock(): Clock {
  const origin = Date.now() - performance.now();
  return { now: () => performance.now(), wallAt: (ms) => new Date(origin + ms) };
}
