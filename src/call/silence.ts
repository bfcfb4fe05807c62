/**
 * A caller who says nothing: asked twice whether anybody is there, then offered the keypad, for somebody who cannot
 * speak; then it ends by policy, with a person where one can be reached, with a goodbye otherwise. Never a loop.
 */

import { goAway } from "./away.ts";
import type { CallEvent, ReplyPurpose } from "./call.ts";
import { escalate } from "./escalation.ts";
import { leave } from "./goodbye.ts";
import { SILENCE_MS } from "./limits.ts";
import * as playback from "./playback.ts";
import * as replies from "./replies.ts";
import { type CallState, stay, type Step, then } from "./state.ts";

/** What is said at the first silence, the second, the third. */
const PROMPTS: readonly ReplyPurpose[] = ["prompt_silent", "prompt_silent", "offer_keypad"];

/** What a caller who cannot speak asks for with a key. */
const SERVICES: Readonly<Record<string, string>> = {
  "1": "keypad: police",
  "2": "keypad: fire",
  "3": "keypad: ambulance",
};

/** When the caller has been silent for too long; null while somebody speaks, or is about to. */
export function silenceDueMs(state: CallState): number | null {
  const { phase, model, turns, report } = state;
  const isQuiet = phase.name === "talking" && model.name === "ready" && state.replies.current === null &&
    state.replies.wanted === null && turns.turn === null && report.owes === null &&
    !playback.isSounding(state.playback);
  return isQuiet ? state.quietSinceMs + SILENCE_MS : null;
}

/** The caller has been silent for too long. */
export function silenceOver(state: CallState, atMs: number): Step {
  const purpose = PROMPTS[state.prompts];
  const next: CallState = { ...state, prompts: state.prompts + 1, quietSinceMs: atMs };
  if (purpose !== undefined) {
    const wanted = replies.want(next.replies, purpose, atMs);
    return { state: { ...next, replies: wanted.replies }, effects: wanted.effects };
  }
  // Persons who did not answer are not rung again for a caller who still says nothing.
  if (state.house.hasPerson && state.prompts === PROMPTS.length) return goAway(next, "transfer", "silent caller", atMs);
  return leave(next, null, false, "hang_up", atMs);
}

/** Somebody was heard: silence begins anew. */
export function broken(state: CallState, atMs: number): CallState {
  return { ...state, quietSinceMs: atMs, prompts: 0 };
}

/** A key was pressed. Zero reaches a person at any time; the others mean something once they were offered. */
export function digitPressed(state: CallState, { digit, atMs }: Extract<CallEvent, { type: "digit_pressed" }>): Step {
  if (state.phase.name !== "talking" && state.phase.name !== "leaving") return stay(state);
  const wasOffered = state.prompts >= PROMPTS.length;
  const heard = broken(state, atMs);
  if (digit === "0") {
    return heard.house.hasPerson ? goAway(heard, "transfer", "caller asked for a person", atMs) : stay(heard);
  }
  const service = wasOffered ? SERVICES[digit] : undefined;
  if (service !== undefined) return escalate(heard, service, atMs);
  // Unasked keys are an accident, or a number that somebody dials into the call.
  if (!wasOffered) return stay(heard);
  const text = `The caller pressed ${digit} on the keypad${meaning(digit)}.`;
  return then({ state: heard, effects: [{ type: "tell_model", text }] }, (next) => {
    const wanted = replies.want(next.replies, "answer", atMs);
    return { state: { ...next, prompts: state.prompts, replies: wanted.replies }, effects: wanted.effects };
  });
}

function meaning(digit: string): string {
  return digit === "4" ? ", which means yes" : digit === "5" ? ", which means no" : "";
}
