/** What the model of the fault matrix says: a short call that ends well, whoever asks and however often. */

import type { ReplyPurpose } from "../../../src/call/call.ts";

/** A reply by its place in the call. */
export type Label = "greeting" | "first_answer" | "number" | "goodbye" | "other";

/** A reply that is as it should be. */
export interface Said {
  readonly label: Label;
  /** 0: it says nothing. */
  readonly speechMs: number;
  readonly tool: { readonly name: string; readonly args: string } | null;
}

/** How far the call is, for everybody in it. */
export interface Progress {
  /** Utterances of the caller that are over. */
  spoken: number;
  /** The desk has the report, and has sent it. */
  isKept: boolean;
  isSent: boolean;
  /** The incident's number was read out. */
  isTold: boolean;
}

/** What the caller reports: nothing of it may be lost. */
export const REPORTED = { nature: "a stolen bicycle", location: { address: "12 Main Street" } };

const RECORD = { name: "record_answers", args: JSON.stringify({ ...REPORTED, asking: "when" }) };
const DISPATCH = { name: "dispatch_incident", args: '{"summary":"A stolen bicycle."}' };
const END = { name: "end_call", args: '{"reason":"done"}' };

/** The reply to a request: it depends on how far the call is, not on what went wrong before. */
export function reply(purpose: ReplyPurpose, { spoken, isKept, isSent, isTold }: Progress): Said {
  if (purpose === "greet") return { label: "greeting", speechMs: 4_000, tool: null };
  if (purpose === "record_only") return { label: "other", speechMs: 0, tool: spoken > 0 && !isKept ? RECORD : null };
  if (purpose === "say_goodbye") return { label: "goodbye", speechMs: 1_000, tool: null };
  if (
    purpose !== "answer" && purpose !== "continue" && purpose !== "tell_number" && purpose !== "resume" &&
    purpose !== "go_on"
  ) {
    return { label: "other", speechMs: 1_200, tool: null };
  }
  if (spoken === 0) return { label: "other", speechMs: 1_200, tool: null };
  if (!isKept) return { label: "first_answer", speechMs: 2_000, tool: RECORD };
  if (spoken === 1) return { label: "other", speechMs: 1_500, tool: null };
  if (!isSent) return { label: "other", speechMs: 0, tool: DISPATCH };
  if (purpose === "tell_number" || !isTold) return { label: "number", speechMs: 1_500, tool: null };
  if (spoken === 2) return { label: "other", speechMs: 1_200, tool: null };
  return { label: "goodbye", speechMs: 1_500, tool: END };
}
