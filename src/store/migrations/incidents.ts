/** Incidents, their narratives, the calls that told of them, and the counters behind their numbers. */

import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../connection.ts";

/** The step for one kind of database: triggers are written differently. */
export function incidents(dialect: Dialect): Migration {
  return {
    async up(db) {
      await incidentTables(db);
      await narrativeTable(db, dialect);
      await db.schema.createTable("counters")
        .addColumn("year", "integer", (column) => column.primaryKey())
        .addColumn("last", "integer", (column) => column.notNull())
        .execute();
    },
  };
}

async function incidentTables(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable("incidents")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("number", "text", (column) => column.notNull().unique())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("priority", "integer", (column) => column.notNull())
    .addColumn("type_code", "text")
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .addColumn("open_since_ms", "bigint")
    .addColumn("call_sid", "text", (column) => column.notNull())
    .addColumn("document", "text", (column) => column.notNull())
    .execute();
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on("incidents").columns(columns).execute();
  await index("incidents_by_time", ["created_at_ms", "id"]);
  await index("incidents_by_status", ["status", "created_at_ms", "id"]);
  await index("incidents_open", ["open_since_ms", "id"]);
  await db.schema.createTable("incident_calls")
    .addColumn("call_sid", "text", (column) => column.primaryKey())
    .addColumn("incident_id", "text", (column) => column.notNull().references("incidents.id"))
    .execute();
}

async function narrativeTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema.createTable("narrative")
    .addColumn("incident_id", "text", (column) => column.notNull().references("incidents.id"))
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("line", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("narrative_place", ["incident_id", "position"])
    .execute();
  for (const statement of APPEND_ONLY[dialect]) await sql.raw(statement).execute(db);
}

/** The narrative grows only, whoever writes. */
const APPEND_ONLY: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: ["update", "delete"].map((change) =>
    `create trigger narrative_refuses_${change} before ${change} on narrative
     begin select raise(abort, 'the narrative is append-only'); end`
  ),
  postgres: [
    `create function refuse_append_only() returns trigger language plpgsql
     as $$ begin raise exception 'the narrative is append-only'; end $$`,
    `create trigger narrative_refuses before update or delete or truncate on narrative
     for each statement execute function refuse_append_only()`,
  ],
};
