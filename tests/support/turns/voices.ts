/** Synthesised speech for the turn rule's measurements, made by `scripts/make_noises.sh`. */

import clips from "../../fixtures/turns/synthesised_speech.json" with { type: "json" };
import { decode, levels, type Waveform } from "./waveform.ts";

export interface Utterance {
  readonly voice: string;
  readonly text: string;
  readonly sound: Waveform;
  /** Where it begins to sound: its first frame within 20 dB of its loudest, ms. */
  readonly onsetMs: number;
  /** Where the last such frame ends, ms. */
  readonly endMs: number;
}

/** What a caller says over a reply; short answers; what a television says; what the dispatcher says. */
export type Kind = "interruption" | "answer" | "television" | "dispatcher";

/** All utterances of a kind. */
export function utterances(kind: Kind): Utterance[] {
  return clips.filter((clip) => clip.kind === kind).map(({ voice, text, ulaw }) => {
    const sound = decode(Uint8Array.fromBase64(ulaw));
    const all = levels(sound);
    const isLoud = (level: number) => level > Math.max(...all) - 20;
    return { voice, text, sound, onsetMs: all.findIndex(isLoud) * 20, endMs: (all.findLastIndex(isLoud) + 1) * 20 };
  });
}
