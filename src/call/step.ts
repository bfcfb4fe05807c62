/**
 * The call: `step(state, event)` returns the next state and what is to be done. Pure and synchronous; all time comes
 * with the events, and `deadline(state)` says when the call next wants to be told the time.
 */

import type { CallEffect, CallEvent } from "./call.ts";
import { finish, goodbyeOverdue, goodbyeSpoken, hangUpIfHeard, leave, settle } from "./ending.ts";
import { listen, release } from "./listening.ts";
import { modelLost, requestRefused, silentReply, stalledReply } from "./recovery.ts";
import * as replies from "./replies.ts";
import * as speaking from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";
import * as transcript from "./transcript.ts";
import * as conversation from "./conversation.ts";
import * as turns from "./turns.ts";

type EventOf<T extends CallEvent["type"]> = Extract<CallEvent, { type: T }>;

/** Takes in one event. Never throws on what a peer may send; events that mean nothing in a phase change nothing. */
export function step(state: CallState, event: CallEvent): Step {
  if (state.phase.name === "ended") return stay(state);
  switch (event.type) {
    case "caller_audio":
      return callerAudio(state, event);
    case "reply_audio":
      return speaking.replyAudio(state, event);
    case "mark_returned":
      return then(
        speaking.markReturned(state, event.name, event.atMs),
        (next) => hangUpIfHeard(next, event.atMs),
      );
    case "stream_started":
      return streamStarted(state, event);
    case "stream_stopped":
    case "stream_closed":
    case "carrier_ended":
      return streamOver(state, event);
    case "digit_pressed":
      return digitPressed(state, event);
    case "model_ready":
    case "model_faulted":
    case "model_lost":
      return modelChanged(state, event);
    case "speech_started":
    case "speech_stopped":
    case "turn_committed":
    case "turn_transcribed":
    case "turn_not_transcribed":
      return then(conversation.step(state, event), (next) => settle(next, event.atMs));
    case "reply_started":
    case "reply_words":
    case "reply_moved":
    case "tool_called":
    case "reply_ended":
    case "order_refused":
      return modelSpoke(state, event);
    case "time_passed":
      return timePassed(state, event.atMs);
    case "hangup_asked":
      return finish(state, "failed", event.reason, event.atMs);
  }
}

/** When the call next wants `time_passed`, ms since it was opened; null when only events move it. */
export function deadline(state: CallState): number | null {
  const { phase, model } = state;
  if (phase.name === "ended") return null;
  if (phase.name === "settling") return phase.untilMs;
  const due = [
    phase.name === "ringing" ? phase.streamUntilMs : null,
    phase.name === "leaving" ? phase.untilMs : null,
    model.name === "dialing" ? model.untilMs : null,
    model.name === "ready" ? replies.dueMs(state.replies) : null,
    speaking.marksOverdueAtMs(state),
  ].filter((ms) => ms !== null);
  return due.length === 0 ? null : Math.min(...due);
}

function callerAudio(state: CallState, event: EventOf<"caller_audio">): Step {
  if (state.phase.name !== "talking" && state.phase.name !== "leaving") return stay(state);
  const { listening, effects } = listen(state.listening, event);
  const wasSpeech = state.turns.turn?.isSpeech === true;
  const heard = turns.hear(state.turns, conversation.heardFrom(state, event));
  const next: Step = { state: { ...state, listening, turns: heard }, effects };
  if (wasSpeech || heard.turn?.isSpeech !== true) return next;
  return then(next, (now) => conversation.takeTheWord(now, event.atMs));
}

function streamStarted(state: CallState, event: EventOf<"stream_started">): Step {
  const { phase } = state;
  if (phase.name !== "ringing") return stay(state);
  const talking: CallState = { ...state, phase: { name: "talking", streamStartedAtMs: event.atMs } };
  const played = phase.held.reduce<Step>(
    (so, audio) => then(so, (next) => speaking.play(next, audio, event.atMs)),
    { state: talking, effects: [{ type: "save" }] },
  );
  // The greeting may be complete already: then nothing later would put a mark at its end.
  return state.replies.current === null ? then(played, (next) => speaking.markEnd(next, event.atMs)) : played;
}

/** Zero reaches a person at any time, as the greeting says when there is one. */
function digitPressed(state: CallState, event: EventOf<"digit_pressed">): Step {
  if (event.digit !== "0" || !state.house.hasPerson) return stay(state);
  return finish(state, "transferred", "caller asked for a person", event.atMs);
}

function streamOver(state: CallState, event: EventOf<"stream_stopped" | "stream_closed" | "carrier_ended">): Step {
  const outcome = state.phase.name === "leaving" ? "answered" : "abandoned";
  switch (event.type) {
    case "stream_stopped":
      return finish(state, outcome, "caller hung up", event.atMs);
    case "stream_closed":
      return finish(state, outcome, "media stream lost", event.atMs);
    case "carrier_ended":
      return finish(state, outcome, `call ${event.status}`, event.atMs);
  }
}

function modelChanged(state: CallState, event: EventOf<"model_ready" | "model_faulted" | "model_lost">): Step {
  switch (event.type) {
    case "model_ready":
      return modelReady(state, event);
    case "model_faulted":
      return { state, effects: [{ type: "report_fault", code: event.code, action: event.action }] };
    case "model_lost":
      return state.phase.name === "settling"
        ? settle({ ...state, model: { name: "lost", code: event.code } }, event.atMs)
        : modelLost(state, event.code, event.atMs);
  }
}

function modelReady(state: CallState, event: EventOf<"model_ready">): Step {
  if (state.phase.name === "settling") return stay(state);
  const { listening, effects } = release(state.listening);
  const wanted = replies.want(state.replies, "greet", event.atMs);
  return {
    state: { ...state, listening, replies: wanted.replies, model: { name: "ready", model: event.model } },
    effects: [...wanted.effects, ...effects, { type: "save" }],
  };
}

function modelSpoke(
  state: CallState,
  event: EventOf<"reply_started" | "reply_words" | "reply_moved" | "tool_called" | "reply_ended" | "order_refused">,
): Step {
  switch (event.type) {
    case "reply_started": {
      const started = replies.started(state.replies, event.replyId, event.atMs);
      return { state: { ...state, replies: started.replies }, effects: started.effects };
    }
    case "reply_words":
      return replyWords(state, event);
    case "reply_moved":
      return stay({ ...state, replies: replies.moved(state.replies, event.replyId, event.atMs) });
    case "tool_called":
      return stay({ ...state, replies: replies.calledTool(state.replies, event.replyId, event, event.atMs) });
    case "reply_ended":
      return replyEnded(state, event);
    case "order_refused":
      return orderRefused(state, event);
  }
}

function replyWords(state: CallState, event: EventOf<"reply_words">): Step {
  const opened = transcript.open(state.transcript, event.lineId, "dispatcher", event.atMs);
  const written = { ...state, transcript: transcript.write(opened, event.lineId, event.text, event.whole) };
  if (!replies.isWelcome(state.replies, event.replyId)) return speaking.surplus(written, event);
  return stay({ ...written, replies: replies.spoke(state.replies, event.lineId, 0, event.atMs) });
}

function replyEnded(state: CallState, event: EventOf<"reply_ended">): Step {
  const ended = replies.ended(state.replies, event.replyId);
  if (ended === null) {
    const sent = replies.otherEnded(state.replies, event.atMs);
    return { state: { ...state, replies: sent.replies }, effects: sent.effects };
  }
  const { reply } = ended;
  const marked = speaking.markEnd({ ...state, replies: ended.replies }, event.atMs);
  const spoke = reply.audioBytes > 0;
  const silent = !spoke && !reply.isCut && reply.tools.length === 0;
  const after = then(marked, (next) => {
    if (next.phase.name === "settling") return stay(next);
    if (silent) return silentReply(next, event);
    if (next.phase.name === "leaving") return goodbyeSpoken(next, event.atMs);
    return toolsCalled(next, reply, event.atMs);
  });
  return then(after, (next) => {
    if (next.phase.name === "ended") return stay(next);
    const sent = replies.next(next.replies, event.atMs);
    return { state: { ...next, replies: sent.replies }, effects: [...sent.effects, { type: "save" }] };
  });
}

/** Acts on the tools of a reply. One that said nothing is continued at once; one that spoke has had its say. */
function toolsCalled(state: CallState, reply: replies.Reply, atMs: number): Step {
  if (reply.tools.length === 0) return stay(state);
  const spoke = reply.audioBytes > 0;
  const end = reply.tools.find((tool) => tool.name === "end_call");
  if (end !== undefined && !reply.isCut) return leave(state, end.callId, spoke, atMs);
  const answers = reply.tools.map((tool): CallEffect => ({
    type: "answer_tool",
    callId: tool.callId,
    result: reply.isCut ? INTERRUPTED : unknownTool(tool.name),
  }));
  if (spoke || reply.isCut) return { state, effects: answers };
  const wanted = replies.want(state.replies, "continue", atMs);
  return { state: { ...state, replies: wanted.replies }, effects: [...answers, ...wanted.effects] };
}

const INTERRUPTED = JSON.stringify({ ok: false, error: "The caller interrupted. Nothing was done; the call goes on." });

function unknownTool(name: string): string {
  return JSON.stringify({ ok: false, error: `There is no tool "${name.slice(0, 60)}". Use end_call, or just speak.` });
}

function orderRefused(state: CallState, event: EventOf<"order_refused">): Step {
  switch (event.order.kind) {
    case "request_reply":
      return requestRefused(state, event.code, event.atMs);
    case "forget_line":
      return { state, effects: [{ type: "truncate_line", lineId: event.order.lineId, heardMs: 0 }] };
    case "truncate_line":
      return { state, effects: [{ type: "report_fault", code: "truncate_refused", action: "went on" }] };
    case "cancel_reply":
    case "forget_turn":
    case "answer_tool":
      return stay(state);
  }
}

function timePassed(state: CallState, atMs: number): Step {
  const { phase, model } = state;
  if (phase.name === "settling") return settle(state, atMs);
  if (phase.name === "ringing" && atMs >= phase.streamUntilMs) {
    return finish(state, "abandoned", "no media stream came", atMs);
  }
  if (phase.name === "leaving" && atMs >= phase.untilMs) {
    return phase.goodbye === "spoken" ? hangUpIfHeard(state, atMs) : goodbyeOverdue(state, atMs);
  }
  if (model.name === "dialing" && atMs >= model.untilMs) return modelLost(state, "unreachable", atMs);
  const overdueMs = speaking.marksOverdueAtMs(state);
  if (overdueMs !== null && atMs >= overdueMs) return speaking.marksOverdue(state, atMs);
  const dueMs = replies.dueMs(state.replies);
  if (model.name !== "ready" || dueMs === null || atMs < dueMs) return stay(state);
  if (state.replies.current !== null) return stalledReply(state, atMs);
  const sent = replies.next(state.replies, atMs);
  return { state: { ...state, replies: sent.replies }, effects: sent.effects };
}
