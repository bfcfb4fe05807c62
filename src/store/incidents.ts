/** All queries on incidents, for every database. */

import { type SelectQueryBuilder, sql as raw } from "kysely";
import type { Page } from "./call_record.ts";
import { after, pageOf } from "./cursor.ts";
import type { IncidentRecord } from "./incident_record.ts";
import { incidentOf, type IncidentRow, incidentRow } from "./incident_row.ts";
import { appendNarrative, type Narrative, narrativesOf } from "./narrative.ts";
import type { Candidate, IncidentQuery } from "./ports.ts";
import type { Schema, Sql } from "./schema.ts";

/** Where a duplicate is looked for; a place has a handful of open incidents, a city some hundreds. */
const OPEN_AT_MOST = 200;

/** Null when there is none. */
export function findIncident(sql: Sql, id: string): Promise<IncidentRecord | null> {
  return oneIncident(sql, sql.selectFrom("incidents").select("id").where("id", "=", id));
}

/** The incident that a call opened or joined. */
export function incidentOfCall(sql: Sql, callSid: string): Promise<IncidentRecord | null> {
  return oneIncident(sql, sql.selectFrom("incident_calls").select("incident_id as id").where("call_sid", "=", callSid));
}

/** Of one type, neither closed nor cancelled, opened since a moment; newest first, at most 200. */
export async function openLike(sql: Sql, typeCode: string, sinceMs: number): Promise<readonly Candidate[]> {
  const rows = await sql.selectFrom("incidents").select("document").where("open_since_ms", ">=", sinceMs)
    .where("type_code", "=", typeCode).orderBy("open_since_ms", "desc").orderBy("id", "desc").limit(OPEN_AT_MOST)
    .execute();
  return rows.map(({ document }) => JSON.parse(document));
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

/**
 * Keeps an incident, new or known, and that its call told of it. Lines of its narrative that are stored stay; `stored`
 * are those, where the transaction has read them.
 */
export async function putIncident(sql: Sql, record: IncidentRecord, stored?: Narrative): Promise<void> {
  const row = incidentRow(record);
  const { id, created_at_ms: _created, call_sid: _sid, ...changes } = row;
  await sql.insertInto("incidents").values(row).onConflict((conflict) => conflict.column("id").doUpdateSet(changes))
    .execute();
  await appendNarrative(sql, id, record.narrative, stored);
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

/** An incident and its narrative by one question: each one more is a way to the database and back. */
async function oneIncident(sql: Sql, id: SelectQueryBuilder<Schema, never, { id: string }>) {
  const rows = await sql.selectFrom("incidents").select(["document as text", raw<number>`-1`.as("position")])
    .where("id", "in", id)
    .unionAll(sql.selectFrom("narrative").select(["line as text", "position"]).where("incident_id", "in", id))
    .execute();
  const [document, ...lines] = rows.toSorted((a, b) => a.position - b.position);
  if (document === undefined) return null;
  return incidentOf({ document: document.text }, lines.map(({ text }) => JSON.parse(text)));
}

async function withNarratives(sql: Sql, rows: readonly IncidentRow[]): Promise<readonly IncidentRecord[]> {
  const narratives = await narrativesOf(sql, rows.map(({ id }) => id));
  return rows.map((row) => incidentOf(row, narratives.get(row.id) ?? []));
}
