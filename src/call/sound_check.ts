/** Whether the sound of a reply can be a voice: silence and noise are faults, whatever the model says it said. */

import { AUDIBLE_DB, BLAST_DB, BLAST_MS, INAUDIBLE_MS, LEVEL_MS } from "./limits.ts";

/** What the sound of a reply is like so far. */
export interface Sounding {
  /** Something of it could be heard, or it was not measured. */
  readonly isAudible: boolean;
  /** How long it has been without level from its beginning, ms. */
  readonly silentMs: number;
  /** How long it has been louder than any voice, ms; what is not takes twice its length off. */
  readonly blastMs: number;
}

/** A reply that has made no sound yet. */
export function noSound(): Sounding {
  return { isAudible: false, silentMs: 0, blastMs: 0 };
}

/** Takes in the levels of the next piece, dBFS for each 20 ms; says what is wrong with the sound, if anything is. */
export function listenTo(
  before: Sounding,
  levelsDb: readonly number[] | undefined,
): { sounding: Sounding; fault: "inaudible_audio" | "wrong_codec" | null } {
  if (levelsDb === undefined) return { sounding: { ...before, isAudible: true }, fault: null };
  let { isAudible, silentMs, blastMs } = before;
  for (const db of levelsDb) {
    isAudible ||= db >= AUDIBLE_DB;
    if (!isAudible) silentMs += LEVEL_MS;
    blastMs = db >= BLAST_DB ? blastMs + LEVEL_MS : Math.max(0, blastMs - 2 * LEVEL_MS);
    if (blastMs >= BLAST_MS) break;
  }
  const fault = blastMs >= BLAST_MS ? "wrong_codec" : silentMs >= INAUDIBLE_MS ? "inaudible_audio" : null;
  return { sounding: { isAudible, silentMs, blastMs }, fault };
}
