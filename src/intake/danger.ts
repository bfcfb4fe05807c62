/**
 * Danger in a caller's words, found by fixed rules beside the model: in English and Spanish, as written down by a
 * transcriber that mishears. A danger that is missed may cost a life, one too many costs a person a minute: in doubt the
 * rules say danger. `docs/danger.md` tells what they find and what they miss.
 */

import { ENGLISH } from "./danger_en.ts";
import { SPANISH } from "./danger_es.ts";
import type { DangerKind } from "./danger_rules.ts";
import { bookOf, firstDanger, plain, warmUp } from "./danger_search.ts";

export type { DangerKind } from "./danger_rules.ts";

export interface Danger {
  readonly kind: DangerKind;
  /** The words that told of it, without accents and punctuation. */
  readonly words: string;
}

/** Characters looked at: what somebody says in five minutes. Danger at the end of a flood of words counts too. */
const MOST_CHARACTERS = 5_000;

const ENGLISH_FIRST = bookOf([ENGLISH, SPANISH]);
const SPANISH_FIRST = bookOf([SPANISH, ENGLISH]);

/**
 * The danger that a caller's words tell of, or null. Both languages are looked for, as callers mix them; `language`
 * (BCP 47) only decides whose words are named where both find the same kind.
 */
export function findDanger(text: string, language: string | null = null): Danger | null {
  const book = language?.toLowerCase().startsWith("es") ? SPANISH_FIRST : ENGLISH_FIRST;
  return firstDanger(plain(text.slice(-MOST_CHARACTERS)), book);
}

/** Has the rules compiled in small steps, so that the first search takes no longer than any other. */
export function* warmUpDanger(): Generator<void> {
  // The other book has the same patterns.
  yield* warmUp(ENGLISH_FIRST);
  for (const language of ["en", "es"]) {
    findDanger("nothing", language);
    yield;
  }
  wantsPerson("nothing");
}

const REFUSAL = /\b(?:dont|do not|didnt|no) (?:want|need|have|quiero|necesito)\b[^|]*$/;

/** A request, whatever stands before it. */
const REQUEST = new RegExp(
  "\\b(?:speak|talk|speaking|talking) (?:to|with) (?:\\w+ ){0,3}?(?:person|human|operator|agent|officer|dispatcher|someone|" +
    "somebody|representative|people|police|policeman|supervisor|manager)\\b|" +
    "\\b(?:real|live|actual|human) (?:person|human|operator|agent|being|officer)\\b|" +
    "\\b(?:get|give|want|need|find) (?:me )?(?:an?|the) (?:person|human|operator|agent|representative|dispatcher)\\b|" +
    "\\b(?:transfer|connect|put) me\\b|" +
    "\\b(?:hablar|comunicar\\w*|comuniqueme|paseme|paseme|pongame|conecteme|transfierame|deme)(?: \\w+){0,3}? (?:persona|human[oa]|operadora?|agente|" +
    "representante|alguien|oficial|policia|supervisor)\\b|\\b(?:persona|operadora?|agente) (?:real|de verdad|viva?|human[oa])\\b|" +
    "\\b(?:quiero|necesito|deme) (?:una?|el|la) (?:persona|human[oa]|operadora?|agente|representante)\\b",
  "g",
);

/** Said alone, or twice, these words are a request too. */
const BARE = /\b(?:operators?|representative|agent|human|operadora?|humano|representante|agente|persona|person)\b/g;

/** Words that may stand beside a bare one. */
const FILLER = /\b(?:um|uh|yes|yeah|please|por favor|si|no|an?|the|una?|el|la|just|hello|hola|now|ya)\b/g;

/** How often a text asks for a person: 0 when it does not, 2 when somebody says `operator, operator`. */
export function wantsPerson(text: string): number {
  const words = plain(text.slice(-MOST_CHARACTERS));
  const requests = [...words.matchAll(REQUEST)].filter(({ index }) => !REFUSAL.test(words.slice(0, index)));
  if (requests.length > 0) return requests.length;
  const rest = words.replace(BARE, "").replace(FILLER, "").replace(/[^a-z0-9]/g, "");
  return rest === "" ? [...words.matchAll(BARE)].length : 0;
}
