/** House numbers with their streets: "twelve Main Street", "one oh four North Oak", "calle Main número doce". */

import type { Gazetteer, Street } from "./gazetteer.ts";
import { along, type Point } from "./gazetteer_geometry.ts";
import { isStop, type Meant, nameAtEnd, nameAtStart, type Named } from "./gazetteer_names.ts";
import { asValue, continues, houseNumbers } from "./gazetteer_numbers.ts";
import type { Option } from "./gazetteer_options.ts";
import { BREAK, mayLead, typeOf } from "./gazetteer_words.ts";

/** These number something else than a house. */
const UNITS: ReadonlySet<string> = new Set(
  "apt apartment unit suite room floor lot building bldg trailer apto apartamento piso departamento cuarto".split(" "),
);
/** What may follow a street said without its type, and still mean the street. */
const CLOSINGS: ReadonlySet<string> = new Set(
  "please now right here over there hurry thanks thank you sir maam por favor ahora aqui gracias in".split(" "),
);

/** The numbered addresses that the words can mean. */
export function addressesIn(gazetteer: Gazetteer, tokens: readonly string[]): Option[] {
  return runsOf(tokens).flatMap(({ start, end }) => {
    const run = tokens.slice(start, end);
    const after = tokens[end] === BREAK ? tokens.slice(end + 1) : tokens.slice(end);
    const inFront = Array.from({ length: run.length }, (_, index) => run.length - index).flatMap((length) => {
      const following = length === run.length ? after : [...run.slice(length), ...tokens.slice(end)];
      return optionsOf(houseNumbers(run.slice(0, length)), nameAtStart(gazetteer, following, length < run.length));
    });
    return [...inFront, ...optionsOf(houseNumbers(run), spanishName(gazetteer, tokens.slice(0, start)))];
  });
}

/** Whether the words have a house number in them; that of "Highway 61" is none. */
export function hasHouseNumber(tokens: readonly string[]): boolean {
  return runsOf(tokens).some(({ start, end }) =>
    houseNumbers(tokens.slice(start, end)).length > 0 &&
    (end < tokens.length || typeOf(tokens[start - 1] ?? "") === null)
  );
}

/** Where a house number is on a street; empty when there is no such number. */
export function pointsOf(street: Street, house: number): Point[] {
  return street.stretches.flatMap(({ range, line }) => {
    if (range === null) return [];
    const { from, to, side } = range;
    if (house < Math.min(from, to) || house > Math.max(from, to)) return [];
    if (side !== "both" && (side === "even") !== (house % 2 === 0)) return [];
    return [along(line, from === to ? 0.5 : (house - from) / (to - from))];
  });
}

/** A street's name with its area, in the file's spelling. */
export function streetAddress({ name, area }: Street): string {
  return area === null ? name : `${name}, ${area}`;
}

function optionsOf(houses: readonly number[], named: Named | null): Option[] {
  if (named === null) return [];
  const isOpen = named.said.type === null && !named.rest.every((word) => CLOSINGS.has(word));
  return houses.flatMap((house) =>
    named.meant.flatMap(({ street, certainty }: Meant): Option[] => {
      const isDoubtful = isOpen && street.parts.type !== null;
      const common = { how: "address" as const, certainty, streets: [street], isDoubtful };
      const points = pointsOf(street, house);
      const address = `${house} ${streetAddress(street)}`;
      return points.length > 0
        ? points.map((at) => ({ ...common, address, at }))
        : [{ ...common, address: streetAddress(street), at: null }];
    })
  );
}

/** In Spanish the number comes last, after a street that begins with its type. */
function spanishName(gazetteer: Gazetteer, before: readonly string[]): Named | null {
  const number = /^(numero|number|no)$/.test(before.at(-1) ?? "") ? before.slice(0, -1) : before;
  const clause = (number.at(-1) === BREAK ? number.slice(0, -1) : number).slice(-6);
  const start = clause.findLastIndex((word, index) => mayLead(word) && !isStop(clause[index + 1] ?? BREAK));
  return start === -1 || clause.slice(start).some(isStop) ? null : nameAtEnd(gazetteer, clause.slice(start));
}

/** The runs of words that are numbers, those of flats and floors left out. */
function runsOf(tokens: readonly string[]): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (let start = 0; start < tokens.length; start++) {
    if (asValue(tokens[start]!) === null) continue;
    let end = start + 1;
    while (end < tokens.length && goesOn(tokens, end)) end++;
    if (
      !UNITS.has(tokens[start - 1] ?? "") && !(UNITS.has(tokens[start - 2] ?? "") && tokens[start - 1] === "number")
    ) {
      runs.push({ start, end });
    }
    start = end - 1;
  }
  return runs;
}

function goesOn(tokens: readonly string[], at: number): boolean {
  if (asValue(tokens[at]!) !== null) return true;
  const next = tokens[at + 1];
  return continues(tokens[at]!) &&
    (tokens[at] === "oh" || tokens[at] === "o" || next !== undefined && isCardinal(next));
}

function isCardinal(word: string): boolean {
  const value = asValue(word);
  return value !== null && !value.isOrdinal && value.kind !== "times" || word === "oh";
}
