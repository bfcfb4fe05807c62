/** A gazetteer as GeoJSON (RFC 7946), a feature an entry; docs/gazetteer.md describes the properties. */

import * as z from "zod";
import { type Entries, isEmpty, pointOf, Problems, rangeOf, shown, type StreetEntry } from "./gazetteer_entries.ts";
import type { Point } from "./gazetteer_geometry.ts";

const collection = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(z.unknown()),
});
const feature = z.object({
  geometry: z.object({ type: z.string(), coordinates: z.unknown().optional() }),
  properties: z.record(z.string(), z.unknown()).nullish(),
});
type Properties = Readonly<Record<string, unknown>>;

interface Reader {
  readonly where: string;
  readonly problems: Problems;
  readonly entries: Entries;
}

/**
 * Reads the entries of a GeoJSON file: lines are streets, points are places (or intersections, when they name a `cross`
 * street), polygons are the boundary. Throws a `GazetteerError` that names the features that are wrong.
 */
export function readGeoJson(text: string): Entries {
  const problems = new Problems();
  const entries: Entries = { streets: [], places: [], crossings: [], boundary: [] };
  const parsed = collection.safeParse(parse(text));
  if (!parsed.success) {
    problems.add("the file", "it is not GeoJSON of features", 'JSON {"type": "FeatureCollection", …}');
  }
  for (const [index, value] of (parsed.data?.features ?? []).entries()) {
    const where = `feature ${index + 1}`;
    const read = feature.safeParse(value);
    if (!read.success) problems.add(where, "it has no geometry", 'a geometry with "type" and "coordinates"');
    else readFeature(read.data.geometry, read.data.properties ?? {}, { where, problems, entries });
  }
  problems.check();
  return entries;
}

function readFeature(
  { type, coordinates }: { type: string; coordinates?: unknown },
  properties: Properties,
  reader: Reader,
): void {
  const { where, problems, entries } = reader;
  switch (type) {
    case "LineString":
      return readStreet([lineOf(coordinates, reader)], properties, reader);
    case "MultiLineString":
      return readStreet(listOf(coordinates, reader).map((line) => lineOf(line, reader)), properties, reader);
    case "Point":
      return readPoint(positionOf(coordinates, reader), properties, reader);
    case "Polygon":
      entries.boundary.push(...listOf(coordinates, reader).map((ring) => ringOf(ring, reader)));
      return;
    case "MultiPolygon":
      for (const polygon of listOf(coordinates, reader)) {
        entries.boundary.push(...listOf(polygon, reader).map((ring) => ringOf(ring, reader)));
      }
      return;
    default:
      problems.add(where, `the geometry is ${shown(type)}`, "a line (street), point (place) or polygon (boundary)");
  }
}

/** Ranges are `from`, `to`, `side`; or one for each side, as the Census Bureau's TIGER/Line address ranges have them. */
function readStreet(lines: readonly Point[][], properties: Properties, { where, problems, entries }: Reader): void {
  const name = nameOf(properties, where, problems);
  const { from, to, side, LFROMHN, LTOHN, RFROMHN, RTOHN } = properties;
  const ranges: StreetEntry["range"][] = [rangeOf({ from, to, side }, where, problems)];
  for (const [first, last] of [[LFROMHN, LTOHN], [RFROMHN, RTOHN]]) {
    const range = rangeOf({ from: first, to: last, side: parity(first, last) }, where, problems);
    if (range !== null) ranges.push(range);
  }
  const used = ranges.some((range) => range !== null) ? ranges.filter((range) => range !== null) : [null];
  const area = isEmpty(properties.area) ? null : String(properties.area).trim();
  // A street in pieces has its numbers on none of them in particular: the longest stands for all.
  const line = lines.toSorted((one, other) => other.length - one.length)[0] ?? [];
  if (line.length === 0) problems.add(where, "the line has no points", "at least one");
  else for (const range of used) entries.streets.push({ name, area, range, line });
}

function readPoint(at: Point | null, properties: Properties, { where, problems, entries }: Reader): void {
  const name = nameOf(properties, where, problems);
  if (at === null) return;
  const area = isEmpty(properties.area) ? null : String(properties.area).trim();
  if (!isEmpty(properties.cross)) {
    entries.crossings.push({ street: name, cross: String(properties.cross).trim(), area, at });
    return;
  }
  const { aliases = [], address } = properties;
  if (!Array.isArray(aliases) || aliases.some((alias) => typeof alias !== "string")) {
    problems.add(where, `"aliases" is ${shown(aliases)}`, 'a list of names, ["library"]');
    return;
  }
  entries.places.push({ name, aliases, address: isEmpty(address) ? null : String(address).trim(), at });
}

function nameOf(properties: Properties, where: string, problems: Problems): string {
  const name = properties.name ?? properties.FULLNAME;
  if (typeof name === "string" && name.trim() !== "") return name.trim();
  problems.add(where, `"name" is ${shown(name)}`, "the name of the street or place");
  return "";
}

function parity(first: unknown, last: unknown): string {
  const [one, other] = [Number(first) % 2, Number(last) % 2];
  return one !== other ? "both" : one === 0 ? "even" : "odd";
}

function ringOf(value: unknown, reader: Reader): Point[] {
  const ring = lineOf(value, reader);
  if (ring.length < 3) reader.problems.add(reader.where, `a ring has ${ring.length} corners`, "at least 3");
  return ring;
}

function lineOf(value: unknown, reader: Reader): Point[] {
  return listOf(value, reader).map((position) => positionOf(position, reader)).filter((point) => point !== null);
}

/** GeoJSON has the longitude first. */
function positionOf(value: unknown, reader: Reader): Point | null {
  const [lon, lat] = listOf(value, reader);
  return pointOf(lat, lon, reader.where, reader.problems);
}

function listOf(value: unknown, { where, problems }: Reader): readonly unknown[] {
  if (Array.isArray(value)) return value;
  problems.add(where, `the coordinates are ${shown(value)}`, "a list");
  return [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}
