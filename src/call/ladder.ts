/**
 * The ladder, from a fault to somebody who speaks: ask again, the other model, another session that is told what was
 * heard, and at last a person or the script, who needs no model. Causes that cannot heal skip the rungs that cannot help.
 * What notices a fault is told in docs/architecture.md; silence meanwhile is `dead_air.ts`'s.
 */

import { toPerson } from "./away.ts";
import type { CallEffect, CallEvent, FaultCode, ReplyPurpose } from "./call.ts";
import { finish } from "./ending.ts";
import {
  LONG_RETRY_AFTER_MS,
  OTHER_MODEL_WITHIN_MS,
  REDIALS,
  REFUSALS_IN_A_ROW,
  RETRY_AFTER_MS,
  SILENT_REPLIES,
} from "./limits.ts";
import { sayGoodbye } from "./phrases.ts";
import * as playback from "./playback.ts";
import { dial, isServed } from "./redial.ts";
import * as replies from "./replies.ts";
import { stopPlaying } from "./speaking.ts";
import { type CallState, type Phase, stay, type Step, streamStartedAtMs, then } from "./state.ts";

type ReplyEnded = Extract<CallEvent, { type: "reply_ended" }>;

/** Faults that asking again cannot mend. */
const FATAL: ReadonlySet<FaultCode> = new Set(["no_credit", "invalid_key", "model_unavailable", "session_expired"]);

/** What another session of the same model may mend. */
const HEALS: ReadonlySet<FaultCode> = new Set(["connection_lost", "session_expired", "vendor_error"]);

/** What keeps one model from being had, and not another one. */
export const MODELS_OWN: ReadonlySet<FaultCode> = new Set([
  "model_unavailable",
  "not_a_realtime_model",
  "session_refused",
  "wrong_codec",
  "vendor_error",
  "vendor_capacity",
]);

/** A reply ended without a sound that was owed. */
export function silentReply(state: CallState, { purpose, audioBytes }: replies.Reply, event: ReplyEnded): Step {
  const code = event.fault ?? (audioBytes > 0 ? "inaudible_audio" : "empty_reply");
  const waitMs = event.retryAfterMs ?? 0;
  const patienceMs = state.house.hasPhrases === true ? LONG_RETRY_AFTER_MS : RETRY_AFTER_MS;
  if (FATAL.has(code) || waitMs > patienceMs) return goOnWithout(state, code, event.atMs);
  return askAgain(state, purpose, code, event.atMs, event.atMs + waitMs);
}

/** The sound of a reply is none that anybody could understand: it stops, and is asked for again or of the other model. */
export function badSound(state: CallState, code: "inaudible_audio" | "wrong_codec", atMs: number): Step {
  const { current } = state.replies;
  if (current === null) return stay(state);
  const discarded = replies.discard(state.replies, atMs);
  const stopped = then(
    { state: { ...state, replies: discarded.replies }, effects: discarded.effects },
    (next) => takeOff(next, current, atMs),
  );
  if (state.phase.name === "away") return stopped;
  return then(stopped, (next) => {
    if (code === "inaudible_audio") return askAgain(next, current.purpose, code, atMs, atMs);
    return otherModel(next, current.purpose, code, atMs) ?? goOnWithout(next, code, atMs);
  });
}

/** What is being played of a reply stops, unless something else is still being heard; the model forgets its words. */
function takeOff(state: CallState, { replyId, lineIds }: replies.Reply, atMs: number): Step {
  const forget = lineIds.map((lineId): CallEffect => ({ type: "forget_line", lineId }));
  const { phase } = state;
  if (phase.name === "ringing") {
    const held = phase.held.filter((audio) => audio.replyId !== replyId);
    return { state: { ...state, phase: { ...phase, held } }, effects: forget };
  }
  const isAlone = playback.unfinished(state.playback, null, atMs).every((line) => line.replyId === replyId);
  if (!isAlone || !playback.isSounding(state.playback)) return { state, effects: forget };
  const stopped = stopPlaying(state, atMs);
  return { state: stopped.state, effects: [{ type: "clear" }, ...stopped.effects, ...forget] };
}

/** A reply has been still for too long. */
export function stalledReply(state: CallState, atMs: number): Step {
  const { current } = state.replies;
  const wasCut = current?.isCut === true;
  const given = replies.giveUp(state.replies, atMs);
  const next = then({ state: { ...state, replies: given.replies }, effects: given.effects }, (now) => {
    return state.replies.current === null ? stay(now) : takeBack(now, state.replies.current);
  });
  if (wasCut) return then(next, (now) => request(now, atMs));
  // While the carrier has the caller nobody waits for a reply.
  if (state.phase.name === "away" || current === null) return next;
  return then(next, (now) => askAgain(now, current.purpose, "reply_stalled", atMs, atMs));
}

/** The request for a reply was refused: because another is under way, or for a reason of its own. */
export function requestRefused(state: CallState, code: string, atMs: number): Step {
  const waits = code === "conversation_already_has_active_response";
  if (!waits) return stalledReply(state, atMs);
  const waiting = { ...state, replies: replies.refused(state.replies, atMs) };
  if (waiting.replies.refusedInARow >= REFUSALS_IN_A_ROW) return goOnWithout(waiting, "reply_overlap", atMs);
  return stay(waiting);
}

/** The model is gone: another session where that may help, else a person. */
export function modelLost(state: CallState, code: FaultCode, atMs: number): Step {
  const again = redial(state, code, atMs);
  if (again !== null) return again;
  return goOnWithout({ ...state, model: { name: "lost", code } }, code, atMs);
}

/** The session is lost: another one, of the other model where this one cannot be had; null when that would not help. */
export function redial(state: CallState, code: FaultCode, atMs: number): Step | null {
  const { house, model } = state;
  if (house.canRedial !== true) return null;
  if (model.name === "dialing") {
    const isTried = state.isFallback || !MODELS_OWN.has(code) || !isServed(state);
    const purpose = state.redialFor ?? "greet";
    return isTried ? null : dial(state, { isFallback: true, purpose, code, atMs });
  }
  return HEALS.has(code) ? anotherSession(state, code, atMs) : null;
}

/** A model whose replies have no sound: the other one is asked for the reply; null when there is no time, or it was. */
export function otherModel(state: CallState, purpose: ReplyPurpose, code: FaultCode, atMs: number): Step | null {
  if (state.house.canRedial !== true || state.isFallback || state.model.name !== "ready" || !isServed(state)) {
    return null;
  }
  const sinceMs = state.waits.owedSinceMs ?? streamStartedAtMs(state.phase, atMs);
  if (state.house.hasPhrases !== true && atMs - sinceMs > OTHER_MODEL_WITHIN_MS) return null;
  return dial(state, { isFallback: true, purpose, code, atMs });
}

/** A session that is of no use is followed by another one of its model; null when there were too many. */
export function anotherSession(state: CallState, code: FaultCode, atMs: number): Step | null {
  const { house, phase, model, isFallback } = state;
  const isPossible = house.canRedial === true && phase.name === "talking" && model.name === "ready";
  return isPossible && state.redials < REDIALS ? dial(state, { isFallback, purpose: "resume", code, atMs }) : null;
}

/** What nobody heard of a reply that was given up: kept audio goes, and the model forgets the words. */
function takeBack(state: CallState, { replyId, lineIds, soundlessIds, isCut }: replies.Reply): Step {
  // What was cut was taken back then.
  if (isCut) return stay(state);
  const forget = (ids: readonly string[]) => ids.map((lineId): CallEffect => ({ type: "forget_line", lineId }));
  const { phase } = state;
  if (phase.name !== "ringing") return { state, effects: forget(soundlessIds) };
  const held = phase.held.filter((audio) => audio.replyId !== replyId);
  return { state: { ...state, phase: { ...phase, held } }, effects: forget(lineIds) };
}

function askAgain(
  state: CallState,
  purpose: ReplyPurpose,
  code: FaultCode,
  atMs: number,
  notBeforeMs: number,
): Step {
  if (state.replies.silentInARow >= SILENT_REPLIES) {
    return otherModel(state, purpose, code, atMs) ?? goOnWithout(state, code, atMs);
  }
  const wanted = replies.wantAgain(state.replies, purpose, atMs, notBeforeMs);
  const report: CallEffect = { type: "report_fault", code, action: "asked for the reply again" };
  return { state: { ...state, replies: wanted.replies }, effects: [report, ...wanted.effects] };
}

/** Nothing more is tried with the model: who is not leaving anyway is handed over. */
export function goOnWithout(state: CallState, code: FaultCode, atMs: number): Step {
  const { phase, house } = state;
  const isLeaving = phase.name === "leaving" && (phase.goodbye === "spoken" || house.hasPhrases === true);
  return isLeaving ? leaveAlone(state, phase, code, atMs) : handOver(state, code, atMs);
}

/** The caller goes to a person, or to the script. */
export function handOver(state: CallState, code: FaultCode, atMs: number): Step {
  const report: CallEffect = { type: "report_fault", code, action: "handed the call over" };
  return then({ state, effects: [report] }, (next) => finish(next, "failed", code, atMs));
}

/** Who is about to leave needs no model: the goodbye that is being heard goes on, one that is due is a stock phrase. */
function leaveAlone(state: CallState, phase: Extract<Phase, { name: "leaving" }>, code: FaultCode, atMs: number): Step {
  const report = (action: string): Step => ({
    state: { ...state, replies: replies.none(state.replies) },
    effects: [{ type: "report_fault", code, action }],
  });
  if (phase.goodbye === "spoken") return report("let the goodbye be heard");
  if (phase.then === "transfer") return then(report("went to a person without a word"), (next) => toPerson(next, atMs));
  return then(report("said goodbye without the model"), (next) => sayGoodbye(next, atMs));
}

function request(state: CallState, atMs: number): Step {
  const sent = replies.next(state.replies, atMs);
  return { state: { ...state, replies: sent.replies }, effects: sent.effects };
}
