/** A call that another process had: it begins with what was kept of it, so that nothing is said or asked twice. */

import type { Facts } from "../intake/facts.ts";
import type { IncidentName } from "./call.ts";
import type { Entry, TranscriptLine } from "./transcript.ts";
import type { CallState } from "./state.ts";

/** What was kept of a call. Times are ms on the new clock: before its zero. */
export interface Beginning {
  readonly transcript: readonly TranscriptLine[];
  readonly facts: Facts;
  /** Questions that were asked. */
  readonly asked: number;
  readonly incident: IncidentName | null;
  readonly sent: "no" | "dispatched" | "reported";
}

/** How long a line took is not kept: how much of it was heard is what counts. */
const MS_PER_CHARACTER = 1_000;

/** A call as it was opened, with what is known of it from before. The caller hears first that it was interrupted. */
export function resumed(opened: CallState, { transcript, facts, asked, incident, sent }: Beginning): CallState {
  const { report } = opened;
  return {
    ...opened,
    transcript: transcript.map(entryOf),
    report: { ...report, facts, incident, sent, questions: { ...report.questions, asked } },
    redialFor: "resume",
  };
}

function entryOf({ speaker, atMs, text, heard }: TranscriptLine, index: number): Entry {
  const sentMs = speaker === "caller" ? 0 : text.length * MS_PER_CHARACTER;
  const heardMs = speaker === "caller" ? 0 : (heard ?? "").length * MS_PER_CHARACTER;
  return { id: `before_${index}`, speaker, atMs, text, sentMs, heardMs };
}
