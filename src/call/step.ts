/**
 * The call: `step(state, event)` returns the next state and what is to be done. Pure and synchronous; all time comes
 * with the events, and `deadline(state)` says when the call next wants to be told the time.
 */

import * as answering from "./answering.ts";
import { awayOver, comeBack, personStep, streamLost } from "./away.ts";
import type { CallEvent } from "./call.ts";
import * as conversation from "./conversation.ts";
import { finish, settle } from "./ending.ts";
import { goodbyeOverdue, hangUpIfHeard } from "./goodbye.ts";
import { listen, release } from "./listening.ts";
import { modelLost, stalledReply } from "./recovery.ts";
import * as replies from "./replies.ts";
import { countHeard } from "./report.ts";
import { digitPressed, silenceDueMs, silenceOver } from "./silence.ts";
import * as speaking from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";
import { deskAnswered } from "./tools.ts";
import * as turns from "./turns.ts";

type EventOf<T extends CallEvent["type"]> = Extract<CallEvent, { type: T }>;

/** Takes in one event. Never throws on what a peer may send; events that mean nothing in a phase change nothing. */
export function step(state: CallState, event: CallEvent): Step {
  if (state.phase.name === "ended") return stay(state);
  if (!BREAKS_SILENCE.has(event.type)) return take(state, event);
  return take({ ...state, quietSinceMs: event.atMs }, event);
}

/** What shows that somebody is there, or is being spoken to. */
const BREAKS_SILENCE: ReadonlySet<CallEvent["type"]> = new Set([
  "stream_started",
  "mark_returned",
  "speech_started",
  "speech_stopped",
  "turn_committed",
  "reply_ended",
]);

function take(state: CallState, event: CallEvent): Step {
  switch (event.type) {
    case "caller_audio":
      return callerAudio(state, event);
    case "reply_audio":
      return speaking.replyAudio(state, event);
    case "mark_returned":
      return then(
        speaking.markReturned(state, event.name, event.atMs),
        (next) => hangUpIfHeard(countHeard(next), event.atMs),
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
      return answering.step(state, event);
    case "facts_kept":
    case "incident_sent":
    case "desk_failed":
      return deskAnswered(state, event);
    case "person_answered":
    case "person_left":
    case "nobody_answered":
      return personStep(state, event);
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
    phase.name === "leaving" || phase.name === "away" ? phase.untilMs : null,
    silenceDueMs(state),
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
  if (phase.name === "away") return comeBack(state, event.atMs);
  if (phase.name !== "ringing") return stay(state);
  const talking: CallState = { ...state, phase: { name: "talking", streamStartedAtMs: event.atMs } };
  const played = phase.held.reduce<Step>(
    (so, audio) => then(so, (next) => speaking.play(next, audio, event.atMs)),
    { state: talking, effects: [{ type: "save" }] },
  );
  // The greeting may be complete already: then nothing later would put a mark at its end.
  return state.replies.current === null ? then(played, (next) => speaking.markEnd(next, event.atMs)) : played;
}

function streamOver(state: CallState, event: EventOf<"stream_stopped" | "stream_closed" | "carrier_ended">): Step {
  const outcome = state.phase.name === "leaving" ? "answered" : "abandoned";
  if (state.phase.name === "away") {
    // Its stream ends because we closed it.
    return event.type === "carrier_ended" ? awayOver(state, `call ${event.status}`, event.atMs) : stay(state);
  }
  switch (event.type) {
    case "stream_stopped":
      return finish(state, outcome, "caller hung up", event.atMs);
    case "stream_closed":
      return streamLost(state, event.atMs);
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
      return modelIsLost(state, event);
  }
}

function modelIsLost(state: CallState, event: EventOf<"model_lost">): Step {
  const lost: CallState = { ...state, model: { name: "lost", code: event.code } };
  switch (state.phase.name) {
    case "settling":
      return settle(lost, event.atMs);
    case "away":
      return stay(lost);
    case "ringing":
    case "talking":
    case "leaving":
    case "ended":
      return modelLost(state, event.code, event.atMs);
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

function timePassed(state: CallState, atMs: number): Step {
  const { phase, model } = state;
  if (phase.name === "settling") return settle(state, atMs);
  if (phase.name === "ringing" && atMs >= phase.streamUntilMs) {
    return finish(state, "abandoned", "no media stream came", atMs);
  }
  if (phase.name === "away" && atMs >= phase.untilMs) return awayOver(state, phase.reason, atMs);
  if (phase.name === "leaving" && atMs >= phase.untilMs) {
    return phase.goodbye === "spoken" ? hangUpIfHeard(state, atMs) : goodbyeOverdue(state, atMs);
  }
  if (model.name === "dialing" && atMs >= model.untilMs) return modelLost(state, "unreachable", atMs);
  const overdueMs = speaking.marksOverdueAtMs(state);
  if (overdueMs !== null && atMs >= overdueMs) return speaking.marksOverdue(state, atMs);
  const silentMs = silenceDueMs(state);
  if (silentMs !== null && atMs >= silentMs) return silenceOver(state, atMs);
  const dueMs = replies.dueMs(state.replies);
  if (model.name !== "ready" || dueMs === null || atMs < dueMs) return stay(state);
  if (state.replies.current !== null) return stalledReply(state, atMs);
  const sent = replies.next(state.replies, atMs);
  return { state: { ...state, replies: sent.replies }, effects: sent.effects };
}
