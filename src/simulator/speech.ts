/** Real speech for the demo and the tests: µ-law clips beside this file, made by `scripts/make_speech.sh`. */

import { readFileSync } from "node:fs";
import clips from "./speech/clips.json" with { type: "json" };

export interface Clip {
  readonly id: string;
  readonly text: string;
  /** µ-law, 8 kHz. */
  readonly audio: Uint8Array;
}

/** The clip of a name as in `clips.json`. Throws when there is none. */
export function speech(id: string): Clip {
  const found = clips.find((clip) => clip.id === id);
  if (found === undefined) throw new Error(`Cannot find the clip "${id}": clips.json lists what there is`);
  return { id, text: found.text, audio: new Uint8Array(readFileSync(new URL(`./speech/${id}.ul`, import.meta.url))) };
}
