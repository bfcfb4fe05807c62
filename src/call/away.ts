/**
 * The caller is on the line, and we are not: the carrier rings a person, or connects the stream again after it broke.
 * The model's session and all that is known stay, so that the call can go on where it was.
 */

import type { CallEffect, CallEvent, ReplyPurpose } from "./call.ts";
import { finish, hangUp } from "./ending.ts";
import { LOST_STREAM_WAIT_MS, PERSON_TALKS_MS, PERSON_WAIT_MS, STREAM_RESUMES, STREAM_WAIT_MS } from "./limits.ts";
import { startListening } from "./listening.ts";
import { sayPhrase } from "./phrases.ts";
import { playAgain } from "./playback.ts";
import * as replies from "./replies.ts";
import { keptNothing } from "./rotation.ts";
import { type CallState, stay, type Step, then } from "./state.ts";

type PersonEvent = Extract<CallEvent, { type: "person_answered" | "person_left" | "nobody_answered" }>;

/** Leaves the line to the carrier, which asks at `/twilio/ended` what comes next. */
export function goAway(state: CallState, why: "transfer" | "lost", reason: string, atMs: number): Step {
  const left = hangUp(state, atMs);
  const untilMs = atMs + (why === "lost" ? LOST_STREAM_WAIT_MS : PERSON_WAIT_MS);
  const away: CallState = { ...left.state, phase: { name: "away", why, reason, hasAnswered: false, untilMs } };
  const effects: CallEffect[] = [...left.effects, { type: "save" }];
  if (why === "lost") return { state: away, effects };
  // What the caller said last may not be recorded yet: the person who answers should know it.
  return then({ state: away, effects }, (next) => ask(next, "record_only", atMs));
}

/** The model's word that a person takes over was heard, or cannot be heard any more. */
export function toPerson(state: CallState, atMs: number): Step {
  return goAway(state, "transfer", "the model asked for a person", atMs);
}

/** The media stream broke while the caller was there: it is connected again, a few times; who was to get a person does. */
export function streamLost(state: CallState, atMs: number): Step {
  if (state.phase.name === "leaving" && state.phase.then === "transfer") return toPerson(state, atMs);
  if (state.phase.name !== "talking" || state.resumes >= STREAM_RESUMES || state.model.name !== "ready") {
    const outcome = state.phase.name === "leaving" ? "answered" : "abandoned";
    return finish(state, outcome, "media stream lost", atMs);
  }
  return goAway({ ...state, resumes: state.resumes + 1 }, "lost", "media stream lost", atMs);
}

/** A stream came for a call that was away: it goes on where it was. */
export function comeBack(state: CallState, atMs: number): Step {
  const { phase } = state;
  if (phase.name !== "away") return stay(state);
  if (state.model.name !== "ready") {
    return finish(state, "failed", state.model.name === "lost" ? state.model.code : "no model", atMs);
  }
  // What was recorded meanwhile is not for the caller's ear.
  const cut = replies.cut(state.replies, atMs);
  const back: CallState = {
    ...state,
    replies: cut.replies,
    phase: { name: "talking", streamStartedAtMs: atMs },
    playback: playAgain(state.playback),
    // The carrier's clock begins anew, the detector's goes on.
    listening: { ...startListening(), held: null, givenMs: state.listening.givenMs },
    turns: { ...state.turns, turn: null },
    rotation: keptNothing(state, atMs),
    quietSinceMs: atMs,
  };
  const fault: CallEffect = { type: "report_fault", code: "stream_lost", action: "connected the stream again" };
  const save: CallEffect[] = [...cut.effects, { type: "save" }];
  if (phase.why !== "lost") return then({ state: back, effects: save }, (next) => ask(next, "nobody_answered", atMs));
  const told = then({ state: back, effects: [fault, ...save] }, (next) => sayPhrase(next, "cut_off", atMs));
  return then(told, (next) => ask(next, state.house.hasPhrases === true ? "go_on" : "resume", atMs));
}

/** News of the person that the carrier rings. */
export function personStep(state: CallState, event: PersonEvent): Step {
  const { phase } = state;
  if (phase.name !== "away") return stay(state);
  switch (event.type) {
    case "person_answered": {
      const untilMs = event.atMs + PERSON_TALKS_MS;
      const answered: CallState = {
        ...state,
        model: { name: "closed" },
        replies: replies.none(state.replies),
        phase: { ...phase, hasAnswered: true, untilMs },
      };
      return { state: answered, effects: [{ type: "close_model", reason: "a person answered" }, { type: "save" }] };
    }
    case "person_left":
      return finish(state, "transferred", phase.reason, event.atMs);
    case "nobody_answered": {
      const waiting: CallState = { ...state, phase: { ...phase, untilMs: event.atMs + STREAM_WAIT_MS } };
      return { state: waiting, effects: [{ type: "escalate", kind: "nobody_answered", facts: state.report.facts }] };
    }
  }
}

/** The call is over for the carrier while we were away, or was waited for long enough. */
export function awayOver(state: CallState, reason: string, atMs: number): Step {
  const { phase } = state;
  if (phase.name !== "away") return stay(state);
  const isTransferred = phase.why === "transfer" && phase.hasAnswered;
  return finish(state, isTransferred ? "transferred" : "abandoned", isTransferred ? phase.reason : reason, atMs);
}

function ask(state: CallState, purpose: ReplyPurpose, atMs: number): Step {
  if (state.model.name !== "ready") return stay(state);
  const wanted = replies.want(state.replies, purpose, atMs);
  return { state: { ...state, replies: wanted.replies }, effects: wanted.effects };
}
