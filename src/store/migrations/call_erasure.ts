/** When a call was erased, and the calls that are looked for by what they still lack: an end, an erasure. */

import type { Migration } from "kysely/migration";

export const callErasure: Migration = {
  async up(db) {
    await db.schema.alterTable("calls").addColumn("erased_at_ms", "bigint").execute();
    await db.schema.createIndex("calls_by_end").on("calls").columns(["ended_at_ms", "started_at_ms", "sid"]).execute();
    await db.schema.createIndex("calls_to_erase").on("calls").columns(["erased_at_ms", "ended_at_ms"]).execute();
  },
};
