/** All queries on incidents, for every database. */

import type { Page } from "./call_record.ts";
import { after, pageOf } from "./cursor.ts";
import type { IncidentRecord } from "./incident_record.ts";
import { incidentOf, type IncidentRow, incidentRow } from "./incident_row.ts";
import { appendNarrative, narrativesOf } from "./narrative.ts";
import type { IncidentQuery } from "./ports.ts";
import type { Sql } from "./schema.ts";

/** Where a duplicate is looked for; a place has a handful of open incidents, a city some hundreds. */
const OPEN_AT_MOST = 200;

/** Null when there is none. */
export async function findIncident(sql: Sql, id: string): Promise<IncidentRecord | null> {
  const rows = await sql.selectFrom("incidents").selectAll().where("id", "=", id).execute();
  return (await withNarratives(sql, rows))[0] ?? null;
}

/** The incident that a call opened or joined. */
export async function incidentOfCall(sql: Sql, callSid: string): Promise<IncidentRecord | null> {
  const rows = await sql.selectFrom("incident_calls").innerJoin(
    "incidents",
    "incidents.id",
    "incident_calls.incident_id",
  )
    .selectAll("incidents").where("incident_calls.call_sid", "=", callSid).execute();
  return (await withNarratives(sql, rows))[0] ?? null;
}

/** Neither closed nor cancelled, opened since a moment; newest first, at most 200. */
export async function openSince(sql: Sql, atMs: number): Promise<readonly IncidentRecord[]> {
  const rows = await sql.selectFrom("incidents").selectAll().where("open_since_ms", ">=", atMs)
    .orderBy("open_since_ms", "desc").orderBy("id", "desc").limit(OPEN_AT_MOST).execute();
  return await withNarratives(sql, rows);
}

/** Newest first. Throws `BadCursor`. */
export async function listIncidents(sql: Sql, query: IncidentQuery): Promise<Page<IncidentRecord>> {
  const { status, limit, before } = query;
  let select = sql.selectFrom("incidents").selectAll().orderBy("created_at_ms", "desc").orderBy("id", "desc")
    .limit(limit + 1);
  if (status !== undefined) select = select.where("status", "=", status);
  if (before !== undefined) select = select.where(after(before, "created_at_ms", "id"));
  const page = pageOf(await select.execute(), limit, (row) => row, (row) => ({ at: row.created_at_ms, key: row.id }));
  return { items: await withNarratives(sql, page.items), next: page.next };
}

/** Keeps an incident, new or known, and that its call told of it. Lines of its narrative that are stored stay. */
export async function putIncident(sql: Sql, record: IncidentRecord): Promise<void> {
  const row = incidentRow(record);
  const { id, created_at_ms: _created, call_sid: _sid, ...changes } = row;
  await sql.insertInto("incidents").values(row).onConflict((conflict) => conflict.column("id").doUpdateSet(changes))
    .execute();
  await appendNarrative(sql, id, record.narrative);
  await sql.insertInto("incident_calls").values({ call_sid: record.callSid, incident_id: id })
    .onConflict((conflict) => conflict.column("call_sid").doNothing()).execute();
}

/** Links a call to an incident that another call opened. */
export async function joinIncident(sql: Sql, callSid: string, incidentId: string): Promise<void> {
  await sql.insertInto("incident_calls").values({ call_sid: callSid, incident_id: incidentId })
    .onConflict((conflict) => conflict.column("call_sid").doUpdateSet({ incident_id: incidentId })).execute();
}

/** The next number of a year, without gaps: its row is locked until the transaction ends, and goes back with it. */
export async function nextNumber(sql: Sql, year: number): Promise<string> {
  const { last } = await sql.insertInto("counters").values({ year, last: 1 })
    .onConflict((conflict) =>
      conflict.column("year").doUpdateSet((where) => ({ last: where("counters.last", "+", 1) }))
    )
    .returning("last").executeTakeFirstOrThrow();
  return `${year}-${String(last).padStart(6, "0")}`;
}

async function withNarratives(sql: Sql, rows: readonly IncidentRow[]): Promise<readonly IncidentRecord[]> {
  const narratives = await narrativesOf(sql, rows.map(({ id }) => id));
  return rows.map((row) => incidentOf(row, narratives.get(row.id) ?? []));
}
