/** The demo's call: who says what after what. Speech is real (see `../speech`), so are the sockets; only the vendors are not. */

import { phrasebookMind } from "../openai/phrasebook.ts";
import type { Mind, Reply, ToolCall } from "../openai/mind.ts";
import { type Clip, speech } from "../speech.ts";

/** One line of the dispatcher's: what the model records as it says it, and what the caller does about it. */
export interface Turn {
  /** What the dispatcher is expected to say. */
  readonly line: Clip;
  /** Arguments of `record_answers`, in the same breath. */
  readonly records: Readonly<Record<string, unknown>> | null;
  /** A noise at the caller's side while the line is being heard: it must not stop it. */
  readonly noise: Clip | null;
  /** The caller speaks after so much of the line, ms; null: when it was heard to its end. */
  readonly interruptsAfterMs: number | null;
  /** What the caller says; null: nothing more. */
  readonly answer: Clip | null;
}

/** Six turns, one of them into the dispatcher's words, two noises, and a goodbye. */
export const TURNS: readonly Turn[] = [
  turn("dispatcher-greeting", "caller-theft", { noise: "noise-door" }),
  turn("dispatcher-where", "caller-where", {
    records: { nature: "bicycle stolen", typeCode: "THEFT", language: "en", asking: "location" },
  }),
  turn("dispatcher-when", "caller-correction", {
    records: { location: { address: "12 Main Street", landmark: "the library" }, asking: "when" },
    interruptsAfterMs: 2_400,
  }),
  turn("dispatcher-safety", "caller-nobody", {
    records: { location: { address: "14 Main Street" }, when: "this morning, after nine", asking: "safety" },
  }),
  turn("dispatcher-callback", "caller-number", {
    records: { injuries: "no", weapons: "no", inProgress: "no", asking: "callback" },
    noise: "noise-engine",
  }),
  turn("dispatcher-summary", "caller-right", { records: { callbackNumber: "this one", asking: "verify" } }),
  turn("dispatcher-number", null),
];

/** What the model does with the caller's last word: it sends the incident on, and then reads the number out. */
const DISPATCH = tool("dispatch_incident", { summary: "Bicycle stolen at 14 Main Street, beside the library." });

const GOODBYE = tool("end_call", { reason: "the report is complete" });

/**
 * The model's side: each line answers the caller's words before it, which have to arrive byte for byte. Asked again
 * before anything new was said, it says the same again.
 */
export function scriptedMind(): Mind {
  const answers = TURNS.flatMap(({ answer }) => answer === null ? [] : [answer]);
  return {
    hear: phrasebookMind(answers, []).hear,
    reply({ heard, items }) {
      const isSent = items.some((item) => item.type === "function_call" && item.name === DISPATCH.name);
      if (isSent) return says(TURNS.at(-1)!, GOODBYE);
      const latest = heard.findLast((words) => words !== "") ?? "";
      const next = TURNS.findLastIndex(({ answer }) => answer !== null && latest.includes(answer.text)) + 1;
      return next === TURNS.length - 1 ? { tools: [DISPATCH] } : says(TURNS[next]!);
    },
  };
}

function says({ line, records }: Turn, ...tools: readonly ToolCall[]): Reply {
  return { speech: line, tools: records === null ? tools : [tool("record_answers", records), ...tools] };
}

interface More {
  readonly records?: Turn["records"];
  readonly noise?: string;
  readonly interruptsAfterMs?: number;
}

function tool(name: string, args: object): ToolCall {
  return { name, arguments: JSON.stringify(args) };
}

function turn(line: string, answer: string | null, more: More = {}): Turn {
  return {
    records: more.records ?? null,
    line: speech(line),
    answer: answer === null ? null : speech(answer),
    noise: more.noise === undefined ? null : speech(more.noise),
    interruptsAfterMs: more.interruptsAfterMs ?? null,
  };
}
