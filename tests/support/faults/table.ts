/** The README's table of faults, between its marks: read, and written anew. */

import { readFileSync, writeFileSync } from "node:fs";

const README = new URL("../../../README.md", import.meta.url);
const BEGIN = "<!-- faults -->";
const END = "<!-- /faults -->";

/** One fault as it was measured. */
export interface TableRow {
  readonly letter: string;
  readonly fault: string;
  readonly heard: readonly string[];
  readonly deadAirMs: number;
  readonly report: string;
}

/** What of a row is the same each time. */
export function cellsOf({ letter, fault, heard, report }: TableRow): string[] {
  return [letter, fault, heard.join(" · "), report];
}

/** The rows as they stand there. */
export function readTable(): { cells: string[]; deadAirMs: number }[] {
  const text = readFileSync(README, "utf8");
  const table = text.slice(text.indexOf(BEGIN), text.indexOf(END));
  const rows = table.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return rows.map((line) => {
    const [letter = "", fault = "", heard = "", deadAir = "", report = ""] = line.slice(1, -1).split("|").map((cell) =>
      cell.trim()
    );
    return { cells: [letter, fault, heard, report], deadAirMs: Number.parseFloat(deadAir) * 1_000 };
  });
}

/** Puts them there, dead air rounded up to `stepMs`; the formatter aligns the columns. */
export function writeTable(rows: readonly TableRow[], stepMs: number): void {
  const text = readFileSync(README, "utf8");
  const lines = rows.map((row) => {
    const [letter, fault, heard, report] = cellsOf(row);
    const seconds = (Math.ceil(row.deadAirMs / stepMs) * stepMs / 1_000).toFixed(1);
    return `| ${letter} | ${fault} | ${heard} | ${seconds} s | ${report} |`;
  });
  const head = ["| row | fault | what the caller hears | longest dead air | the report |", "| - | - | - | - | - |"];
  const table = [BEGIN, "", ...head, ...lines, "", END].join("\n");
  writeFileSync(README, text.slice(0, text.indexOf(BEGIN)) + table + text.slice(text.indexOf(END) + END.length));
}
