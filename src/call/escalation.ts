/** Danger leads to a person: by the caller's own words, and by what was recorded, whatever the model makes of them. */

import { findDanger, wantsPerson } from "../intake/danger.ts";
import { goAway } from "./away.ts";
import type { CallEffect } from "./call.ts";
import { DANGERS_KEPT, PERSON_ASKS } from "./limits.ts";
import * as replies from "./replies.ts";
import { interrupt } from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";

/** Takes in the words of a turn. */
export function dangerInWords(state: CallState, text: string, atMs: number): Step {
  const danger = findDanger(text, state.report.facts.language);
  if (danger !== null) return escalate(state, danger.kind, atMs);
  const personAsked = state.report.personAsked + wantsPerson(text);
  if (personAsked === state.report.personAsked) return stay(state);
  const asked: CallState = { ...state, report: { ...state.report, personAsked } };
  if (personAsked < PERSON_ASKS || !state.house.hasPerson || !isOnTheLine(asked)) return stay(asked);
  return goAway(asked, "transfer", "caller asked for a person", atMs);
}

/** Takes in what was recorded: somebody is hurt, a weapon is there, or the type always goes to a person. */
export function dangerInFacts(state: CallState, atMs: number): Step {
  const { report: { facts: { weapons, injuries, typeCode } }, house: { outline } } = state;
  const isGrave = typeCode !== null && outline.escalating.includes(typeCode);
  const kinds = [
    ...(weapons === "yes" ? ["weapon"] : []),
    ...(injuries === "yes" ? ["injury"] : []),
    ...(isGrave ? [`type ${typeCode}`] : []),
  ];
  return kinds.reduce((step, kind) => then(step, (next) => escalate(next, kind, atMs)), stay(state));
}

/** Raises the alarm once for each kind of danger, and hands the call to a person, or says what to do without one. */
export function escalate(state: CallState, kind: string, atMs: number): Step {
  const { dangers, facts } = state.report;
  if (dangers.includes(kind) || dangers.length >= DANGERS_KEPT) return stay(state);
  const known: CallState = { ...state, report: { ...state.report, dangers: [...dangers, kind] } };
  const raised: Step = { state: known, effects: [{ type: "escalate", kind, facts }] };
  return then(raised, (next) => {
    if (!isOnTheLine(next)) return stay(next);
    if (next.house.hasPerson) return goAway(next, "transfer", `danger: ${kind}`, atMs);
    return dangers.length > 0 ? stay(next) : warn(next, atMs);
  });
}

/** Nobody to hand the call to: the caller hears at once to dial the emergency number. */
function warn(state: CallState, atMs: number): Step {
  return then(interrupt(state, atMs), (next) => {
    const wanted = replies.want(next.replies, "warn_danger", atMs);
    const effects: readonly CallEffect[] = wanted.effects;
    return { state: { ...next, replies: wanted.replies }, effects };
  });
}

function isOnTheLine({ phase }: CallState): boolean {
  return phase.name === "talking" || phase.name === "leaving";
}
