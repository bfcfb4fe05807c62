/** What a gazetteer file says, entry by entry, and how a wrong one is told. */

import type { Point, Ring } from "./gazetteer_geometry.ts";

export type Side = "even" | "odd" | "both";

/** A stretch of a street. */
export interface StreetEntry {
  readonly name: string;
  /** The town or neighbourhood, where several have a street of this name. */
  readonly area: string | null;
  /** House numbers at both ends; null where there are none. `from` is at the line's beginning and may be the larger. */
  readonly range: { readonly from: number; readonly to: number; readonly side: Side } | null;
  readonly line: readonly Point[];
}

export interface PlaceEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly address: string | null;
  readonly at: Point;
}

export interface CrossingEntry {
  readonly street: string;
  readonly cross: string;
  readonly area: string | null;
  readonly at: Point;
}

export interface Entries {
  readonly streets: StreetEntry[];
  readonly places: PlaceEntry[];
  readonly crossings: CrossingEntry[];
  readonly boundary: Ring[];
}

/** Enough to see what is wrong with a file; a wrong column makes every line wrong. */
const PROBLEMS_TOLD = 20;

/** The file cannot be used: each problem says where it is and what was expected. */
export class GazetteerError extends Error {
  override readonly name = "GazetteerError";
  constructor(readonly problems: readonly string[]) {
    super(problems.join("; "));
  }
}

/** Collects what is wrong with a file. */
export class Problems {
  readonly #told: string[] = [];
  #count = 0;

  /** Notes a problem. `where` is a line or a feature; `expected` says what would be right. */
  add(where: string, what: string, expected: string): void {
    this.#count++;
    if (this.#told.length < PROBLEMS_TOLD) this.#told.push(`${where}: ${what}; expected ${expected}`);
  }

  /** Throws a `GazetteerError` when anything was noted. */
  check(): void {
    if (this.#count === 0) return;
    const more = this.#count - this.#told.length;
    throw new GazetteerError(more === 0 ? this.#told : [...this.#told, `and ${more} more like these`]);
  }
}

/** A latitude and a longitude, as numbers or as text; null, and noted, when they are none. */
export function pointOf(lat: unknown, lon: unknown, where: string, problems: Problems): Point | null {
  const [north, east] = [coordinate(lat, 90), coordinate(lon, 180)];
  if (north === null) problems.add(where, `latitude is ${shown(lat)}`, "degrees from -90 to 90");
  if (east === null) problems.add(where, `longitude is ${shown(lon)}`, "degrees from -180 to 180");
  return north === null || east === null ? null : { lat: north, lon: east };
}

/** A range of house numbers; null, without a word, when none is given. */
export function rangeOf(
  { from, to, side }: { from: unknown; to: unknown; side: unknown },
  where: string,
  problems: Problems,
): StreetEntry["range"] {
  if (isEmpty(from) && isEmpty(to)) return null;
  const ends = [houseNumber(from), houseNumber(to)];
  for (const [index, end] of ends.entries()) {
    const name = ["from", "to"][index]!;
    if (end === null) problems.add(where, `"${name}" is ${shown([from, to][index])}`, "a house number, 1 to 999999");
  }
  const sides = isEmpty(side) ? "both" : String(side).toLowerCase();
  if (sides !== "even" && sides !== "odd" && sides !== "both") {
    problems.add(where, `"side" is ${shown(side)}`, "even, odd or both");
    return null;
  }
  const [first, last] = ends;
  return first == null || last == null ? null : { from: first, to: last, side: sides };
}

/** Whether a field says nothing. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || String(value).trim() === "";
}

/** A value as an error shows it. */
export function shown(value: unknown): string {
  return isEmpty(value) ? "missing" : (JSON.stringify(value) ?? "missing").slice(0, 60);
}

function coordinate(value: unknown, limit: number): number | null {
  const number = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Math.abs(number) <= limit ? number : null;
}

function houseNumber(value: unknown): number | null {
  return /^\s*[1-9]\d{0,5}\s*$/.test(String(value)) ? Number(value) : null;
}
