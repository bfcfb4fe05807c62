/** The demo's call: who says what after what. Speech is real (see `../speech`), so are the sockets; only the vendors are not. */

import { type Line, phrasebookMind } from "../openai/phrasebook.ts";
import type { Mind } from "../openai/mind.ts";
import { type Clip, speech } from "../speech.ts";

/** What the caller does about a line of the dispatcher's: hears it out and answers, or speaks into it. */
export interface Turn {
  /** What the dispatcher is expected to say. */
  readonly line: Clip;
  /** A noise at the caller's side while the line is being heard: it must not stop it. */
  readonly noise: Clip | null;
  /** The caller speaks after so much of the line, ms; null: when it was heard to its end. */
  readonly interruptsAfterMs: number | null;
  /** What the caller says; null: nothing more. */
  readonly answer: Clip | null;
}

/** Six turns, one of them into the dispatcher's words, one noise, and a goodbye. */
export const TURNS: readonly Turn[] = [
  turn("dispatcher-greeting", "caller-theft", { noise: "noise-door" }),
  turn("dispatcher-where", "caller-where"),
  turn("dispatcher-when", "caller-correction", { interruptsAfterMs: 2_400 }),
  turn("dispatcher-safety", "caller-nobody"),
  turn("dispatcher-callback", "caller-number"),
  turn("dispatcher-summary", "caller-right"),
  turn("dispatcher-goodbye", null),
];

/** The model's side: each line answers the caller's words before it, which have to arrive byte for byte. */
export function scriptedMind(): Mind {
  const lines = TURNS.map(({ line }, index): Line => {
    const after = TURNS[index - 1]?.answer?.text;
    const isLast = index === TURNS.length - 1;
    return {
      speech: { text: line.text, audio: line.audio },
      ...(after === undefined ? {} : { after }),
      ...(isLast ? { tools: [{ name: "end_call", arguments: '{"reason":"the report is complete"}' }] } : {}),
    };
  });
  const phrasebook = TURNS.flatMap(({ answer }) => answer === null ? [] : [answer]);
  return phrasebookMind(phrasebook, lines);
}

function turn(line: string, answer: string | null, more: { noise?: string; interruptsAfterMs?: number } = {}): Turn {
  return {
    line: speech(line),
    answer: answer === null ? null : speech(answer),
    noise: more.noise === undefined ? null : speech(more.noise),
    interruptsAfterMs: more.interruptsAfterMs ?? null,
  };
}
