/** Calls. */

import type { Migration } from "kysely/migration";

export const calls: Migration = {
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
};
