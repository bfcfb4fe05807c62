/** The model of a real call with a fault: two questions, a dispatch, a number; some replies are replaced by bad ones. */

import type { Mind, ReplyFault } from "../../../src/simulator/openai/mind.ts";
import { phrasebookMind } from "../../../src/simulator/openai/phrasebook.ts";
import { speech } from "../../../src/simulator/speech.ts";

/** What the model has to say, by its clip; `again` stands for the second question after it was recorded. */
export const LINES = {
  first: "dispatcher-where",
  second: "dispatcher-summary",
  again: "dispatcher-callback",
  number: "dispatcher-number",
} as const;
export type LineName = keyof typeof LINES;

/** What the caller answers. */
export const WHERE = speech("caller-where");
export const RIGHT = speech("caller-right");

/** What is said in the place of a line that is due: the n-th time (0) it is asked for, in the n-th session that speaks. */
export type BadReplies = (line: LineName | "dispatch", nth: number, session: number) => BadReply | undefined;

export interface BadReply {
  readonly fault: ReplyFault;
  /** It has no speech, not even half of it. */
  readonly isMute?: boolean;
}

const RECORD = {
  name: "record_answers",
  arguments: JSON.stringify({
    nature: "bicycle stolen",
    typeCode: "THEFT",
    location: { address: "12 Main Street", landmark: "the library" },
    asking: "verify",
  }),
};
const DISPATCH = { name: "dispatch_incident", arguments: JSON.stringify({ summary: "Bicycle stolen." }) };
const END = { name: "end_call", arguments: JSON.stringify({ reason: "done" }) };

/** Makes minds that know how far the call is, whichever session they think for. */
export function houseMinds(bad: BadReplies = () => undefined): () => Mind {
  const heard = new Set<string>();
  const asked = new Map<LineName, number>();
  let isSent = false;
  let sessions = 0;
  const due = (isRecorded: boolean): LineName => {
    if (isSent) return "number";
    if (!heard.has(WHERE.text)) return "first";
    return isRecorded ? "again" : "second";
  };
  return () => {
    const book = phrasebookMind([WHERE, RIGHT], []);
    let session = -1;
    return {
      hear(turn) {
        const words = book.hear(turn);
        for (const { text } of [WHERE, RIGHT]) if (words?.includes(text)) heard.add(text);
        return words;
      },
      reply({ toolChoice, items }) {
        const isRecorded = knows(JSON.stringify(items));
        if (session < 0) session = sessions++;
        if (isRecorded && !isSent && heard.has(RIGHT.text) && toolChoice !== "none") {
          const wrong = bad("dispatch", 0, session);
          if (wrong !== undefined) return { fault: wrong.fault };
          isSent = true;
          return { tools: [DISPATCH] };
        }
        const line = due(isRecorded);
        const nth = asked.get(line) ?? 0;
        asked.set(line, nth + 1);
        const wrong = bad(line, nth, session);
        const tools = line === "second" ? [RECORD] : line === "number" ? [END] : [];
        const right = { speech: speech(LINES[line]), ...toolChoice === "none" ? {} : { tools } };
        if (wrong !== undefined) {
          return { fault: wrong.fault, ...wrong.isMute === true ? {} : { speech: right.speech } };
        }
        return right;
      },
    };
  };
}

/** Whether the conversation holds what was recorded: by the tool, or, after another session, as it was told. */
function knows(items: string): boolean {
  return items.includes('"name":"record_answers"') || /Recorded so far[^\n]*12 Main Street/.test(items);
}
