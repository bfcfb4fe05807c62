/** From words to streets: the longest name that the gazetteer knows, else those that sound or look like it. */

import Fuse from "fuse.js";
import { type Gazetteer, type Street, trigrams } from "./gazetteer.ts";
import { digitsOf, isSlip, soundCodes, soundsLike } from "./gazetteer_sound.ts";
import { fits, type StreetName, streetName } from "./gazetteer_street.ts";
import { BREAK, directionOf, typeOf } from "./gazetteer_words.ts";

/** How sure it is that a street was meant: by its name, by its sound, one letter apart; a guess verifies nothing. */
export type Certainty = "exact" | "sound" | "slip" | "guess";

export interface Meant {
  readonly street: Street;
  readonly certainty: Certainty;
}

/** A name in the words, and the streets it can mean. */
export interface Named {
  readonly said: StreetName;
  readonly meant: readonly Meant[];
  /** Words after the name that belong to its clause. */
  readonly rest: readonly string[];
}

/** A street's name has at most as many words, direction and type included. */
const NAME_WORDS = 6;
/** A name that nobody knows is taken for at most so many words when no type ends it. */
const UNKNOWN_WORDS = 4;
const PARTICLES: ReadonlySet<string> = new Set("the of on de del la las los el en".split(" "));
/** Where a name ends at the latest. */
const STOPS: ReadonlySet<string> = new Set(
  (`${BREAK} and y at near beside by behind between corner cross crossing next across in inside outside opposite off ` +
    "with intersection esquina con cerca junto frente entre detras cruce apt apartment unit suite room floor lot apto " +
    "apartamento piso departamento number numero not no because where there theres").split(" "),
);
/** How many of the names with letters in common are compared. */
const COMPARED = 40;
/** Fuse reads no more. */
const COMPARED_LETTERS = 32;
const GUESSES = 3;

/** Whether a street's name cannot go on over this word. */
export function isStop(word: string): boolean {
  return STOPS.has(word);
}

/**
 * The street whose name the words begin with; null when they begin with no name at all, or, where only an exact name will
 * do, with none that is known.
 */
export function nameAtStart(gazetteer: Gazetteer, tokens: readonly string[], isExact = false): Named | null {
  const end = tokens.findIndex(isStop);
  let clause = (end === -1 ? tokens : tokens.slice(0, end)).slice(0, NAME_WORDS + 2);
  const whole = clause;
  while (true) {
    for (let length = Math.min(NAME_WORDS, clause.length); length > 0; length--) {
      const said = streetName(clause.slice(0, length));
      const streets = said === null ? undefined : gazetteer.streetsByBase.get(said.base);
      if (said !== null && streets !== undefined) {
        return { said, meant: alike(gazetteer, said, streets), rest: clause.slice(length) };
      }
    }
    if (!PARTICLES.has(clause[0] ?? "")) break;
    clause = clause.slice(1);
  }
  return isExact ? null : unknownName(gazetteer, clause.length > 0 ? clause : whole);
}

/** The street whose name the words end with, by its exact name; null when there is none. */
export function nameAtEnd(gazetteer: Gazetteer, tokens: readonly string[]): Named | null {
  const clause = tokens.slice(tokens.findLastIndex(isStop) + 1);
  for (let length = Math.min(NAME_WORDS, clause.length); length > 0; length--) {
    const said = streetName(clause.slice(-length));
    const streets = said === null ? undefined : gazetteer.streetsByBase.get(said.base);
    if (said !== null && streets !== undefined) return { said, meant: alike(gazetteer, said, streets), rest: [] };
  }
  return clause.length <= UNKNOWN_WORDS || typeOf(clause.at(-1)!) !== null
    ? unknownName(gazetteer, clause.slice(-UNKNOWN_WORDS))
    : null;
}

/** The streets of this name, and those that cannot be told from it by ear. */
function alike(gazetteer: Gazetteer, said: StreetName, streets: readonly Street[]): Meant[] {
  const exact = streets.filter((street) => fits(said, street.parts));
  const meant = exact.map((street): Meant => ({ street, certainty: "exact" }));
  const others = streets.filter((street) => !exact.includes(street));
  return [...meant, ...soundAlike(gazetteer, said), ...others.map((street): Meant => ({ street, certainty: "guess" }))];
}

function unknownName(gazetteer: Gazetteer, clause: readonly string[]): Named | null {
  const type = clause.findIndex((word, index) => index > 0 && typeOf(word) !== null);
  const end = type === -1 ? UNKNOWN_WORDS : directionOf(clause[type + 1] ?? "") === null ? type + 1 : type + 2;
  const said = streetName(clause.slice(0, end));
  if (said === null) return null;
  const sounds = soundAlike(gazetteer, said);
  const near = lookAlike(gazetteer, said.base).flatMap((base) =>
    gazetteer.streetsByBase.get(base)!.map((street): Meant => ({
      street,
      certainty: isSlip(said.base, base) && fits(said, street.parts) ? "slip" : "guess",
    }))
  );
  const isNew = ({ street }: Meant) => !sounds.some((sound) => sound.street === street);
  return { said, meant: [...sounds, ...near.filter(isNew)], rest: clause.slice(end) };
}

function soundAlike({ basesBySound, streetsByBase }: Gazetteer, said: StreetName): Meant[] {
  const bases = new Set(soundCodes(said.base).flatMap((code) => basesBySound.get(code) ?? []));
  return [...bases].filter((base) => base !== said.base && soundsLike(said.base, base)).flatMap((base) =>
    streetsByBase.get(base)!.filter((street) => fits(said, street.parts)).map((street): Meant => ({
      street,
      certainty: "sound",
    }))
  );
}

/** The most similar names, the best first: those that share most letters, put in order by Fuse. */
function lookAlike({ bases, basesByTrigram }: Gazetteer, base: string): string[] {
  const shared = new Uint8Array(bases.length);
  const touched: number[] = [];
  for (const three of trigrams(base.slice(0, COMPARED_LETTERS))) {
    for (const place of basesByTrigram.get(three) ?? []) if (++shared[place]! === 2) touched.push(place);
  }
  const closest = touched.sort((one, other) => shared[other]! - shared[one]!).slice(0, COMPARED)
    .map((place) => bases[place]!).filter((other) => digitsOf(other) === digitsOf(base));
  const slips = closest.filter((other) => isSlip(base, other));
  const fuse = new Fuse(closest, { threshold: 0.4, ignoreLocation: true, includeScore: true });
  return [
    ...new Set([...slips, ...fuse.search(base.slice(0, COMPARED_LETTERS), { limit: GUESSES }).map(({ item }) => item)]),
  ];
}
