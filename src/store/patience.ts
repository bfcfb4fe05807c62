/** Waiting for a database that another process is writing to, without holding the event loop. */

/** As long as a caller waits for an answer before it is a fault: 5 s. A write of another process takes milliseconds. */
const PATIENCE_MS = 5_000;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Does `work` again while it fails with what `isPassing` says will pass. Throws its last error after 5 s. */
export async function patiently<T>(work: () => T | Promise<T>, isPassing: (error: unknown) => boolean): Promise<T> {
  const givenUpAt = performance.now() + PATIENCE_MS;
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || performance.now() >= givenUpAt) throw error;
    }
    // By chance, so that two who wait for each other do not meet again.
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
  }
}
