/** The store's history. Forward only; a step that has run somewhere is never changed. */

import { type Migration, Migrator } from "kysely/migration";
import type { Database } from "./schema.ts";

const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "2026-11-calls": {
    async up(db) {
      await db.schema.createTable("calls")
        .addColumn("sid", "text", (column) => column.primaryKey())
        .addColumn("from_number", "text", (column) => column.notNull())
        .addColumn("to_number", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("started_at_ms", "bigint", (column) => column.notNull())
        .addColumn("answered_at_ms", "bigint")
        .addColumn("ended_at_ms", "bigint")
        .addColumn("outcome", "text")
        .addColumn("reason", "text")
        .addColumn("model", "text")
        .addColumn("recording", "text")
        .addColumn("incident_id", "text")
        .addColumn("cost_usd", "double precision")
        .addColumn("details", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("calls_by_time").on("calls").columns(["started_at_ms", "sid"]).execute();
    },
  },
};

/** Brings a database up to date. Throws when a step fails; what ran before it stays. */
export async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("Cannot migrate the store", { cause: error });
}
