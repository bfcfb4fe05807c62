/** The caller's side of the conversation: turns begin, prove to be speech or noise, are answered and written down. */

import { type CallEffect, type CallEvent, lengthMs } from "./call.ts";
import { dangerInWords } from "./escalation.ts";
import { hangUpIfHeard, keepTalking } from "./goodbye.ts";
import { UNTRANSCRIBED_TURNS } from "./limits.ts";
import { LAST_SYLLABLE_MS } from "./turn_limits.ts";
import { detected, taken } from "./own_ear.ts";
import * as playback from "./playback.ts";
import * as replies from "./replies.ts";
import { unlessSpent } from "./report.ts";
import { interrupt } from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";
import * as transcript from "./transcript.ts";
import * as turns from "./turns.ts";

/** What the detector and the transcription say of a turn. */
export type TurnEvent = Extract<
  CallEvent,
  { type: "speech_started" | "speech_stopped" | "turn_committed" | "turn_transcribed" | "turn_not_transcribed" }
>;

/** The detector's word is at most this old: a longer distance means that its clock is not ours. */
const DETECTOR_DELAY_MS = 3_000;

/** Takes in what the model's detector and its transcription say. */
export function step(state: CallState, event: TurnEvent): Step {
  switch (event.type) {
    case "speech_started":
      return speechStarted(state, event.turnId, onOurClock(state, event.audioStartMs, event.atMs), event.atMs);
    case "speech_stopped": {
      const stoppedAtMs = onOurClock(state, event.audioEndMs, event.atMs);
      return stay({ ...state, turns: turns.stop(state.turns, event.turnId, stoppedAtMs) });
    }
    case "turn_committed":
      return turnCommitted(state, event.turnId, event.atMs);
    case "turn_transcribed": {
      const written = transcript.write(state.transcript, event.turnId, event.text, true);
      const known = event.text.trim() === "" ? state.turns : turns.heldWords(state.turns, event.turnId);
      const next = { ...state, transcript: written, turns: known };
      const saved: Step = { state: transcribed(next, event.turnId), effects: [{ type: "save" }] };
      return then(saved, (now) => dangerInWords(now, event.text, event.atMs));
    }
    case "turn_not_transcribed":
      return {
        state: transcribed(state, event.turnId),
        effects: [{ type: "report_fault", code: "transcription_failed", action: "went on without these words" }],
      };
  }
}

/** The caller's line as the turn rule hears it: with what went the other way meanwhile. */
export function heardFrom(state: CallState, event: Extract<CallEvent, { type: "caller_audio" }>): turns.Heard {
  const { audio, levelDb, isVoiced = null, atMs } = event;
  const isLast = state.replies.current === null && state.replies.wanted === null &&
    playback.endsAtMs(state.playback) - atMs <= LAST_SYLLABLE_MS;
  return {
    ms: lengthMs(audio),
    levelDb,
    isVoiced,
    playedDb: playback.playedDb(state.playback, atMs),
    reply: !isReplyDue(state) ? "over" : isLast ? "ending" : "due",
  };
}

/** The caller's sound proved to be speech: whoever else is speaking stops, be it with a goodbye. */
export function takeTheWord(state: CallState, atMs: number): Step {
  if (state.turns.turn === null || !isReplyDue(state)) return stay(state);
  return then(then(interrupt(state, atMs), keepTalking), (next) => hangUpIfHeard(next, atMs));
}

function speechStarted(state: CallState, turnId: string, startedAtMs: number, atMs: number): Step {
  if (state.phase.name !== "talking" && state.phase.name !== "leaving") return stay(state);
  const heard = detected(state);
  const begun = turns.begin(state.turns, turnId, startedAtMs, isReplyDue(state));
  const opened = transcript.open(state.transcript, turnId, "caller", startedAtMs);
  const next: CallState = { ...heard, turns: begun, transcript: opened };
  return begun.turn?.isSpeech === true ? takeTheWord(next, atMs) : stay(next);
}

/** The detector has lost a turn: what was said is answered all the same, what was noise is thrown away. */
export function turnLost(state: CallState, atMs: number): Step {
  const { turn } = state.turns;
  if (turn === null) return stay(state);
  const { turnId, isSpeech } = turn;
  const fault: CallEffect = {
    type: "report_fault",
    code: "caller_not_heard",
    action: "closed the turn that was left open",
  };
  const closed: Step = {
    state: { ...state, turnQuietMs: 0, turns: turns.stop(state.turns, turnId, atMs - state.turnQuietMs) },
    effects: [fault, { type: "close_turn", keep: isSpeech }],
  };
  if (isSpeech) return then(closed, (next) => turnCommitted(next, turnId, atMs));
  const without = transcript.remove(state.transcript, turnId);
  return { state: { ...closed.state, turns: turns.close(state.turns), transcript: without }, effects: closed.effects };
}

/** The detector closed a turn: speech earns an answer, noise leaves no trace in the conversation. */
function turnCommitted(state: CallState, turnId: string, atMs: number): Step {
  const turn = state.turns.turn?.turnId === turnId ? state.turns.turn : null;
  if (turn === null && isCommitted(state, turnId)) return stay(state);
  const without: CallState = turn === null ? taken(state) : { ...taken(state), turns: turns.close(state.turns) };
  if (turn !== null && !turn.isSpeech) {
    return {
      state: { ...without, transcript: transcript.remove(state.transcript, turnId) },
      effects: [{ type: "forget_turn", turnId }],
    };
  }
  const opened = transcript.open(without.transcript, turnId, "caller", atMs);
  const waiting = {
    ...without,
    transcript: opened,
    untranscribed: [...state.untranscribed, turnId].slice(-UNTRANSCRIBED_TURNS),
  };
  if (state.phase.name !== "talking" && state.phase.name !== "leaving") return stay(waiting);
  const owedSinceMs = turn?.stoppedAtMs ?? state.waits.owedSinceMs ?? atMs;
  const heard: CallState = { ...waiting, prompts: 0, waits: { ...state.waits, owedSinceMs } };
  return then(keepTalking(heard), (next) => {
    if (next.phase.name !== "talking") return stay(next);
    const report = { ...next.report, owes: null };
    const wanted = replies.want(next.replies, unlessSpent(report, "answer"), atMs);
    return { state: { ...next, report, replies: wanted.replies }, effects: wanted.effects };
  });
}

/** Whether this turn was closed before: its words are waited for or have come. It is not answered twice. */
function isCommitted(state: CallState, turnId: string): boolean {
  return state.untranscribed.includes(turnId) ||
    state.transcript.some((entry) => entry.id === turnId && entry.text !== "");
}

function transcribed(state: CallState, turnId: string): CallState {
  return { ...state, untranscribed: state.untranscribed.filter((other) => other !== turnId) };
}

/** Whether the caller is hearing a reply, or is about to. */
function isReplyDue(state: CallState): boolean {
  return playback.isSounding(state.playback) || state.replies.current !== null || state.replies.wanted !== null;
}

/** The detector counts in ms of the audio it was given; what it was given last is what the caller says now. */
function onOurClock(state: CallState, audioMs: number, atMs: number): number {
  const agoMs = state.listening.givenMs - audioMs;
  return atMs - Math.min(DETECTOR_DELAY_MS, Math.max(0, agoMs));
}
