/** What a check of the doctor's is, and what it finds. */

import type { FaultCode } from "../call/call.ts";
import { DIAGNOSES } from "../diagnosis.ts";
import type { Bench } from "./bench.ts";

export type Verdict = "ok" | "warning" | "failure" | "skipped";

/** What a check found. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was seen, on the wire where there is one; for a skipped check, why. */
  readonly seen: string;
  readonly code: FaultCode | null;
  readonly cause: string | null;
  readonly action: string | null;
  /** How long it took, where the check is but a part of something longer. */
  readonly ms?: number;
}

/** One row of the report. */
export interface Row extends Omit<Finding, "ms"> {
  readonly id: string;
  readonly ms: number;
}

/** One check. It runs whatever became of the others. */
export interface Check {
  readonly id: string;
  /** Variables without which it cannot run: when one is wrong or missing, it is skipped. */
  readonly needs: readonly string[];
  run(bench: Bench): Promise<Finding> | Finding;
}

/** Nothing is wrong. */
export function ok(seen: string, ms?: number): Finding {
  return { verdict: "ok", seen, code: null, cause: null, action: null, ...(ms === undefined ? {} : { ms }) };
}

/** It could not run, because of this. */
export function skipped(because: string): Finding {
  return { verdict: "skipped", seen: because, code: null, cause: null, action: null };
}

/** Words of a finding that are its own, in the place of the diagnosis table's. */
export interface Words {
  readonly cause?: string;
  readonly action?: string;
  readonly ms?: number;
}

/** A fault of the diagnosis table. */
export function failure(code: FaultCode, seen: string, words: Words = {}): Finding {
  const { cause, action } = DIAGNOSES[code];
  return { verdict: "failure", seen, code, cause, action, ...words };
}

/** The same, where callers do not suffer yet. */
export function warning(code: FaultCode, seen: string, words: Words = {}): Finding {
  return { ...failure(code, seen, words), verdict: "warning" };
}

/** A mistake that is none of the diagnosis table's: it has words, and no code. */
export function mistake(verdict: "warning" | "failure", seen: string, cause: string, action: string): Finding {
  return { verdict, seen, code: null, cause, action };
}
