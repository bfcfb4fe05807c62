/**
 * The doctor: finds out, without a telephone, why callers would hear nothing. All checks run side by side, and none waits
 * for another's verdict; the report has them in the order in which a call meets their causes.
 */

import type { Bench } from "./bench.ts";
import type { Check, Finding, Row } from "./check.ts";
import { failure, mistake, skipped } from "./check.ts";
import { maskWithin } from "./mask.ts";

export interface Report {
  readonly ok: boolean;
  readonly startedAt: string;
  readonly ms: number;
  readonly checks: readonly Row[];
}

/** Every wait inside of a check is shorter; this is for what nobody thought of. */
const CHECK_LIMIT_MS = 50_000;

/** Runs the checks. `told` gets each row in their order, as soon as it and all before it are there. */
export async function examine(
  checks: readonly Check[],
  bench: Bench,
  told: (row: Row) => void = () => {},
): Promise<Report> {
  const startedAt = bench.now().toISOString();
  const began = performance.now();
  const rows: Row[] = [];
  try {
    const running = checks.map((check) => rowOf(check, bench));
    for (const row of running) {
      rows.push(maskWithin(await row, bench.mask));
      told(rows.at(-1)!);
    }
  } finally {
    await bench.close();
  }
  return { ...reportOf(rows, startedAt), ms: since(began) };
}

/** A report of rows that are there already. */
export function reportOf(rows: readonly Row[], startedAt: string): Report {
  const ok = rows.every(({ verdict }) => verdict !== "failure");
  return { ok, startedAt, ms: rows.reduce((sum, { ms }) => sum + ms, 0), checks: rows };
}

async function rowOf(check: Check, bench: Bench): Promise<Row> {
  const began = performance.now();
  const lacking = check.needs.filter((name) => bench.broken.has(name));
  const { ms, ...finding } = lacking.length > 0
    ? skipped(`${lacking.join(" and ")} ${lacking.length > 1 ? "are" : "is"} missing or wrong`)
    : await bounded(check, bench);
  return { id: check.id, ...finding, ms: ms ?? since(began) };
}

async function bounded(check: Check, bench: Bench): Promise<Finding> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Finding>((resolve) => {
    const finding = failure("unreachable", `the check had no result within ${CHECK_LIMIT_MS / 1_000} s`);
    timer = setTimeout(() => resolve(finding), CHECK_LIMIT_MS);
  });
  try {
    return await Promise.race([late, Promise.resolve().then(() => check.run(bench))]);
  } catch (error) {
    const seen = `the check itself failed: ${error instanceof Error ? error.message : error}`;
    return mistake("failure", seen, "a mistake in this program", "report it");
  } finally {
    clearTimeout(timer);
  }
}

function since(began: number): number {
  return Math.round(performance.now() - began);
}
