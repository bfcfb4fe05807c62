/** Numbers as they are spoken in addresses: "one oh four", "twelve hundred", "ciento cuatro", "twenty third". */

/** House numbers have at most six digits. */
const DIGITS = 6;

const UNITS = numbered(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
  "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
);
const TENS = numbered(
  "_ _ twenty thirty forty fifty sixty seventy eighty ninety",
  "_ _ veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
);
const ORDINALS = numbered(
  "_ first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth",
  "_ primera segunda tercera cuarta quinta sexta septima octava novena decima",
);
const ORDINAL_TENS = numbered("_ _ twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth");
/** Spanish hundreds are words of their own. */
const HUNDREDS = numbered(
  "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
  "_ cien doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas novecientas",
);

/** What one word is worth. */
export interface NumberWord {
  readonly value: number;
  readonly isOrdinal: boolean;
  readonly kind: "digits" | "unit" | "tens" | "hundreds" | "times" | "and";
}

/** Reads a word as part of a number; null when it is none. "o" and "oh" are zeros only beside another number. */
export function asValue(word: string): NumberWord | null {
  if (/^\d{1,6}$/.test(word)) return { value: Number(word), isOrdinal: false, kind: "digits" };
  const written = word.match(/^(\d{1,4})(st|nd|rd|th)$/);
  if (written !== null) return { value: Number(written[1]), isOrdinal: true, kind: "digits" };
  return WORDS.get(word) ?? null;
}

/** The numbers that a run of words can mean as one house number; empty when it is none. */
export function houseNumbers(run: readonly string[]): number[] {
  const parts = run.map(part);
  if (parts.some((value) => value === null || value.isOrdinal) || parts.at(-1)?.kind === "and") return [];
  const groups = grouped(parts as NumberWord[]);
  if (groups === null) return [];
  const readings = [groups.join("")];
  // A hundred followed by less than a hundred may have been said as a sum.
  const [first = 0, second = 0] = groups.map(Number);
  if (groups.length === 2 && first % 100 === 0 && first > 0 && second < 100) readings.push(String(first + second));
  return readings.filter((digits) => digits.length <= DIGITS && Number(digits) > 0).map(Number);
}

/** The ordinal that a run of words is, "twenty third" -> 23; null when it is none. */
export function ordinalOf(run: readonly string[]): number | null {
  const parts = run.map(part);
  const last = parts.at(-1);
  if (last == null || !last.isOrdinal || parts.slice(0, -1).some((value) => value === null || value.isOrdinal)) {
    return null;
  }
  if (last.kind === "digits") return parts.length === 1 ? last.value : null;
  const groups = grouped(parts as NumberWord[]);
  return groups?.length === 1 ? Number(groups[0]) : null;
}

/** Whether a word continues a number that has begun: these mean something else when they stand alone. */
export function continues(word: string): boolean {
  return word === "o" || word === "oh" || word === "and" || word === "y";
}

function part(word: string): NumberWord | null {
  if (word === "o" || word === "oh") return { value: 0, isOrdinal: false, kind: "unit" };
  if (word === "and" || word === "y") return { value: 0, isOrdinal: false, kind: "and" };
  return asValue(word);
}

/**
 * The digit groups as they are said one after the other: "twelve thirty four" is 12 and 34, "one hundred and four" is
 * 104. Null where an "and" joins what no "and" can join.
 */
function grouped(parts: readonly NumberWord[]): string[] | null {
  /** Less than `room` may still be added. */
  const groups: { value: number; room: number }[] = [];
  let isJoined = false;
  for (const { value, kind } of parts) {
    const last = groups.at(-1);
    const room = kind === "tens" ? 10 : kind === "hundreds" ? 100 : kind === "times" ? value : 1;
    if (kind === "and") {
      if (last === undefined || last.room === 1 || isJoined) return null;
      isJoined = true;
    } else if (kind === "times" && last !== undefined) {
      // Of "one thousand two hundred" only the two are hundreds.
      const part = value === 100 ? last.value % 1000 : last.value;
      Object.assign(last, { value: last.value + part * (value - 1), room });
    } else if (kind !== "digits" && last !== undefined && value < last.room && value > 0) {
      Object.assign(last, { value: last.value + value, room });
      isJoined = false;
    } else {
      if (isJoined) return null;
      groups.push({ value, room });
    }
  }
  return groups.map((group) => String(group.value));
}

const WORDS: ReadonlyMap<string, NumberWord> = new Map([
  ...entries(UNITS, 1, false, "unit"),
  ...entries(TENS, 10, false, "tens"),
  ...entries(HUNDREDS, 100, false, "hundreds"),
  ...entries(ORDINALS, 1, true, "unit"),
  ...entries(ORDINAL_TENS, 10, true, "tens"),
  ...[21, 22, 23, 24, 25, 26, 27, 28, 29].map((value): [string, NumberWord] => [
    `veinti${[...UNITS].filter(([, unit]) => unit === value - 20).at(-1)?.[0]}`,
    { value, isOrdinal: false, kind: "unit" },
  ]),
  ["hundred", { value: 100, isOrdinal: false, kind: "times" }],
  ["thousand", { value: 1000, isOrdinal: false, kind: "times" }],
  ["mil", { value: 1000, isOrdinal: false, kind: "times" }],
]);

function entries(
  values: ReadonlyMap<string, number>,
  factor: number,
  isOrdinal: boolean,
  kind: NumberWord["kind"],
): [string, NumberWord][] {
  return [...values].map(([word, value]) => [word, { value: value * factor, isOrdinal, kind }]);
}

/** Lists of words, each numbered by its place; `_` leaves a place out. */
function numbered(...lists: string[]): ReadonlyMap<string, number> {
  const all = lists.flatMap((list) => list.split(" ").map((word, place): [string, number] => [word, place]));
  return new Map(all.filter(([word]) => word !== "_"));
}
