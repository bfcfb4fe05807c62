/** Where calls are kept. One set of queries; the database behind them is chosen by DATABASE_URL. */

import type { CallRecord, Page } from "./call_record.ts";
import type { Connection } from "./connection.ts";
import { type Database, database } from "./database.ts";
import { migrate } from "./migrations.ts";
import { connectSqlite } from "./sqlite.ts";
import { SqliteFile } from "./sqlite_file.ts";
import { sqliteInMemory } from "./sqlite_memory.ts";

export { BadCursor } from "./cursor.ts";
export type { Database } from "./database.ts";

const MEMORY = ":memory:";

export interface CallQuery {
  readonly state?: "active" | "ended";
  /** 1-200. */
  readonly limit: number;
  readonly before?: string;
}

export interface Store {
  /** Keeps a call, new or known. */
  saveCall(record: CallRecord): Promise<void>;
  findCall(sid: string): Promise<CallRecord | null>;
  /** Newest first. Throws `BadCursor` when `before` is none of ours. */
  listCalls(query: CallQuery): Promise<Page<CallRecord>>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens and migrates the database that `databaseUrl` names: `sqlite:PATH` or `postgres://…`. `nowMs` is the wall clock,
 * epoch milliseconds. Throws when it cannot be opened.
 */
export async function openStore(databaseUrl: string, nowMs: () => number = Date.now): Promise<Database> {
  const connection = databaseUrl.startsWith("sqlite:")
    ? await openSqlite(databaseUrl.slice("sqlite:".length))
    : await openPostgres(databaseUrl);
  return database(connection, nowMs);
}

/** A database in memory, for tests: it is gone when it is closed. */
export function openMemory(nowMs?: () => number): Promise<Database> {
  return openStore("sqlite::memory:", nowMs);
}

async function openSqlite(path: string): Promise<Connection> {
  const connection = connectSqlite(path === MEMORY ? sqliteInMemory() : new SqliteFile(path));
  try {
    await migrate(connection);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openPostgres(url: string): Promise<Connection> {
  const { connectPostgres } = await import("./postgres.ts");
  const unhurried = connectPostgres(url, { isHurried: false });
  await migrate(unhurried).finally(unhurried.close);
  return connectPostgres(url);
}
