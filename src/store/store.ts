/** Where calls are kept. One set of queries; the database behind them is chosen by DATABASE_URL. */

import type { CallRecord, Page } from "./call_record.ts";
import type { Database } from "./database.ts";

export { BadCursor } from "./cursor.ts";
export type { Database } from "./database.ts";

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
  /** Closes the books on calls that a process left open when it died. Returns how many. */
  closeOrphans(now: Date): Promise<number>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens and migrates the database that `databaseUrl` (`sqlite:PATH`) names. `nowMs` is the wall clock, epoch
 * milliseconds. Throws when it cannot be opened.
 */
export async function openStore(databaseUrl: string, nowMs: () => number = Date.now): Promise<Database> {
  const { connectSqlite } = await import("./sqlite.ts");
  const { database } = await import("./database.ts");
  const { migrate } = await import("./migrations.ts");
  const connection = connectSqlite(databaseUrl.slice("sqlite:".length));
  try {
    await migrate(connection.sql, connection.dialect);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return database(connection, nowMs);
}

/** A database in memory, for tests: it is gone when it is closed. */
export function openMemory(nowMs?: () => number): Promise<Database> {
  return openStore("sqlite::memory:", nowMs);
}
