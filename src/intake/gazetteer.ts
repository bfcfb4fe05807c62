/**
 * An agency's own streets, common places and boundary, from a file, and what is needed to find them fast. Nothing here
 * asks anybody outside: a caller's location is checked against this and nothing else.
 */

import { readCsv } from "./gazetteer_csv.ts";
import { type Entries, GazetteerError, type PlaceEntry, type StreetEntry } from "./gazetteer_entries.ts";
import { readGeoJson } from "./gazetteer_geojson.ts";
import type { Point, Ring } from "./gazetteer_geometry.ts";
import { placeWords } from "./gazetteer_place_words.ts";
import { soundCodes } from "./gazetteer_sound.ts";
import { type StreetName, streetName } from "./gazetteer_street.ts";
import { words } from "./gazetteer_words.ts";

export interface Street {
  /** As the file spells it. */
  readonly name: string;
  readonly area: string | null;
  readonly parts: StreetName;
  readonly stretches: Pick<StreetEntry, "range" | "line">[];
}

export interface Gazetteer {
  readonly streetsByBase: ReadonlyMap<string, readonly Street[]>;
  readonly basesBySound: ReadonlyMap<string, readonly string[]>;
  readonly bases: readonly string[];
  /** For names that are only similar: the places in `bases` of those with three letters in a row. */
  readonly basesByTrigram: ReadonlyMap<string, readonly number[]>;
  /** Corners that the file names, by `crossingKey`. */
  readonly namedCrossings: ReadonlyMap<string, readonly Point[]>;
  readonly placesByWords: ReadonlyMap<string, readonly PlaceEntry[]>;
  readonly placesBySound: ReadonlyMap<string, readonly string[]>;
  /** None: nobody can say what is inside. */
  readonly boundary: readonly Ring[];
}

/**
 * Reads a gazetteer. `name` is the file's: `.csv`, else GeoJSON (`.geojson`, `.json`). Throws a `GazetteerError` with
 * every problem: the line or feature, what is there, what was expected.
 */
export function loadGazetteer(text: string, name: string): Gazetteer {
  const isCsv = /\.csv$/i.test(name);
  if (!isCsv && !/\.(geo)?json$/i.test(name)) {
    throw new GazetteerError([
      `the file is called ${JSON.stringify(name)}; expected a name in .csv, .geojson or .json`,
    ]);
  }
  const entries = isCsv ? readCsv(text) : readGeoJson(text);
  if (entries.streets.length + entries.places.length + entries.crossings.length === 0) {
    throw new GazetteerError(["the file names no place; expected at least one street, place or intersection"]);
  }
  return indexed(entries);
}

/** Where the corner of two streets is kept, whichever is named first. */
export function crossingKey(one: Street, other: Street): string {
  return [identity(one.parts, one.area), identity(other.parts, other.area)].toSorted().join("+");
}

function indexed({ streets, places, crossings, boundary }: Entries): Gazetteer {
  const all = streetsOf(streets, crossings);
  const byBase = grouped([...all.values()].map((street) => [street.parts.base, street]));
  const bases = [...byBase.keys()];
  const byWords = grouped(places.flatMap((place) => keysOf(place).map((key): [string, PlaceEntry] => [key, place])));
  const corners = crossings.flatMap(({ street, cross, area, at }): [string, Point][] => {
    const pair = [street, cross].map((name) => all.get(keyOf(name, area)));
    return pair[0] && pair[1] ? [[crossingKey(pair[0], pair[1]), at]] : [];
  });
  return {
    streetsByBase: byBase,
    basesBySound: grouped(bases.flatMap((base) => soundCodes(base).map((code): [string, string] => [code, base]))),
    bases,
    basesByTrigram: trigramIndex(bases),
    namedCrossings: grouped(corners),
    placesByWords: byWords,
    placesBySound: grouped(
      [...byWords.keys()].flatMap((key) =>
        soundCodes(key.replaceAll(" ", "")).map((code): [string, string] => [code, key])
      ),
    ),
    boundary,
  };
}

/** The runs of three letters of a name, its beginning and end among them. */
export function trigrams(base: string): string[] {
  const padded = `^${base}$`;
  const runs: string[] = [];
  for (let at = 0; at + 3 <= padded.length; at++) runs.push(padded.slice(at, at + 3));
  return runs;
}

function trigramIndex(bases: readonly string[]): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [place, base] of bases.entries()) {
    for (const three of trigrams(base)) {
      const places = index.get(three);
      if (places === undefined) index.set(three, [place]);
      else places.push(place);
    }
  }
  return index;
}

/** The stretches of a street, brought together under its name. */
function streetsOf(entries: Entries["streets"], crossings: Entries["crossings"]): Map<string, Street> {
  const streets = new Map<string, Street>();
  const enter = (name: string, area: string | null): Street | null => {
    const parts = streetName(words(name));
    if (parts === null) return null;
    const key = identity(parts, area);
    const street = streets.get(key) ?? { name, area, parts, stretches: [] };
    streets.set(key, street);
    return street;
  };
  for (const { name, area, range, line } of entries) enter(name, area)?.stretches.push({ range, line });
  for (const { street, cross, area } of crossings) for (const name of [street, cross]) enter(name, area);
  return streets;
}

function keyOf(name: string, area: string | null): string {
  const parts = streetName(words(name));
  return parts === null ? "" : identity(parts, area);
}

function identity({ base, type, direction }: StreetName, area: string | null): string {
  return `${direction ?? ""}|${base}|${type ?? ""}|${area?.toLowerCase() ?? ""}`;
}

function keysOf({ name, aliases }: PlaceEntry): string[] {
  return [...new Set([name, ...aliases].map((name) => placeWords(words(name)).join(" ")))].filter((key) => key !== "");
}

function grouped<T>(pairs: readonly (readonly [string, T])[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
