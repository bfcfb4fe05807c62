/** What each kind of database does in its own way; everything else is the same queries. */

import type { Sql } from "./schema.ts";

export type Dialect = "sqlite" | "postgres";

export interface Connection {
  readonly dialect: Dialect;
  readonly sql: Sql;
  /**
   * Runs `work` in one transaction that behaves as if it had the database for itself, and comes back when what it wrote
   * outlives a loss of power, or else when it outlives the process ("in memory"). `work` may run more than once, and asks nothing but the `Sql` it is given: on SQLite, whose
   * one connection it holds, anything else would wait for its end.
   */
  transact<T>(work: (sql: Sql) => Promise<T>, isKept?: "on disk" | "in memory"): Promise<T>;
  /** Comes back when all that was committed before the call outlives a loss of power. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
