/** SQLite by Node's own module, which Deno has built in. */

import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Kysely, SqliteAdapter } from "kysely";
import { buildQueryFn, GenericSqliteDialect, type IGenericSqliteExecutor } from "kysely-generic-sqlite";
import { CommitLog } from "./commit_log.ts";
import type { Connection } from "./connection.ts";
import { patiently } from "./patience.ts";
import type { Schema, Sql } from "./schema.ts";

/** Opening may wait this long for another process: no call is there yet to be held up. */
const OPENING_MS = 5_000;

/**
 * A transaction's work takes milliseconds. One that waits for the store itself would wait, and hold up every call, for
 * ever: it is given up, as PostgreSQL gives up one that idles.
 */
const LIMIT_MS = 5_000;

/** More than there are different queries; lists of many sizes make more of them. */
const STATEMENTS_KEPT = 200;

const MEMORY = ":memory:";

/**
 * Opens a database file, its folder included; `:memory:` keeps it in memory. WAL lets readers and the writer work side
 * by side. NORMAL alone would lose the last commits of a machine that loses its power: `transact` syncs the log itself,
 * and gives up work that takes longer than `limitMs`.
 */
export function connectSqlite(path: string, { limitMs = LIMIT_MS } = {}): Connection {
  if (path !== MEMORY) mkdirSync(dirname(path), { recursive: true });
  const sql: Sql = new Kysely<Schema>({ dialect: new Dialect(() => executorOf(path)) });
  const log = path === MEMORY ? null : new CommitLog(() => open(`${path}-wal`, "r+"));
  return {
    dialect: "sqlite",
    sql,
    async transact(work) {
      const result = await sql.transaction().execute((inside) => within(limitMs, work(inside)));
      await log?.sync();
      return result;
    },
    async flush() {
      await log?.sync();
    },
    async close() {
      await log?.close();
      await sql.destroy();
    },
  };
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const alarm = setTimeout(() => late.reject(new Error(`Cannot finish a transaction within ${limitMs} ms`)), limitMs);
  return await Promise.race([work, late.promise]).finally(() => clearTimeout(alarm));
}

class Dialect extends GenericSqliteDialect {
  /** A migration step happens whole or not at all, and two processes that start at once do it once. */
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function executorOf(path: string) {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA busy_timeout = ${OPENING_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;`);
  // From here on a wait for another process must not hold the event loop.
  db.exec("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 0;");
  const query = buildQueryFn(cached(db));
  const asked: typeof query = (isSelect, text, parameters, node) => {
    // SQLite has done it already where the disk is full or broken; asking would hide why.
    if (text === "rollback" && !db.isTransaction) return Promise.resolve({ rows: [] });
    return patiently(() => query(isSelect, textOf(text), parameters, node), isBusy);
  };
  return { db, close: () => db.close(), query: asked };
}

/** A transaction that reads first and writes later must not find that another process wrote between. */
function textOf(sql: string): string {
  return sql === "begin" ? "begin immediate" : sql;
}

/** SQLITE_BUSY in any of its forms. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly isQuery: boolean;
}

/** Statements are prepared once: that takes longer than most of them run. */
function cached(db: DatabaseSync): IGenericSqliteExecutor {
  const statements = new Map<string, Prepared>();
  const prepared = (sql: string): Prepared => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= STATEMENTS_KEPT) statements.delete(statements.keys().next().value!);
    const statement = db.prepare(sql);
    const made = { statement, isQuery: statement.columns().length > 0 };
    statements.set(sql, made);
    return made;
  };
  return {
    isQuery: (sql) => prepared(sql).isQuery,
    all: (sql, parameters = []) => prepared(sql).statement.all(...parameters),
    run: (sql, parameters = []) => {
      const { changes, lastInsertRowid } = prepared(sql).statement.run(...parameters);
      return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) };
    },
  };
}
