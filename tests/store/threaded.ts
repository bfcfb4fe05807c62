/** A store on a SQLite file that is on its thread from the beginning, as one that runs for long is. */

import { type Database, database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrations.ts";
import { connectSqlite } from "../../src/store/sqlite.ts";
import { SqliteFile } from "../../src/store/sqlite_file.ts";

export async function openThreaded(path: string, nowMs: () => number = Date.now): Promise<Database> {
  const connection = connectSqlite(new SqliteFile(path, { movesAfterMs: 0 }));
  await migrate(connection);
  return database(connection, nowMs);
}
