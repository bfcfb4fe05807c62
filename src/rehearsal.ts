/** What the first call would wait for is done once, right after the start, in steps that hold up nobody. */

import type { Config } from "./config/config.ts";
import { warmUpDanger } from "./intake/danger.ts";
import { modelSettings } from "./openai/settings.ts";
import { connectStream } from "./twilio/twiml.ts";

/** First whoever waits for the start is told that it is ready. */
const BEGIN_AFTER_MS = 25;

/** Begins in a moment, and tells when it is `done`; the function that is returned ends it. */
export function rehearse(config: Config, now: () => Date, done = () => {}): () => void {
  const steps = rehearsal(config, now);
  let timer = setTimeout(next, BEGIN_AFTER_MS);
  function next(): void {
    if (steps.next().done === true) done();
    else timer = setTimeout(next);
  }
  return () => clearTimeout(timer);
}

function* rehearsal(config: Config, now: () => Date): Generator<void> {
  // Loads the calendars (9 ms), and describes the tools (5 ms).
  modelSettings(config, { now: now(), callerId: true });
  yield;
  connectStream({ publicUrl: config.publicUrl, token: "" });
  yield;
  yield* warmUpDanger();
}
