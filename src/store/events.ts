/** All queries on what happened, for every database. */

import { sql as raw } from "kysely";
import type { Connection, Dialect } from "./connection.ts";
import type { Change, EventLog } from "./ports.ts";
import type { Sql } from "./schema.ts";

/** PostgreSQL's lock around the numbering of events; any number that nothing else in the database uses. */
const NUMBERING_LOCK = 7_249_130_551;

export type NewEvent = NonNullable<Change["events"]>[number];

/** The events of a database. */
export function eventLog({ sql }: Connection): EventLog {
  return {
    async eventsAfter(id, limit) {
      const rows = await sql.selectFrom("events").selectAll().where("id", ">", id).orderBy("id").limit(limit).execute();
      return rows.map((row) => ({ id: row.id, type: row.type, data: JSON.parse(row.data), atMs: row.at_ms }));
    },
    async lastEventId() {
      const row = await sql.selectFrom("events").select("id").orderBy("id", "desc").limit(1).executeTakeFirst();
      return row?.id ?? 0;
    },
  };
}

/**
 * Adds events. Whoever follows them must never see a higher number before a lower one, so transactions of PostgreSQL,
 * which run side by side, take turns from here to their end.
 */
export async function addEvents(
  sql: Sql,
  dialect: Dialect,
  events: readonly NewEvent[],
  nowMs: number,
): Promise<void> {
  if (events.length === 0) return;
  if (dialect === "postgres") await raw`select pg_advisory_xact_lock(${NUMBERING_LOCK})`.execute(sql);
  const rows = events.map(({ type, data }) => ({ type, data: JSON.stringify(data), at_ms: nowMs }));
  await sql.insertInto("events").values(rows).execute();
}
