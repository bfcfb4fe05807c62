/**
 * The store's history. Forward only; a step that has run somewhere is never changed. Each step adds, and takes nothing
 * away: another process, of the version before, may be draining its calls meanwhile.
 */

import { Migrator } from "kysely/migration";
import type { Connection } from "./connection.ts";
import { callErasure } from "./migrations/call_erasure.ts";
import { calls } from "./migrations/calls.ts";
import { incidents } from "./migrations/incidents.ts";
import { messages } from "./migrations/messages.ts";
import { owners } from "./migrations/owners.ts";

/**
 * Brings a database up to date; processes that start at once wait for each other. Throws when a step fails: on both
 * kinds of database nothing of it stays.
 */
export async function migrate({ sql, dialect }: Connection): Promise<void> {
  const history = {
    "2026-11-calls": calls,
    "2026-12-call-erasure": callErasure,
    "2026-12-incidents": incidents(dialect),
    "2026-12-messages": messages(dialect),
    "2026-12-owners": owners,
  };
  const migrator = new Migrator({ db: sql, provider: { getMigrations: () => Promise.resolve(history) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("Cannot migrate the store", { cause: error });
}
