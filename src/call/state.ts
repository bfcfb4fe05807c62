/** The state of one call. Each phase owns its own fields; what outlives a phase stands beside it. */

import type { CallEffect, CallEvent, FaultCode, Outcome, ReplyPurpose } from "./call.ts";
import type { Outline } from "../intake/outline.ts";
import { type DeadAir, nothingOwed } from "./dead_air.ts";
import { MODEL_READY_WAIT_MS, STREAM_WAIT_MS } from "./limits.ts";
import { type Listening, startListening } from "./listening.ts";
import { nothingHeard, type OwnEar } from "./own_ear.ts";
import { emptyPlayback, type Playback } from "./playback.ts";
import { noReplies, type Replies } from "./replies.ts";
import { noReport, type Report } from "./report.ts";
import { type Beginning, resumed } from "./resuming.ts";
import { type Rotation, standing } from "./rotation.ts";
import type { Transcript } from "./transcript.ts";
import { quietTurns, type Turns } from "./turns.ts";

export type ReplyAudio = Extract<CallEvent, { type: "reply_audio" }>;

export type Phase =
  /** The carrier connects; the greeting is made meanwhile and kept. */
  | { readonly name: "ringing"; readonly streamUntilMs: number; readonly held: readonly ReplyAudio[] }
  | { readonly name: "talking"; readonly streamStartedAtMs: number }
  /** The goodbye, or the word that a person takes over, is heard to its end first. */
  | {
    readonly name: "leaving";
    readonly streamStartedAtMs: number;
    /** The tool that asked for it; null when the call itself did. */
    readonly toolCallId: string | null;
    readonly then: "hang_up" | "transfer";
    readonly goodbye: "due" | "spoken";
    readonly untilMs: number;
  }
  /** The carrier has the caller: it rings a person, or connects the stream again. */
  | {
    readonly name: "away";
    readonly why: "transfer" | "lost";
    readonly reason: string;
    readonly hasAnswered: boolean;
    readonly untilMs: number;
  }
  /** The stream is over; words already spoken are still being transcribed. */
  | { readonly name: "settling"; readonly outcome: Outcome; readonly reason: string; readonly untilMs: number }
  | { readonly name: "ended"; readonly outcome: Outcome; readonly reason: string };

export type ModelLink =
  | { readonly name: "dialing"; readonly untilMs: number }
  | { readonly name: "ready"; readonly model: string }
  | { readonly name: "lost"; readonly code: FaultCode }
  /** A person has the caller: the model is not needed any more. */
  | { readonly name: "closed" };

/** What the caller waited for, ms. */
export interface Waits {
  readonly greetingMs: number | null;
  /** The caller's last word, while its answer is owed. */
  readonly owedSinceMs: number | null;
  readonly replyMs: readonly number[];
}

/** What a call knows of its house from the beginning. */
export interface House {
  /** Whether a person can be reached: somebody to hand the call to. */
  readonly hasPerson: boolean;
  /** The question protocol that takes the report. */
  readonly outline: Outline;
  /** Whether a session is followed by another one, be it of the other model. Absent in journals from before: no. */
  readonly canRedial?: boolean | undefined;
  /** Whether it has stock phrases to fill silence with. Absent in journals from before: no. */
  readonly hasPhrases?: boolean | undefined;
}

export interface CallState {
  readonly house: House;
  readonly phase: Phase;
  readonly model: ModelLink;
  readonly listening: Listening;
  readonly playback: Playback;
  readonly turns: Turns;
  readonly replies: Replies;
  readonly transcript: Transcript;
  /** Turns whose words have not come yet. */
  readonly untranscribed: readonly string[];
  readonly waits: Waits;
  readonly report: Report;
  /** When the line last was not silent. */
  readonly quietSinceMs: number;
  /** How long the caller has been quiet in a turn that the detector keeps open, ms. */
  readonly turnQuietMs: number;
  /** How often a silent caller was spoken to. */
  readonly prompts: number;
  /** How often the stream was connected again. */
  readonly resumes: number;
  /** How often a session was followed by another one, what that is asked for first, and whether it is the fallback's. */
  readonly redials: number;
  readonly redialFor: ReplyPurpose | null;
  readonly isFallback: boolean;
  readonly deadAir: DeadAir;
  readonly ownEar: OwnEar;
  /** How old the session is, and which one is to follow. */
  readonly rotation: Rotation;
}

export interface Step {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
}

/** A call that has just been announced, or was another process's: the model is dialled, the media stream awaited. */
export function openCall(atMs: number, house: House, beginning: Beginning | null = null): CallState {
  const opened: CallState = {
    house,
    phase: { name: "ringing", streamUntilMs: atMs + STREAM_WAIT_MS, held: [] },
    model: { name: "dialing", untilMs: atMs + MODEL_READY_WAIT_MS },
    listening: startListening(),
    playback: emptyPlayback(),
    turns: quietTurns(),
    replies: noReplies(),
    transcript: [],
    untranscribed: [],
    waits: { greetingMs: null, owedSinceMs: null, replyMs: [] },
    report: noReport(house.outline),
    quietSinceMs: atMs,
    turnQuietMs: 0,
    prompts: 0,
    resumes: 0,
    redials: 0,
    redialFor: null,
    isFallback: false,
    deadAir: nothingOwed(),
    ownEar: nothingHeard(),
    rotation: standing(null),
  };
  return beginning === null ? opened : resumed(opened, beginning);
}

/** Nothing changes and nothing is to be done. */
export function stay(state: CallState): Step {
  return { state, effects: [] };
}

/** Goes on from a step: `how` sees its state, effects are performed in order. */
export function then(step: Step, how: (state: CallState) => Step): Step {
  const next = how(step.state);
  return { state: next.state, effects: [...step.effects, ...next.effects] };
}

/** When the stream began, or `otherwise` before that. */
export function streamStartedAtMs(phase: Phase, otherwise: number): number {
  return phase.name === "talking" || phase.name === "leaving" ? phase.streamStartedAtMs : otherwise;
}
