/** A protocol's words as they are spoken on a line: who answers, whether a person does, what to dial in danger. */

import { type Protocol, type Worded, worded } from "./protocol.ts";

/** What is said of the line in its words. */
export interface Answering {
  /** As it is spoken. */
  readonly agencyName: string;
  /** Whether a person can be reached. */
  readonly hasPerson: boolean;
}

/** What callers in danger dial where nobody can take them over. */
export function emergencyNumber(protocol: Protocol): string {
  return protocol.emergencyNumber ?? "911";
}

/**
 * The greeting, word for word: automated, recorded, how to reach a person, the first question. Without a language, in
 * the protocol's first.
 */
export function greeting(protocol: Protocol, line: Answering & { readonly language?: string | null }): string {
  const language = line.language ?? protocol.languages[0] ?? "en";
  const person = line.hasPerson ? protocol.person.reachable : protocol.person.none;
  const words = worded(protocol.greeting, language).replace("{person}", () => worded(person, language));
  return filled(protocol, words, line.agencyName);
}

/** Words in a language, with the agency and the emergency number in their places. */
export function spoken(protocol: Protocol, words: Worded, language: string | null, agencyName: string): string {
  return filled(protocol, worded(words, language), agencyName);
}

/** In one pass, so that a name which looks like a place is left alone. */
function filled(protocol: Protocol, words: string, agencyName: string): string {
  return words.replace(
    /\{(agency|emergency)\}/g,
    (_, hole) => hole === "agency" ? agencyName : emergencyNumber(protocol),
  );
}
