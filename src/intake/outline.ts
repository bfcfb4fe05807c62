/** What the call itself needs of a protocol: which slots there are, in which order, and what is still missing. */

import { type Facts, isPlaceKnown } from "./facts.ts";
import type { Protocol } from "./protocol.ts";
import { isGivenUp, type Questions } from "./counting.ts";

export interface Outline {
  readonly id: string;
  readonly version: string;
  readonly budget: number;
  /** Core slots, in the order they are asked for. */
  readonly slots: readonly string[];
  /** Ids of key questions, by type code. */
  readonly questions: Readonly<Record<string, readonly string[]>>;
  /** Types that always go to a person. */
  readonly escalating: readonly string[];
}

/** The outline of a protocol. */
export function outlineOf(protocol: Protocol): Outline {
  return {
    id: protocol.id,
    version: protocol.version,
    budget: protocol.budget,
    slots: protocol.slots.map(({ slot }) => slot),
    questions: Object.fromEntries(protocol.types.map(({ code, questions }) => [code, questions.map(({ id }) => id)])),
    escalating: protocol.types.filter(({ escalates }) => escalates).map(({ code }) => code),
  };
}

/** A protocol that asks for nothing: what a call went by before it had one. */
export function emptyOutline(): Outline {
  return { id: "none", version: "0", budget: 8, slots: [], questions: {}, escalating: [] };
}

/** Slots that nobody has answered and that were not asked for in vain, in the order they are asked for. */
export function missing(outline: Outline, facts: Facts, questions: Questions): string[] {
  return open(outline, facts).filter((slot) => !isGivenUp(questions, slot));
}

/** Slots that nobody has answered, asked for or not: what an incident lacks when it is dispatched. */
export function open(outline: Outline, facts: Facts): string[] {
  const key = outline.questions[facts.typeCode ?? ""] ?? [];
  return [
    ...outline.slots.filter((slot) => !isAnswered(slot, facts)),
    ...key.filter((id) => facts.details[id] === undefined),
  ];
}

/** Whether enough is known to send somebody: where, and what. */
export function isDispatchable(facts: Facts): boolean {
  return isPlaceKnown(facts) && (facts.nature !== null || facts.typeCode !== null);
}

function isAnswered(slot: string, facts: Facts): boolean {
  switch (slot) {
    case "location":
      return isPlaceKnown(facts);
    case "nature":
      return facts.nature !== null || facts.typeCode !== null;
    case "when":
      return facts.when !== null || facts.inProgress !== null;
    case "safety":
      return facts.injuries !== null || facts.weapons !== null;
    case "callback":
      return facts.callbackNumber !== null || facts.anonymous;
    case "caller":
      return facts.callerName !== null || facts.anonymous;
    default:
      return facts.details[slot] !== undefined;
  }
}
