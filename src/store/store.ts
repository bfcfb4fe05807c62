/** Where calls are kept. One set of queries; the database behind them is chosen by DATABASE_URL. */

import type { CallRecord, Page } from "./call_record.ts";

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

/** `before` is not a `next` that a list gave. */
export class BadCursor extends Error {
  override readonly name = "BadCursor";
}

/** Opens and migrates the store that `databaseUrl` (`sqlite:PATH`) names. Throws when it cannot be opened. */
export async function openStore(databaseUrl: string): Promise<Store> {
  const { openSqlite } = await import("./sqlite.ts");
  const { CallStore } = await import("./calls.ts");
  const { migrate } = await import("./migrations.ts");
  const database = openSqlite(databaseUrl.slice("sqlite:".length));
  await migrate(database);
  return new CallStore(database);
}
