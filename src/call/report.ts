/**
 * The report that a call takes: what is known, what was asked, what waits for the desk. The model records what callers
 * say by calling tools; a result leaves only after the desk has what it speaks of.
 */

import { type Asking, count, isSpent, noQuestions, type Questions } from "../intake/counting.ts";
import { type Facts, noFacts } from "../intake/facts.ts";
import type { Outline } from "../intake/outline.ts";
import type { ReplyPurpose } from "./call.ts";
import { UNCOUNTED_REPLIES } from "./limits.ts";
import type { Reply } from "./replies.ts";
import type { CallState } from "./state.ts";

/** A tool call whose result waits for the desk. */
export interface Waiting {
  readonly callId: string;
  readonly tool: "record_answers" | "dispatch_incident";
  /** What could not be taken of its arguments. */
  readonly problem: string | null;
  /** What its reply says that it asks for. */
  readonly asking: Asking;
}

/** A reply that ended and counts once its first word was heard. */
interface Uncounted {
  readonly lineIds: readonly string[];
  readonly asking: Asking;
  readonly isFree: boolean;
}

export interface Report {
  readonly facts: Facts;
  readonly questions: Questions;
  /** Once the desk has opened or joined one. */
  readonly incident: { readonly id: string; readonly number: string } | null;
  readonly sent: "no" | "ordered" | "dispatched" | "reported";
  readonly waiting: readonly Waiting[];
  readonly uncounted: readonly Uncounted[];
  /** A reply is owed once nothing waits for the desk any more. */
  readonly owes: ReplyPurpose | null;
  /** What was done about a spent budget: nothing, the model was told to close, the service sends what it has. */
  readonly closing: "open" | "told" | "over";
  /** The model wanted to hang up on an incident that nobody was sent to. */
  readonly wasHeldBack: boolean;
  /** Dangers that were acted on, by kind; asking for a person is counted. */
  readonly dangers: readonly string[];
  readonly personAsked: number;
}

/** Replies on the call's own behalf ask nothing that counts. */
const COUNTED: ReadonlySet<ReplyPurpose> = new Set(["answer", "continue"]);

/** Nothing is known and nothing was asked. */
export function noReport(outline: Outline): Report {
  return {
    facts: noFacts(),
    questions: noQuestions(outline.budget),
    incident: null,
    sent: "no",
    waiting: [],
    uncounted: [],
    owes: null,
    closing: "open",
    wasHeldBack: false,
    dangers: [],
    personAsked: 0,
  };
}

/** A reply that spoke has ended: it counts once it was heard. */
export function toCount(report: Report, reply: Reply): Report {
  const { purpose, asking, lineIds } = reply;
  const next = { lineIds, asking, isFree: !COUNTED.has(purpose) };
  return { ...report, uncounted: [...report.uncounted, next].slice(-UNCOUNTED_REPLIES) };
}

/** Counts the replies of which something was heard by now; those that will never be heard are forgotten. */
export function countHeard(state: CallState): CallState {
  const { report, transcript, playback } = state;
  if (report.uncounted.length === 0) return state;
  const isComing = (id: string) =>
    playback.lines.some((line) => line.lineId === id && line.toByte > playback.heardBytes);
  let questions = report.questions;
  const uncounted = report.uncounted.filter((reply) => {
    const lines = transcript.filter(({ id }) => reply.lineIds.includes(id));
    if (!lines.some(({ heardMs }) => heardMs > 0)) return reply.lineIds.some(isComing);
    questions = count(questions, { ...reply, text: lines.map(({ text }) => text).join(" ") });
    return false;
  });
  return { ...state, report: { ...report, questions, uncounted } };
}

/** Why the next reply is asked for: to close, when every question is spent and nobody was sent yet. */
export function unlessSpent(report: Report, purpose: ReplyPurpose): ReplyPurpose {
  return isSpent(report.questions) && report.sent === "no" && report.closing !== "over" ? "close_now" : purpose;
}
