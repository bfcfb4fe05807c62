/** A street's name taken apart: direction, name, type; as a file writes it or as a caller says it. */

import { asValue, houseNumbers, ordinalOf } from "./gazetteer_numbers.ts";
import { directionOf, mayLead, nameWord, ordinal, typeOf } from "./gazetteer_words.ts";

export interface StreetName {
  /** The name proper, in one form, without spaces: "Oak Wood" and "Oakwood" are one. */
  readonly base: string;
  /** The same with spaces. */
  readonly spoken: string;
  /** Null when it is not said. */
  readonly type: string | null;
  /** Before the name, else after it. */
  readonly direction: string | null;
}

/** Takes a street's name apart; null when no name is left. */
export function streetName(tokens: readonly string[]): StreetName | null {
  let rest = [...tokens];
  let direction: string | null = null;
  const first = rest.length > 1 ? directionOf(rest[0]!) : null;
  // "North Street" is a street called North.
  if (first !== null && !(rest.length === 2 && typeOf(rest[1]!) !== null && !mayLead(rest[1]!))) {
    direction = first;
    rest = rest.slice(1);
  }
  const last = rest.length > 1 ? directionOf(rest.at(-1)!) : null;
  // "Avenue E" is an avenue called E.
  if (last !== null && !(rest.length === 2 && mayLead(rest[0]!))) {
    direction ??= last;
    rest = rest.slice(0, -1);
  }
  const { type, name } = typed(rest);
  const proper = numbersJoined(name);
  if (proper.length === 0) return null;
  return { base: proper.join(""), spoken: proper.join(" "), type, direction };
}

/** Whether what was said can mean the street: what was not said fits anything. */
export function fits(said: StreetName, street: StreetName): boolean {
  return (said.type === null || said.type === street.type) &&
    (said.direction === null || said.direction === street.direction);
}

function typed(tokens: readonly string[]): { type: string | null; name: readonly string[] } {
  if (tokens.length < 2) return { type: null, name: tokens };
  const last = typeOf(tokens.at(-1)!);
  const first = mayLead(tokens[0]!) ? typeOf(tokens[0]!) : null;
  const isSpanish = first !== null && !/^(ave?|avenue|highway|hwy|route|rte|plaza)$/.test(tokens[0]!);
  if (last !== null && !isSpanish) return { type: last, name: saint(tokens.slice(0, -1)) };
  if (first === null) return { type: null, name: saint(tokens) };
  return { type: first, name: tokens.length > 2 && last !== null ? tokens.slice(1, -1) : tokens.slice(1) };
}

/** "St James" is Saint James. */
function saint(name: readonly string[]): readonly string[] {
  return name.length > 1 && name[0] === "st" ? ["saint", ...name.slice(1)] : name;
}

/** Spoken numbers in a name are one word: "twenty third" -> "23rd". Articles before it are no part of it. */
function numbersJoined(name: readonly string[]): string[] {
  const words = /^(the|el)$/.test(name[0] ?? "") && name.length > 1 ? name.slice(1) : name;
  const numbers = words.findIndex((word) => asValue(word) === null);
  const head = numbers === -1 ? words : words.slice(0, numbers);
  const whole = head.length > 1 ? ordinalOf(head) : null;
  const [sum] = head.length > 1 ? houseNumbers(head) : [];
  if (sum !== undefined) return [String(sum), ...words.slice(head.length).map(nameWord)];
  if (whole !== null) return [ordinal(whole), ...words.slice(head.length).map(nameWord)];
  return words.map(nameWord);
}
