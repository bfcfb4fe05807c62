/** A gazetteer as CSV (RFC 4180), a row an entry; docs/gazetteer.md describes the columns. */

import { type Entries, isEmpty, pointOf, Problems, rangeOf, shown } from "./gazetteer_entries.ts";
import type { Point } from "./gazetteer_geometry.ts";

const COLUMNS = [
  "kind",
  "name",
  "area",
  "from",
  "to",
  "side",
  "lat",
  "lon",
  "to_lat",
  "to_lon",
  "cross",
  "address",
  "aliases",
] as const;
type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ["kind", "name", "lat", "lon"];

interface Row {
  readonly where: string;
  get(column: Column): string;
}

/** Reads the entries of a CSV file. Throws a `GazetteerError` that names the lines that are wrong. */
export function readCsv(text: string): Entries {
  const problems = new Problems();
  const [header, ...records] = recordsOf(text, problems);
  const names = header?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const where = `line ${header?.line ?? 1}`;
  for (const name of names.filter((name) => !(COLUMNS as readonly string[]).includes(name))) {
    problems.add(where, `no column is called ${shown(name)}`, `some of ${COLUMNS.join(", ")}`);
  }
  for (const name of REQUIRED.filter((name) => !names.includes(name))) {
    problems.add(where, `the column "${name}" is missing`, `a header with ${REQUIRED.join(", ")}`);
  }
  problems.check();
  const place = new Map(names.map((name, index) => [name, index]));
  const entries: Entries = { streets: [], places: [], crossings: [], boundary: [] };
  const rings = new Map<string, Point[]>();
  for (const { line, cells } of records) {
    if (cells.length === 1 && cells[0]!.trim() === "") continue;
    if (cells.length > names.length) problems.add(`line ${line}`, `it has ${cells.length} cells`, `${names.length}`);
    readRow({ where: `line ${line}`, get: (column) => cells[place.get(column) ?? -1]?.trim() ?? "" }, {
      entries,
      rings,
      problems,
    });
  }
  for (const [name, ring] of rings) {
    if (ring.length < 3) problems.add(`boundary ${shown(name)}`, `it has ${ring.length} corners`, "at least 3");
    entries.boundary.push(ring);
  }
  problems.check();
  return entries;
}

function readRow(row: Row, into: { entries: Entries; rings: Map<string, Point[]>; problems: Problems }): void {
  const { entries, rings, problems } = into;
  const { where } = row;
  const kind = row.get("kind").toLowerCase();
  const name = row.get("name");
  const at = pointOf(row.get("lat"), row.get("lon"), where, problems);
  if (name === "" && kind !== "boundary") problems.add(where, '"name" is missing', "the name of the entry");
  switch (kind) {
    case "street": {
      const range = rangeOf({ from: row.get("from"), to: row.get("to"), side: row.get("side") }, where, problems);
      const hasEnd = row.get("to_lat") !== "" || row.get("to_lon") !== "";
      const end = hasEnd ? pointOf(row.get("to_lat"), row.get("to_lon"), where, problems) : null;
      if (at === null) return;
      entries.streets.push({ name, area: row.get("area") || null, range, line: end === null ? [at] : [at, end] });
      return;
    }
    case "place": {
      const aliases = row.get("aliases").split("|").map((alias) => alias.trim()).filter((alias) => alias !== "");
      if (at !== null) entries.places.push({ name, aliases, address: row.get("address") || null, at });
      return;
    }
    case "intersection": {
      const cross = row.get("cross");
      if (isEmpty(cross)) problems.add(where, '"cross" is missing', "the other street of the intersection");
      if (at !== null) entries.crossings.push({ street: name, cross, area: row.get("area") || null, at });
      return;
    }
    case "boundary":
      if (at === null) return;
      if (!rings.get(name)?.push(at)) rings.set(name, [at]);
      return;
    default:
      problems.add(where, `"kind" is ${shown(kind)}`, "street, place, intersection or boundary");
  }
}

interface CsvRecord {
  /** The line it begins on. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The records of a text; a cell in quotation marks may have commas, line ends and doubled quotation marks in it. */
function recordsOf(text: string, problems: Problems): CsvRecord[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const records: CsvRecord[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    const parts = [lines[index]!];
    if (!parts[0]!.includes('"')) {
      records.push({ line, cells: parts[0]!.split(",") });
      continue;
    }
    // Each line is looked at once: one stray quotation mark joins all that follow.
    let isOpen = turns(parts[0]!);
    while (isOpen && index + 1 < lines.length) {
      const next = lines[++index]!;
      parts.push(next);
      if (turns(next)) isOpen = false;
    }
    const cells = quotedCells(parts.join("\n"));
    if (cells !== null) records.push({ line, cells });
    else {problems.add(
        `line ${line}`,
        "a quotation mark stands where none can",
        'cells wholly in quotation marks, "" for one',
      );}
  }
  return records;
}

/** Whether a line has an odd number of quotation marks: it opens a cell, or closes one. */
function turns(line: string): boolean {
  return line.split('"').length % 2 === 0;
}

function quotedCells(record: string): string[] | null {
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  const cells: string[] = [];
  while (true) {
    const found = cell.exec(record);
    if (found === null) return null;
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "") return cells;
  }
}
