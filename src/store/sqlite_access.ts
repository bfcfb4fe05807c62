/** What is asked of a SQLite database, on whatever thread it is, and how it is said to a worker. */

import type { SQLInputValue } from "node:sqlite";

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

export interface Answer {
  readonly rows: unknown[];
  readonly insertId?: bigint;
  readonly numAffectedRows?: bigint;
}

export interface SqliteAccess {
  /** As `SqliteExecutor.ask`; questions are answered in the order they are asked. */
  ask(statements: readonly Statement[], isInside: boolean): Promise<Answer>;
  /** Comes back when everything committed before the call outlives a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** To the worker. The first is `open`; each is answered by one `Reply`, in turn. */
export type Request =
  | { readonly kind: "open"; readonly path: string }
  | { readonly kind: "ask"; readonly statements: readonly Statement[]; readonly isInside: boolean }
  | { readonly kind: "close" };

export type Reply = { readonly answer: Answer } | { readonly fault: Fault };

/** What of an error survives the way between threads: the copy of an `Error` has no fields of its own. */
export interface Fault {
  readonly message: string;
  /** Node's and SQLite's own: `ERR_SQLITE_ERROR`, 5 for SQLITE_BUSY. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An error as it crosses to the other thread: its words, and SQLite's codes. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { message: String(error), fields: {} };
  const { code, errcode, errstr } = error as { code?: unknown; errcode?: unknown; errstr?: unknown };
  return { message: error.message, fields: { code, errcode, errstr } };
}

/** And back. */
export function errorOf({ message, fields }: Fault): Error {
  return Object.assign(new Error(message), fields);
}
