/** The words of addresses as people say and write them, brought to one form. English and Spanish. */

import { asValue } from "./gazetteer_numbers.ts";

/** Stands where a speaker paused: a comma, the end of a sentence. */
export const BREAK = ",";

/** What one street type is called, the form of the United States Postal Service (Publication 28, C1) first. */
const TYPES: readonly string[] = [
  "st street str calle",
  "ave avenue av avenida avda",
  "blvd boulevard bulevar",
  "rd road camino",
  "dr drive",
  "ln lane",
  "ct court",
  "pl place",
  "cir circle circulo",
  "ter terrace",
  "way via",
  "pkwy parkway",
  "hwy highway carretera autopista",
  "rte route ruta",
  "aly alley callejon",
  "trl trail",
  "sq square",
  "plz plaza",
  "paseo",
  "loop",
  "path",
  "xing",
  "expy expressway",
];

/** These may stand before the name: "Calle Ocho", "Highway 61", "Avenue C". */
const LEADING: ReadonlySet<string> = new Set(
  "calle avenida avda bulevar camino circulo via carretera autopista ruta callejon paseo plaza avenue ave av highway hwy route rte"
    .split(" "),
);

const DIRECTIONS: readonly string[] = [
  "n north norte",
  "s south sur",
  "e east este",
  "w west oeste",
  "ne northeast noreste",
  "nw northwest noroeste",
  "se southeast sureste",
  "sw southwest suroeste",
];

const TYPE_OF = synonyms(TYPES);
const DIRECTION_OF = synonyms(DIRECTIONS);
/** "St." and the like end no sentence. */
const ABBREVIATIONS = /^(st|str|ave?|avda|blvd|rd|dr|ln|ct|pl|cir|ter|pkwy|hwy|rte|aly|trl|sq|plz|mt|ft|apt|no|[a-z])$/;
const FILLERS: ReadonlySet<string> = new Set("uh um er eh hmm mm like so well please este pues bueno".split(" "));

/**
 * The words of a text: lower case, without accents, points and apostrophes; a pause is a `BREAK`. "N.W." is one word,
 * "Oak/Main" has an "and" in it, and what only fills a pause is gone.
 */
export function words(text: string): string[] {
  // Most of a file's names are plain, and there are many of them.
  if (/^[A-Za-z0-9 ]+$/.test(text)) return text.toLowerCase().split(" ").filter(isKept);
  const plain = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/\b([nsew])\.\s?([ew])\./g, "$1$2 ")
    .replace(/['’`]/g, "")
    .replace(/(\d),(?=\d{3}\b)/g, "$1")
    .replace(/\b1\/2\b/g, " ")
    .replace(/[&/]/g, " and ")
    .replace(/#/g, " number ");
  const found: string[] = [];
  for (const [word] of plain.matchAll(/[a-z0-9]+|[,;:.!?…—()]+/g)) {
    if (/[a-z0-9]/.test(word)) {
      if (isKept(word)) found.push(word);
    } else if (found.length > 0 && found.at(-1) !== BREAK && !(word === "." && ABBREVIATIONS.test(found.at(-1)!))) {
      found.push(BREAK);
    }
  }
  if (found.at(-1) === BREAK) found.pop();
  return found;
}

function isKept(word: string): boolean {
  return word !== "" && !FILLERS.has(word);
}

/** The one form of a street type, "Avenida" -> "ave"; null for any other word. */
export function typeOf(word: string): string | null {
  return TYPE_OF.get(word) ?? null;
}

/** Whether a street type may come before the name. */
export function mayLead(word: string): boolean {
  return LEADING.has(word);
}

/** The one form of a direction, "Norte" -> "n"; null for any other word. */
export function directionOf(word: string): string | null {
  return DIRECTION_OF.get(word) ?? null;
}

/** A word of a name in its one form: "First" -> "1st", "seven" -> "7", "Mt" -> "mount". */
export function nameWord(word: string): string {
  const value = asValue(word);
  if (value !== null) return value.isOrdinal ? ordinal(value.value) : String(value.value);
  return word === "mt" ? "mount" : word === "ft" ? "fort" : word === "jr" ? "junior" : word;
}

/** 23 -> "23rd". */
export function ordinal(value: number): string {
  const teens = value % 100 >= 11 && value % 100 <= 13;
  return value + (teens ? "th" : ["th", "st", "nd", "rd"][value % 10] ?? "th");
}

function synonyms(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(lines.flatMap((line) => {
    const [form = "", ...others] = line.split(" ");
    return [form, ...others].map((word): [string, string] => [word, form]);
  }));
}
