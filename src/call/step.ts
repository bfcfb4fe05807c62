/**
 * The call: `step(state, event)` returns the next state and what is to be done. Pure and synchronous; all time comes
 * with the events, and `deadline(state)` says when the call next wants to be told the time.
 */

import * as answering from "./answering.ts";
import { awayOver, comeBack, personStep, streamLost } from "./away.ts";
import { type CallEvent, lengthMs } from "./call.ts";
import * as carrier from "./carrier_check.ts";
import * as conversation from "./conversation.ts";
import * as deadAir from "./dead_air.ts";
import { finish, settle } from "./ending.ts";
import { goodbyeOverdue, hangUpIfHeard } from "./goodbye.ts";
import { TURN_LOST_MS, TURN_SOUND_WEIGHT } from "./limits.ts";
import { listen, release } from "./listening.ts";
import { notTaken, overhear, takenDueMs } from "./own_ear.ts";
import { phraseAudio } from "./phrases.ts";
import { modelLost, stalledReply } from "./ladder.ts";
import { redialled } from "./redial.ts";
import * as replies from "./replies.ts";
import { countHeard } from "./report.ts";
import { keep, nextModel, rotate, rotationDueMs, standing } from "./rotation.ts";
import { digitPressed, silenceDueMs, silenceOver } from "./silence.ts";
import * as speaking from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";
import { deskAnswered } from "./tools.ts";
import * as turns from "./turns.ts";

type EventOf<T extends CallEvent["type"]> = Extract<CallEvent, { type: T }>;

/** Takes in one event. Never throws on what a peer may send; events that mean nothing in a phase change nothing. */
export function step(state: CallState, event: CallEvent): Step {
  if (state.phase.name === "ended") return stay(state);
  const before = BREAKS_SILENCE.has(event.type) ? { ...state, quietSinceMs: event.atMs } : state;
  const { state: after, effects } = take(before, event);
  return { state: deadAir.watch(after, event.atMs), effects };
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

/** Who takes in what. A new event does not compile until it stands here. */
const TAKES: { readonly [T in CallEvent["type"]]: (state: CallState, event: EventOf<T>) => Step } = {
  caller_audio: callerAudio,
  reply_audio: answering.replyAudio,
  mark_returned: markReturned,
  stream_started: streamStarted,
  stream_stopped: streamOver,
  stream_closed: streamOver,
  carrier_ended: streamOver,
  digit_pressed: digitPressed,
  model_ready: modelReady,
  model_faulted: modelFaulted,
  model_lost: modelIsLost,
  next_model_ready: nextModel,
  next_model_lost: nextModel,
  speech_started: callerTurn,
  speech_stopped: callerTurn,
  turn_committed: callerTurn,
  turn_transcribed: callerTurn,
  turn_not_transcribed: callerTurn,
  reply_started: answering.step,
  reply_words: answering.step,
  reply_moved: answering.step,
  tool_called: answering.step,
  reply_ended: answering.step,
  order_refused: answering.step,
  phrase_audio: phraseAudio,
  facts_kept: deskAnswered,
  incident_sent: deskAnswered,
  desk_failed: deskAnswered,
  person_answered: personStep,
  person_left: personStep,
  nobody_answered: personStep,
  time_passed: (state, { atMs }) => timePassed(state, atMs),
  hangup_asked: (state, { reason, atMs }) => finish(state, "failed", reason, atMs),
};

function take<T extends CallEvent["type"]>(state: CallState, event: EventOf<T>): Step {
  return (TAKES[event.type] as (state: CallState, event: EventOf<T>) => Step)(state, event);
}

/** When the call next wants `time_passed`, ms since it was opened; null when only events move it. */
export function deadline(state: CallState): number | null {
  const { phase, model } = state;
  if (phase.name === "ended") return null;
  if (phase.name === "settling") return phase.untilMs;
  const dueMs = Math.min(
    phase.name === "ringing" ? phase.streamUntilMs : Infinity,
    phase.name === "leaving" || phase.name === "away" ? phase.untilMs : Infinity,
    silenceDueMs(state) ?? Infinity,
    deadAir.fillDueMs(state) ?? Infinity,
    takenDueMs(state) ?? Infinity,
    model.name === "dialing" ? model.untilMs : Infinity,
    model.name === "ready" ? replies.dueMs(state.replies) ?? Infinity : Infinity,
    carrier.overdueAtMs(state) ?? Infinity,
    rotationDueMs(state) ?? Infinity,
  );
  return dueMs === Infinity ? null : dueMs;
}

function callerAudio(state: CallState, event: EventOf<"caller_audio">): Step {
  if (state.phase.name !== "talking" && state.phase.name !== "leaving") return stay(state);
  const { listening, effects } = listen(state.listening, event);
  const wasSpeech = state.turns.turn?.isSpeech === true;
  const heard = turns.hear(state.turns, conversation.heardFrom(state, event));
  const turnQuietMs = quietIn(heard, state.turnQuietMs, lengthMs(event.audio));
  const next: Step = { state: keep({ ...state, listening, turns: heard, turnQuietMs }, effects), effects };
  if (turnQuietMs >= TURN_LOST_MS) return then(next, (now) => conversation.turnLost(now, event.atMs));
  if (heard.turn === null && (event.isVoiced === true || state.ownEar.voicedMs > 0)) {
    return then(next, (now) => overhear(now, event));
  }
  if (wasSpeech || heard.turn?.isSpeech !== true) return next;
  return then(next, (now) => conversation.takeTheWord(now, event.atMs));
}

/** How long it has been quiet in a turn that is open. */
function quietIn(heard: turns.Turns, beforeMs: number, ms: number): number {
  if (heard.turn === null) return 0;
  return turns.isQuiet(heard) ? beforeMs + ms : Math.max(0, beforeMs - ms * TURN_SOUND_WEIGHT);
}

function markReturned(state: CallState, { name, atMs }: EventOf<"mark_returned">): Step {
  return then(carrier.markReturned(state, name, atMs), (next) => hangUpIfHeard(countHeard(next), atMs));
}

function callerTurn(state: CallState, event: conversation.TurnEvent): Step {
  return then(conversation.step(state, event), (next) => settle(next, event.atMs));
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

function modelFaulted(state: CallState, { code, action }: EventOf<"model_faulted">): Step {
  return { state, effects: [{ type: "report_fault", code, action }] };
}

function modelIsLost(state: CallState, event: EventOf<"model_lost">): Step {
  const lost: CallState = { ...state, model: { name: "lost", code: event.code } };
  switch (state.phase.name) {
    case "settling":
      return settle(lost, event.atMs);
    case "away":
      return stay({ ...lost, replies: replies.none(state.replies) });
    case "ringing":
    case "talking":
    case "leaving":
    case "ended":
      return modelLost(state, event.code, event.atMs);
  }
}

function modelReady(state: CallState, event: EventOf<"model_ready">): Step {
  if (state.phase.name === "settling") return stay(state);
  if (state.redialFor !== null) return redialled(state, event);
  const { listening, effects } = release(state.listening);
  const wanted = replies.want(state.replies, "greet", event.atMs);
  return {
    state: {
      ...state,
      listening,
      replies: wanted.replies,
      model: { name: "ready", model: event.model },
      rotation: standing(event),
    },
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
  const rotatesMs = rotationDueMs(state);
  // Whatever was due sooner comes first.
  if (rotatesMs !== null && atMs >= rotatesMs && rotatesMs === deadline(state)) return rotate(state, atMs);
  const takenMs = takenDueMs(state);
  if (takenMs !== null && atMs >= takenMs) return notTaken(state, atMs);
  const overdueMs = carrier.overdueAtMs(state);
  if (overdueMs !== null && atMs >= overdueMs) return carrier.overdue(state, atMs);
  const silentMs = silenceDueMs(state);
  if (silentMs !== null && atMs >= silentMs) return silenceOver(state, atMs);
  const fillMs = deadAir.fillDueMs(state);
  if (fillMs !== null && atMs >= fillMs) return deadAir.fillIn(state, atMs);
  const dueMs = replies.dueMs(state.replies);
  if (model.name !== "ready" || dueMs === null || atMs < dueMs) return stay(state);
  if (state.replies.current !== null) return stalledReply(state, atMs);
  const sent = replies.next(state.replies, atMs);
  return { state: { ...state, replies: sent.replies }, effects: sent.effects };
}
