/** The call's clock. */

/**
 * Calls `tick` once per `everyMs`, first at once (not before this returns), by a monotonic clock and without drift: a
 * late timer is caught up with several ticks in a row. Returns what stops it.
 */
export function startTicking(everyMs: number, tick: () => void): () => void {
  const startMs = performance.now();
  let ticks = 0;
  let stopped = false;
  let alarm: ReturnType<typeof setTimeout>;
  const run = () => {
    while (!stopped && startMs + ticks * everyMs <= performance.now()) {
      ticks++;
      tick();
    }
    if (!stopped) alarm = setTimeout(run, Math.max(0, startMs + ticks * everyMs - performance.now()));
  };
  alarm = setTimeout(run, 0);
  return () => {
    stopped = true;
    clearTimeout(alarm);
  };
}
