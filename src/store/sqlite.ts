/** The store's queries on SQLite. */

import { Kysely, SqliteAdapter } from "kysely";
import { GenericSqliteDialect, type IGenericSqlite } from "kysely-generic-sqlite";
import type { Connection } from "./connection.ts";
import type { Schema, Sql } from "./schema.ts";
import type { Answer, SqliteAccess, Statement } from "./sqlite_access.ts";

/**
 * A transaction's work takes milliseconds. One that waits for the store itself would wait, and hold up every save, for
 * ever: it is given up, as PostgreSQL gives up one that idles.
 */
const LIMIT_MS = 5_000;

/** A transaction that reads first and writes later must not find that another process wrote between. */
const BEGIN: Statement = { sql: "begin immediate", parameters: [] };

/** Connects to a database; it gives up a transaction whose work takes longer than `limitMs`. */
export function connectSqlite(access: SqliteAccess, { limitMs = LIMIT_MS } = {}): Connection {
  const sql: Sql = new Kysely<Schema>({ dialect: new Dialect(() => connected(access)) });
  return {
    dialect: "sqlite",
    sql,
    async transact(work, isKept = "on disk") {
      const result = await sql.transaction().execute((inside) => within(limitMs, work(inside)));
      if (isKept === "on disk") await access.sync();
      return result;
    },
    flush: () => access.sync(),
    async close() {
      await sql.destroy();
      // Kysely closes only what it has used.
      await access.close();
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

/**
 * Each question is a way to the thread and back. What of a transaction has no answer that anybody reads, its beginning
 * and what it adds, waits for the next one that has, or for the commit; when it fails, that fails.
 */
function connected(access: SqliteAccess): IGenericSqlite<SqliteAccess> {
  /** What waits; null outside a transaction. */
  let waiting: Statement[] | null = null;
  let hasBegun = false;
  const ask = (statements: Statement[]): Promise<Answer> => {
    const isInside = hasBegun;
    hasBegun = waiting !== null;
    return access.ask(statements, isInside);
  };
  const query = async (_isSelect: boolean, sql: string, parameters: readonly unknown[] = []): Promise<Answer> => {
    const statement = { sql, parameters: parameters as Statement["parameters"] };
    if (sql === "begin") {
      waiting = [BEGIN];
      return NOTHING;
    }
    if (waiting === null) return await ask([statement]);
    if (isAddition(sql)) {
      waiting.push(statement);
      return NOTHING;
    }
    const isEnd = sql === "commit" || sql === "rollback";
    const statements = [...(sql === "rollback" ? [] : waiting), statement];
    waiting = isEnd ? null : [];
    // A transaction that asked and added nothing was none.
    if (isEnd && !hasBegun && statements.length <= 2) return NOTHING;
    return await ask(statements);
  };
  return { db: access, query: query as IGenericSqlite["query"], close: () => access.close() };
}

const NOTHING: Answer = { rows: [] };

function isAddition(sql: string): boolean {
  return sql.startsWith("insert ") && !sql.includes(" returning ");
}
