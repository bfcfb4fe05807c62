/** The report for people: one line a check, and under what is wrong its cause and what to do. */

import type { Row, Verdict } from "./check.ts";
import type { Report } from "./doctor.ts";

const MARKS: Readonly<Record<Verdict, { word: string; colour: number }>> = {
  ok: { word: "ok", colour: 32 },
  warning: { word: "warning", colour: 33 },
  failure: { word: "FAILURE", colour: 31 },
  skipped: { word: "skipped", colour: 90 },
};

export interface TableOptions {
  readonly isColoured: boolean;
  /** Characters a line. */
  readonly width: number;
  /** The longest name of a check. */
  readonly idWidth: number;
}

const MARK_WIDTH = 7;
const MIN_TEXT_WIDTH = 30;

/** One row, with line ends inside of it. */
export function rowText({ id, verdict, seen, code, cause, action, ms }: Row, options: TableOptions): string {
  const { word, colour } = MARKS[verdict];
  const paint = (text: string, with_: number) => options.isColoured ? `\x1b[${with_}m${text}\x1b[0m` : text;
  const indent = MARK_WIDTH + options.idWidth + 4;
  const width = Math.max(MIN_TEXT_WIDTH, options.width - indent);
  const under = (text: string) => wrapped(text, width).map((line) => `${" ".repeat(indent)}${line}`);
  const [first = "", ...rest] = wrapped(ms >= 1_000 ? `${seen} [${(ms / 1_000).toFixed(1)}s]` : seen, width);
  const lines = [
    `${paint(word.padEnd(MARK_WIDTH), colour)}  ${id.padEnd(options.idWidth)}  ${first}`,
    ...rest.map((line) => `${" ".repeat(indent)}${line}`),
  ];
  if (cause !== null) lines.push(...under(`cause: ${cause}${code === null ? "" : ` (${code})`}`));
  if (action !== null) lines.push(...under(`to do: ${action}`).map((line) => paint(line, 1)));
  return lines.join("\n");
}

/** The last line: how it stands. */
export function summaryText({ checks, ms, ok }: Report, isColoured: boolean): string {
  const count = (verdict: Verdict) => checks.filter((row) => row.verdict === verdict).length;
  const parts = [`${count("ok")} ok`, `${count("warning")} warnings`, `${count("failure")} failures`];
  const text = `${ok ? "healthy" : "not healthy"}: ${parts.join(", ")}, ${count("skipped")} skipped, ` +
    `${(ms / 1_000).toFixed(1)} s`;
  return isColoured ? `\x1b[${ok ? 32 : 31}m${text}\x1b[0m` : text;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
