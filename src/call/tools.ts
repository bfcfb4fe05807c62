/** The model's tools: acted on as they are called, answered when the desk has what they speak of. */

import { announce, isSpent, questionsLeft } from "../intake/counting.ts";
import { isIncident, merge } from "../intake/facts.ts";
import { isDispatchable, missing, open } from "../intake/outline.ts";
import { readToolCall, type ToolOrder } from "../intake/tools.ts";
import { toPerson } from "./away.ts";
import type { CallEffect, CallEvent } from "./call.ts";
import { leave } from "./goodbye.ts";
import { dangerInFacts } from "./escalation.ts";
import * as replies from "./replies.ts";
import { toCount, unlessSpent, type Waiting } from "./report.ts";
import { type CallState, stay, type Step, then } from "./state.ts";

type ToolCalled = Extract<CallEvent, { type: "tool_called" }>;
type DeskEvent = Extract<CallEvent, { type: "facts_kept" | "incident_sent" | "desk_failed" }>;

const INTERRUPTED = { ok: false, error: "The caller interrupted. Nothing was done; the call goes on." };

const HELD_BACK = {
  ok: false,
  error:
    "Nobody was sent yet. Call dispatch_incident first, with report true if nobody needs to come; then say goodbye.",
};

/** A tool was called: what the caller said is kept at once, whatever becomes of the reply. */
export function toolCalled(state: CallState, event: ToolCalled): Step {
  const called = replies.calledTool(state.replies, event.replyId, event, event.atMs);
  if (called === state.replies) return stay(state);
  const order = readToolCall(event.name, event.arguments);
  const next: CallState = { ...state, replies: called };
  if (!("tool" in order)) return answer(next, event.callId, { ok: false, error: order.problem });
  switch (order.tool) {
    case "record_answers":
      return recordAnswers(next, event, order);
    case "dispatch_incident":
      return dispatchIncident(next, event, order);
    case "transfer_to_human":
    case "end_call":
      // Acted on when the reply has ended: until then it may be interrupted.
      return stay(next);
  }
}

function recordAnswers(
  state: CallState,
  { callId, atMs }: ToolCalled,
  order: Extract<ToolOrder, { tool: "record_answers" }>,
): Step {
  const { answers, asking, problem } = order;
  const facts = merge(state.report.facts, answers);
  const waiting: Waiting = { callId, tool: "record_answers", problem, asking };
  const report = { ...state.report, facts, waiting: [...state.report.waiting, waiting] };
  const next: CallState = { ...state, report, replies: replies.asks(state.replies, asking) };
  const kept: Step = { state: next, effects: [{ type: "keep_facts", callId, facts }] };
  return then(kept, (now) => dangerInFacts(now, atMs));
}

function dispatchIncident(
  state: CallState,
  { callId }: ToolCalled,
  { summary, isReport }: Extract<ToolOrder, { tool: "dispatch_incident" }>,
): Step {
  const { report, house: { outline } } = state;
  if (!isDispatchable(report.facts) && report.sent === "no" && !isSpent(report.questions)) {
    const lacks = open(outline, report.facts).filter((slot) => slot === "location" || slot === "nature");
    const error = `Ask for this first and record it: ${lacks.join(", ")}.`;
    return answer(state, callId, { ok: false, error, missing: lacks });
  }
  const waiting: Waiting = { callId, tool: "dispatch_incident", problem: null, asking: undefined };
  const next = {
    ...report,
    sent: report.sent === "no" ? "ordered" : report.sent,
    waiting: [...report.waiting, waiting],
  };
  return { state: { ...state, report: next } as CallState, effects: [sendOrder(state, callId, summary, isReport)] };
}

/** The order to send somebody, with what is still missing. */
export function sendOrder(
  state: CallState,
  callId: string | null,
  summary: string | null,
  isReport: boolean,
): CallEffect {
  const { report, house } = state;
  return { type: "send", callId, summary, isReport, facts: report.facts, missing: open(house.outline, report.facts) };
}

/** A reply with tools has ended: who hangs up or transfers does so now, and what said nothing is continued. */
export function toolsEnded(state: CallState, reply: replies.Reply, atMs: number): Step {
  const spoke = replies.spokeUp(reply);
  const counted = spoke
    ? { ...state, report: toCount(state.report, reply) }
    : { ...state, report: { ...state.report, questions: announce(state.report.questions, reply.asking) } };
  const last = reply.tools.find(({ name }) => name === "transfer_to_human") ??
    reply.tools.find(({ name }) => name === "end_call");
  if (last !== undefined) return lastTool(counted, reply, last, atMs);
  if (reply.isCut || reply.tools.length === 0) return stay(counted);
  const dispatches = reply.tools.some(({ name }) => name === "dispatch_incident");
  if (spoke && !dispatches) return stay(counted);
  return proceed({ ...counted, report: { ...counted.report, owes: dispatches ? "tell_number" : "continue" } }, atMs);
}

function lastTool(state: CallState, reply: replies.Reply, { name, callId }: replies.ToolCall, atMs: number): Step {
  const spoke = replies.spokeUp(reply);
  if (reply.isCut) return answer(state, callId, INTERRUPTED);
  if (name === "transfer_to_human" && state.house.hasPerson) {
    // A caller who is not there yet cannot be handed over either.
    return spoke || state.phase.name === "ringing"
      ? leave(state, callId, spoke, "transfer", atMs)
      : toPerson(state, atMs);
  }
  if (name === "transfer_to_human") {
    const refused = answer(state, callId, {
      ok: false,
      error: "No person can be reached. Say so, and go on by yourself.",
    });
    return then(refused, (next) => proceed({ ...next, report: { ...next.report, owes: "continue" } }, atMs));
  }
  const { report } = state;
  if (report.incident === null || report.sent !== "no") return leave(state, callId, spoke, "hang_up", atMs);
  if (report.wasHeldBack) {
    const sent: CallState = { ...state, report: { ...report, sent: "ordered" } };
    return then(
      { state: sent, effects: [sendOrder(state, null, null, false)] },
      (next) => leave(next, callId, spoke, "hang_up", atMs),
    );
  }
  const held: CallState = { ...state, report: { ...report, wasHeldBack: true, owes: "continue" } };
  return then(answer(held, callId, HELD_BACK), (next) => proceed(next, atMs));
}

/** The desk has kept, sent, or failed: the tool that asked for it gets its result. */
export function deskAnswered(state: CallState, event: DeskEvent): Step {
  const waiting = state.report.waiting.find(({ callId }) => callId === event.callId);
  const settled = settledBy(state, event);
  if (waiting === undefined) return then(settled, (next) => proceed(next, event.atMs));
  const report = {
    ...settled.state.report,
    waiting: settled.state.report.waiting.filter((other) => other !== waiting),
  };
  const next: CallState = { ...settled.state, report };
  const told = then(
    { state: next, effects: settled.effects },
    (now) => answer(now, waiting.callId, resultOf(now, waiting, event)),
  );
  return then(told, (now) => proceed(now, event.atMs));
}

function settledBy(state: CallState, event: DeskEvent): Step {
  const { report } = state;
  switch (event.type) {
    case "facts_kept":
      return stay({ ...state, report: { ...report, incident: event.incident ?? report.incident } });
    case "incident_sent": {
      const { incident, isReport } = event;
      const next: CallState = { ...state, report: { ...report, incident, sent: isReport ? "reported" : "dispatched" } };
      if (event.callId !== null) return stay(next);
      const text = `The service has sent the incident on by itself, number ${incident.number}. Ask no more questions.`;
      const owing: CallState = { ...next, report: { ...next.report, owes: "tell_number" } };
      return { state: owing, effects: [{ type: "tell_model", text }] };
    }
    case "desk_failed": {
      const sent = report.sent === "ordered" ? "no" : report.sent;
      const fault: CallEffect = {
        type: "report_fault",
        code: "store_failed",
        action: "told the model, kept it in the call",
      };
      return { state: { ...state, report: { ...report, sent } }, effects: [fault] };
    }
  }
}

function resultOf(state: CallState, { tool, problem, asking }: Waiting, event: DeskEvent): object {
  if (event.type === "desk_failed") {
    return { ok: false, error: "It could not be saved just now. Go on with the call, and call the tool again." };
  }
  if (event.type === "incident_sent") return { ok: true, number: event.incident.number, missing: event.missing };
  const { report, house } = state;
  const left = questionsLeft(report.questions, asking ?? report.questions.announced);
  const result = { questionsLeft: left, missing: missing(house.outline, report.facts, report.questions) };
  if (problem !== null) return { ok: false, error: problem, ...result };
  return tool === "record_answers" && left === 0
    ? { ok: true, ...result, next: "Close: dispatch_incident." }
    : { ok: true, ...result };
}

/** The reply that was to close has ended, and nobody was sent: the service sends what it has. */
export function budgetSpent(state: CallState, reply: replies.Reply, atMs: number): Step {
  const { report, phase } = state;
  if (reply.purpose !== "close_now" || report.sent !== "no" || phase.name !== "talking") return stay(state);
  const isSilent = !replies.spokeUp(reply) && !reply.isCut;
  if (isSilent && report.closing === "open") return stay({ ...state, report: { ...report, closing: "told" } });
  const over: CallState = { ...state, report: { ...report, closing: "over" } };
  if (isIncident(report.facts)) {
    const ordered: CallState = { ...over, report: { ...over.report, sent: "ordered", owes: null } };
    return { state: ordered, effects: [sendOrder(ordered, null, null, false)] };
  }
  // Nothing is known after all these questions: a person, once this reply was heard, or a goodbye.
  return state.house.hasPerson ? leave(over, null, true, "transfer", atMs) : leave(over, null, false, "hang_up", atMs);
}

/** Asks for the reply that is owed once nothing waits for the desk and nothing else is under way. */
export function proceed(state: CallState, atMs: number): Step {
  const { report, phase } = state;
  if (report.owes === null || report.waiting.length > 0 || state.replies.current !== null) return stay(state);
  if (phase.name !== "talking") return stay({ ...state, report: { ...report, owes: null } });
  const wanted = replies.want(state.replies, unlessSpent(report, report.owes), atMs);
  return { state: { ...state, report: { ...report, owes: null }, replies: wanted.replies }, effects: wanted.effects };
}

function answer(state: CallState, callId: string, result: object): Step {
  return { state, effects: [{ type: "answer_tool", callId, result: JSON.stringify(result) }] };
}
