/** Which written names sound alike: what a transcriber confuses. */

import { doubleMetaphone } from "double-metaphone";

/** From this many consonant sounds on, the vowels of two names that share them need no comparison. */
const LONG_SOUND = 5;
/** Names that sound alike share more than their consonants: at most this part of the letters differs. */
const LETTERS_APART = 0.4;
/** From this many letters on, one wrong letter leaves no doubt. */
const LONG_NAME = 8;

/** Spellings of English vowels, the longer ones first; names are not run through a dictionary. */
const VOWELS: readonly (readonly [RegExp, string])[] = [
  [/igh|i(?=[b-df-hj-np-tv-z]e)|y(?=[b-df-hj-np-tv-z]e)|ye?$/, "I"],
  [/eigh|ee|ea|ie|ei|e(?=[b-df-hj-np-tv-z]e)/, "E"],
  [/ai|ay|ey|a(?=[b-df-hj-np-tv-z]e)/, "A"],
  [/oa|ow|oe|o(?=[b-df-hj-np-tv-z]e)/, "O"],
  [/ew|ue|u(?=a)|u(?=[b-df-hj-np-tv-z]e)/, "U"],
  [/oo|ou/, "u"],
  [/au|aw/, "o"],
  [/y/, "i"],
  [/a|e|i|o|u/, ""],
];

/** The codes by which a name is found among those that sound alike: its consonants, in one or two readings. */
export function soundCodes(base: string): string[] {
  const letters = lettersOf(base);
  if (letters === "") return [];
  return [...new Set(doubleMetaphone(letters))].filter((code) => code !== "").map((code) => `${digitsOf(base)}${code}`);
}

/** Whether two names are told apart by their spelling only; numbers in them must be the same. */
export function soundsLike(one: string, other: string): boolean {
  const codes = soundCodes(one);
  const shared = soundCodes(other).find((code) => codes.includes(code));
  if (shared === undefined || stops(one) !== stops(other)) return false;
  const limit = Math.ceil(Math.max(one.length, other.length) * LETTERS_APART);
  if (editDistance(one, other, limit) > limit) return false;
  return shared.replace(/^\d+/, "").length >= LONG_SOUND || firstVowel(one) === firstVowel(other);
}

/**
 * Whether two names are one letter apart, and long enough for that to be a slip. The first letter is
 * heard best: Hillcrest is not Millcrest.
 */
export function isSlip(one: string, other: string): boolean {
  if (digitsOf(one) !== digitsOf(other) || one[0] !== other[0]) return false;
  return Math.min(one.length, other.length) >= LONG_NAME && editDistance(one, other, 1) <= 1;
}

/**
 * Letters to insert, delete, replace or swap with their neighbour until both are the same (optimal string alignment);
 * `limit + 1` when there are more than `limit`.
 */
export function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      let least = Math.min(last[column]! + 1, next[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        least = Math.min(least, before[column - 2]! + 1);
      }
      next.push(least);
    }
    if (Math.min(...next) > limit) return limit + 1;
    before = last;
    last = next;
  }
  return last[other.length]!;
}

/** Numbers are never a matter of sound: "4th" and "14th" are two streets. */
export function digitsOf(base: string): string {
  return base.replace(/\D/g, "");
}

function lettersOf(base: string): string {
  return base.replace(/\d+(st|nd|rd|th)?/g, "");
}

/** The codes take "b" for "p" and "d" for "t"; Mable is not Maple. */
function stops(base: string): string {
  return base.replace(/ph|th/g, "").replace(/[^bpdt]/g, "").replace(/(.)\1+/g, "$1");
}

/** How the first vowel sounds, roughly. */
function firstVowel(base: string): string {
  const letters = lettersOf(base);
  const at = letters.search(/[aeiou]|(?<=.)y/);
  if (at === -1) return "";
  const word = letters.slice(at);
  for (const [spelling, sound] of VOWELS) {
    const found = word.match(new RegExp(`^(?:${spelling.source})`));
    if (found !== null) return sound || found[0];
  }
  return "";
}
