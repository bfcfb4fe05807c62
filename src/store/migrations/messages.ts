/** What is to leave the house, what happened in it, what people have to do, and the answers that writes got. */

import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../connection.ts";

/** The step for one kind of database: rows that are numbered by it are declared differently. */
export function messages(dialect: Dialect): Migration {
  return {
    async up(db) {
      await outboxTable(db, dialect);
      await numbered(db, dialect, "events", "id")
        .addColumn("type", "text", (column) => column.notNull())
        .addColumn("data", "text", (column) => column.notNull())
        .addColumn("at_ms", "bigint", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("events_by_time").on("events").column("at_ms").execute();
      await tasksTable(db);
      await db.schema.createTable("answers")
        .addColumn("key", "text", (column) => column.primaryKey())
        .addColumn("request", "text", (column) => column.notNull())
        .addColumn("status", "integer", (column) => column.notNull())
        .addColumn("body", "text", (column) => column.notNull())
        .addColumn("kept_at_ms", "bigint", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("answers_by_time").on("answers").column("kept_at_ms").execute();
    },
  };
}

async function outboxTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await numbered(db, dialect, "outbox", "sequence")
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("order_key", "text")
    .addColumn("payload", "text", (column) => column.notNull())
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("next_at_ms", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("last_error", "text")
    .execute();
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on("outbox").columns(columns).execute();
  await index("outbox_due", ["state", "next_at_ms", "sequence"]);
  await index("outbox_in_order", ["order_key", "channel", "state", "sequence"]);
  await index("outbox_by_state", ["state", "sequence"]);
  await index("outbox_by_age", ["state", "created_at_ms"]);
}

async function tasksTable(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable("tasks")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("call_sid", "text", (column) => column.notNull())
    .addColumn("incident_id", "text")
    .addColumn("created_at_ms", "bigint", (column) => column.notNull())
    .addColumn("done_at_ms", "bigint")
    .addUniqueConstraint("one_task_a_call", ["kind", "call_sid"])
    .execute();
  await db.schema.createIndex("tasks_open").on("tasks").columns(["done_at_ms", "created_at_ms", "id"]).execute();
}

/** Numbers are never given twice, also when the newest row is gone. */
function numbered(db: Kysely<unknown>, dialect: Dialect, table: string, column: string) {
  const create = db.schema.createTable(table);
  return dialect === "sqlite"
    ? create.addColumn(column, "integer", (built) => built.primaryKey().autoIncrement())
    : create.addColumn(column, "bigint", (built) => built.generatedByDefaultAsIdentity().primaryKey());
}
