/** The sentence that the doctor lets a model hear: real speech beside this file, made by `scripts/make_known_speech.sh`. */

import { readFileSync } from "node:fs";

/** What it says. */
export const KNOWN_SENTENCE = "It is at twelve Main Street beside the library.";

/** Words that prove it was understood; numbers are written in letters or digits. */
const PROOF: readonly RegExp[] = [/\b(twelve|12)\b/i, /\bmain\b/i, /\b(street|st)\b/i, /\blibrary\b/i];

/** The sound of it: µ-law, 8 kHz. */
export function knownSpeech(): Uint8Array {
  return new Uint8Array(readFileSync(new URL("./speech/known.ul", import.meta.url)));
}

/** Whether a transcript is of this sentence: telephone speech is never understood to the letter. */
export function isKnownSentence(transcript: string): boolean {
  return PROOF.filter((word) => word.test(transcript)).length >= 2;
}
