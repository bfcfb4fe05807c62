/** SQLite by Node's own module, on the thread that asks. Loads nothing else: a worker's start waits for what is here. */

import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Answer, Statement } from "./sqlite_access.ts";

/** Opening may wait this long for another process: no call is there yet to be held up. */
const OPENING_MS = 5_000;

/** More than there are different queries; lists of many sizes make more of them. */
const STATEMENTS_KEPT = 200;

interface Prepared {
  readonly statement: StatementSync;
  readonly isQuery: boolean;
}

/**
 * One database. WAL lets readers and the writer work side by side. NORMAL alone would lose the last commits of a machine
 * that loses its power: who needs one durable syncs the log (`CommitLog`). What another process's write forbids fails
 * at once (`isBusy`).
 */
export class SqliteExecutor {
  readonly #db: DatabaseSync;
  /** Statements are prepared once: that takes longer than most of them run. */
  readonly #prepared = new Map<string, Prepared>();

  /** Opens the file at `path`, `:memory:` for none. Throws when it is no database. */
  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(`PRAGMA busy_timeout = ${OPENING_MS}; PRAGMA journal_mode = WAL;`);
    this.#db.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 0;");
  }

  get isInTransaction(): boolean {
    return this.#db.isTransaction;
  }

  /**
   * Runs the statements one after the other, until one fails; gives the last one's answer. `isInside` says that they
   * belong to a transaction begun before: they are refused when SQLite has ended it, as it does when the disk is full.
   */
  ask(statements: readonly Statement[], isInside: boolean): Answer {
    let answer: Answer = { rows: [] };
    for (const statement of statements) {
      if (isInside && !this.isInTransaction) {
        // Done already; asking would hide why.
        if (statement.sql === "rollback") return answer;
        throw new Error("Cannot go on with the transaction: the database has given it up");
      }
      answer = this.#run(statement);
    }
    return answer;
  }

  close(): void {
    this.#db.close();
  }

  #run({ sql, parameters }: Statement): Answer {
    const { statement, isQuery } = this.#prepare(sql);
    if (isQuery) return { rows: statement.all(...parameters) };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) };
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#prepared.size >= STATEMENTS_KEPT) this.#prepared.delete(this.#prepared.keys().next().value!);
    const statement = this.#db.prepare(sql);
    const made = { statement, isQuery: statement.columns().length > 0 };
    this.#prepared.set(sql, made);
    return made;
  }
}

/** SQLITE_BUSY in any of its forms, from whatever thread. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5;
}
