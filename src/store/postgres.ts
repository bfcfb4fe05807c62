/** PostgreSQL, by `pg`. */

import { Kysely, PostgresDialect } from "kysely";
// @ts-types="npm:@types/pg@8.23.1"
import pg from "pg";
import type { Connection } from "./connection.ts";
import { patiently } from "./patience.ts";
import { WithoutNul } from "./postgres_text.ts";
import type { Schema, Sql } from "./schema.ts";

/** A server has 100 connections by default, and several processes share them. */
const CONNECTIONS = 10;

/** A caller waits no longer for an answer: what takes more is a fault, and the connection is given up. */
const LIMIT_MS = 5_000;

/** The server's own clock ends first, so that its error tells what happened. */
const SERVER_LIMIT_MS = 4_500;

/** 64-bit integers, which `pg` gives as text: ours are times and counters, far below 2^53. */
const INT8 = 20;

/**
 * Opens a pool of connections to the database that `url` names; connects when it is first asked. A connection that is
 * lost fails what was asked of it, and the next question opens another. `isHurried` is false for migrations, which may
 * take as long as they take.
 */
export function connectPostgres(url: string, { isHurried = true } = {}): Connection {
  const sql: Sql = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: poolOf(url, isHurried) }),
    plugins: [new WithoutNul()],
  });
  return {
    dialect: "postgres",
    sql,
    transact: (work) => patiently(() => sql.transaction().setIsolationLevel("serializable").execute(work), isConflict),
    // A commit has been written to the disk when it is answered, unless the server's owner wants it otherwise.
    flush: () => Promise.resolve(),
    close: () => sql.destroy(),
  };
}

function poolOf(url: string, isHurried: boolean): pg.Pool {
  const limits = {
    statement_timeout: SERVER_LIMIT_MS,
    idle_in_transaction_session_timeout: SERVER_LIMIT_MS,
    query_timeout: LIMIT_MS,
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: isHurried ? CONNECTIONS : 1,
    connectionTimeoutMillis: LIMIT_MS,
    keepAlive: true,
    application_name: "dispatcher",
    types: { getTypeParser: (oid, format) => oid === INT8 ? Number : pg.types.getTypeParser(oid, format) },
    ...(isHurried ? limits : {}),
  });
  // A connection that breaks while nothing is asked of it harms nobody: the pool has dropped it already.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Serialization failure or deadlock: the transaction did nothing, and may well succeed when it is done again. */
function isConflict(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "40001" || error.code === "40P01");
}
