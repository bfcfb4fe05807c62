/** SQLite by Node's own module, which Deno has built in. */

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { buildQueryFn, GenericSqliteDialect, type IGenericSqliteExecutor } from "kysely-generic-sqlite";
import type { Database, Schema } from "./schema.ts";

/**
 * Opens a database file, its folder included; `:memory:` keeps it in memory. WAL lets readers and the writer work side
 * by side, and NORMAL loses at most the last commits of a machine that loses its power, never the file.
 */
export function openSqlite(path: string): Database {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  return new Kysely<Schema>({
    dialect: new GenericSqliteDialect(() => {
      const db = new DatabaseSync(path);
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;");
      db.exec("PRAGMA foreign_keys = ON;");
      return { db, close: () => db.close(), query: buildQueryFn(executor(db)) };
    }),
  });
}

function executor(db: DatabaseSync): IGenericSqliteExecutor {
  return {
    isQuery: (sql) => db.prepare(sql).columns().length > 0,
    all: (sql, parameters = []) => db.prepare(sql).all(...parameters),
    run: (sql, parameters = []) => {
      const { changes, lastInsertRowid } = db.prepare(sql).run(...parameters);
      return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) };
    },
  };
}
