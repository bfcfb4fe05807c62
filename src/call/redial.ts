/**
 * A session in the place of one that is lost or of no use: it is told what was said and recorded, given the caller's
 * audio since, and asked for what was lost. Whether there is one, the ladder says.
 */

import type { CallEffect, CallEvent, FaultCode, ReplyPurpose } from "./call.ts";
import { REDIAL_WAIT_MS } from "./limits.ts";
import { release } from "./listening.ts";
import * as replies from "./replies.ts";
import { standing } from "./rotation.ts";
import { type CallState, type Step, then } from "./state.ts";
import { story } from "./story.ts";

/** Has it dialled, of the same model or of the other; `purpose` is what it is asked for first. */
export function dial(
  state: CallState,
  { isFallback, purpose, code, atMs }: { isFallback: boolean; purpose: ReplyPurpose; code: FaultCode; atMs: number },
): Step {
  // One that was to follow anyway follows now.
  const next = isFallback === state.isFallback ? state.rotation.next : null;
  const held = next !== null && state.turns.turn !== null
    ? { held: next.kept, heldMs: next.keptMs }
    : { held: [], heldMs: 0 };
  const dialing: CallState = {
    ...state,
    isFallback,
    rotation: standing(null),
    redials: state.redials + 1,
    redialFor: purpose,
    model: { name: "dialing", untilMs: atMs + REDIAL_WAIT_MS },
    // What the last session did not say is not held against this one.
    replies: { ...replies.none(state.replies), silentInARow: 0, refusedInARow: 0 },
    // The new session's clock begins with what it is given first.
    listening: { ...state.listening, ...(state.listening.held === null ? held : {}), givenMs: 0 },
    turns: { ...state.turns, turn: null },
    turnQuietMs: 0,
    untranscribed: [],
    report: { ...state.report, waiting: [], owes: null },
  };
  const action = isFallback && !state.isFallback ? "opened a session of the other model" : "opened another session";
  const effects: CallEffect[] = [
    { type: "report_fault", code, action },
    next === null ? { type: "dial_model", isFallback } : { type: "switch_model" },
    { type: "save" },
  ];
  const dialled: Step = { state: dialing, effects };
  if (next === null || next.ready === null) return dialled;
  const { ready } = next;
  return then(dialled, (now) => redialled(now, { ...ready, type: "model_ready", atMs }, ready));
}

/** The session that follows stands: it goes on where the last one broke off. */
export function redialled(
  state: CallState,
  event: Extract<CallEvent, { type: "model_ready" }>,
  since: { readonly atMs: number; readonly livesMs?: number } = event,
): Step {
  const { listening, effects } = release(state.listening);
  const model = { name: "ready" as const, model: event.model };
  const ready: CallState = { ...state, listening, model, rotation: standing(since) };
  const isNew = state.transcript.length === 0 && state.report.incident === null;
  const told: readonly CallEffect[] = isNew ? [] : [{ type: "tell_model", text: story(state, "broke off") }];
  // Who is with a person, or on the way there, is not spoken to.
  if (!isServed(state)) return { state: ready, effects: [...told, ...effects, { type: "save" }] };
  const wanted = replies.want(state.replies, state.redialFor ?? "resume", event.atMs);
  return {
    state: { ...ready, replies: wanted.replies },
    effects: [...told, ...wanted.effects, ...effects, { type: "save" }],
  };
}

/** Whether the caller is on our line, or about to be. */
export function isServed({ phase }: CallState): boolean {
  return phase.name === "ringing" || phase.name === "talking";
}
