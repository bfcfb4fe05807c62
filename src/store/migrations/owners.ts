/** Which process has a call, and which processes live: several share one database. */

import type { Migration } from "kysely/migration";

export const owners: Migration = {
  async up(db) {
    await db.schema.alterTable("calls").addColumn("owner", "text").execute();
    await db.schema.createTable("instances")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("seen_at_ms", "bigint", (column) => column.notNull())
      .addColumn("takes_calls", "integer", (column) => column.notNull())
      .execute();
  },
};
