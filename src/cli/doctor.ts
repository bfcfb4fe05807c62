/** `dispatcher doctor`: why callers would hear nothing, and what to do about it. */

import { readFile, writeFile } from "node:fs/promises";
import { wavHeader } from "../audio/wav.ts";
import { readLeniently } from "../config/lenient.ts";
import { Bench } from "../doctor/bench.ts";
import type { Row } from "../doctor/check.ts";
import { CHECKS } from "../doctor/checks/all.ts";
import { examine, type Report, reportOf } from "../doctor/doctor.ts";
import { journalRows } from "../doctor/journal/rows.ts";
import { mask, maskWithin } from "../doctor/mask.ts";
import { reviewSession } from "../doctor/session/review.ts";
import { rowOf } from "../doctor/session/rows.ts";
import { supportOf, supportOfJournal } from "../doctor/support.ts";
import { rowText, summaryText, type TableOptions } from "../doctor/table.ts";
import { JournalError, readJournal } from "../journal_reader.ts";
import type { Terminal } from "./commands.ts";
import { withDotEnv } from "./environment.ts";
import { version } from "./version.ts";

export interface DoctorOptions {
  readonly json?: boolean;
  readonly wav?: string;
  readonly session?: string;
  readonly fromJournal?: string;
  readonly support?: string;
}

/** Lines are no longer than this, and no longer than the terminal's. */
const WIDTH = 120;

/** Runs the doctor. Returns 0 when nothing failed, else 1. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  try {
    if (options.session !== undefined) return await reviewFile(options.session, options, terminal);
    if (options.fromJournal !== undefined) return await readFromJournal(options.fromJournal, options, terminal);
    return await run(options, terminal);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    terminal.complain(error.message);
    return 1;
  }
}

/** A file of the operator's cannot be used. */
class Unusable extends Error {}

async function run(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const settings = withDotEnv(terminal);
  if (settings === null) return 1;
  const bench = new Bench(await readLeniently(settings), settings);
  const table = tableFor(terminal, CHECKS.map(({ id }) => id));
  const told = (row: Row) => options.json === true ? undefined : terminal.print(rowText(row, table));
  const report = await examine(CHECKS, bench, told);
  end(report, options, terminal);
  if (options.support !== undefined) await write(options.support, supportOf(report, bench, version), terminal);
  if (options.wav !== undefined) await writeWav(options.wav, bench, terminal);
  return report.ok ? 0 : 1;
}

async function reviewFile(path: string, options: DoctorOptions, terminal: Terminal): Promise<number> {
  const text = await read(path);
  let review;
  try {
    review = reviewSession(JSON.parse(text));
  } catch (error) {
    throw new Unusable(`${path} is no session.update: ${(error as Error).message.replace(/\s+/g, " ")}`);
  }
  const rows = review.fields.map(rowOf);
  const report = { ...reportOf(rows, new Date().toISOString()), corrected: review.corrected };
  show(report, options, terminal);
  if (options.json !== true) {
    terminal.print("\nThe corrected event:\n");
    terminal.print(JSON.stringify({ type: "session.update", session: review.corrected }, null, 2));
  }
  return report.ok ? 0 : 1;
}

async function readFromJournal(path: string, options: DoctorOptions, terminal: Terminal): Promise<number> {
  const text = await read(path);
  let calls;
  try {
    calls = readJournal(text);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    throw new Unusable(`${path}: ${error.message}`);
  }
  const rows = calls.flatMap(journalRows).map((row) => maskWithin(row, mask));
  const report = reportOf(rows, new Date().toISOString());
  show(report, options, terminal);
  if (options.support !== undefined) {
    await write(options.support, supportOfJournal(calls, rows, version), terminal);
  }
  return report.ok ? 0 : 1;
}

/** A report that is there already, as a table or as JSON. */
function show(report: Report, options: DoctorOptions, terminal: Terminal): void {
  const table = tableFor(terminal, report.checks.map(({ id }) => id));
  if (options.json !== true) { for (const row of report.checks) terminal.print(rowText(row, table)); }
  end(report, options, terminal);
}

function end(report: Report, options: DoctorOptions, terminal: Terminal): void {
  if (options.json === true) terminal.print(JSON.stringify(report, null, 2));
  else terminal.print(`\n${summaryText(report, isColoured(terminal))}`);
}

function tableFor(terminal: Terminal, ids: readonly string[]): TableOptions {
  const width = Math.min(WIDTH, terminal.width ?? WIDTH);
  return { isColoured: isColoured(terminal), width, idWidth: Math.max(...ids.map(({ length }) => length)) };
}

/** NO_COLOR, when it is not empty, forbids colours (no-color.org); a file or pipe gets none. */
function isColoured({ width, environment }: Terminal): boolean {
  return width !== undefined && !environment["NO_COLOR"];
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Unusable(`Cannot read "${path}": ${error instanceof Error ? error.message : error}`);
  }
}

async function write(path: string, content: string | Uint8Array, terminal: Terminal): Promise<void> {
  try {
    await writeFile(path, content, { mode: 0o600 });
  } catch (error) {
    throw new Unusable(`Cannot write "${path}": ${error instanceof Error ? error.message : error}`);
  }
  terminal.complain(`wrote ${path}`);
}

/** The spoken reply: of the first model, or of the fallback when that one alone spoke. */
async function writeWav(path: string, { talks }: Bench, terminal: Terminal): Promise<void> {
  const replies = await Promise.all(talks.map(({ reply }) => reply));
  const audio = replies.find((reply) => reply !== null && reply.audio.length > 0)?.audio;
  if (audio === undefined) return terminal.complain(`${path} is not written: no model spoke`);
  const file = new Uint8Array([...wavHeader(audio.length, 1), ...audio]);
  await write(path, file, terminal);
}
