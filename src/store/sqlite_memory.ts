/** A SQLite database in memory, on the event loop itself: nothing there waits for a disk. */

import type { SqliteAccess } from "./sqlite_access.ts";
import { SqliteExecutor } from "./sqlite_executor.ts";

/** It is gone when it is closed. */
export function sqliteInMemory(): SqliteAccess {
  let executor: SqliteExecutor | null = new SqliteExecutor(":memory:");
  return {
    async ask(statements, isInside) {
      if (executor === null) throw new Error("Cannot ask the database: it is closed");
      return await Promise.resolve(executor.ask(statements, isInside));
    },
    sync: () => Promise.resolve(),
    close() {
      executor?.close();
      executor = null;
      return Promise.resolve();
    },
  };
}
