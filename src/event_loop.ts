/** How late the process gets to its timers: what every call of it feels when one of them, or the machine, takes too long. */

import { LAG_SAMPLE_MS } from "./call/limits.ts";

/** Tells how late each of the samples was, ms, until the returned function is called. `now` is a steady clock, ms. */
export function watchLag(lagged: (ms: number) => void, now: () => number): () => void {
  let dueMs = now() + LAG_SAMPLE_MS;
  let timer = setTimeout(sample, LAG_SAMPLE_MS);
  function sample(): void {
    const atMs = now();
    lagged(Math.max(0, atMs - dueMs));
    dueMs = atMs + LAG_SAMPLE_MS;
    timer = setTimeout(sample, LAG_SAMPLE_MS);
  }
  return () => clearTimeout(timer);
}
