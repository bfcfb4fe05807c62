/** The narrative of an incident: lines in a table of their own, to which lines are only ever added. */

import type { IncidentRecord } from "./incident_record.ts";
import type { Sql } from "./schema.ts";

export type Narrative = IncidentRecord["narrative"];

/** The narratives of some incidents, each from its first line; an incident without a line is not in the answer. */
export async function narrativesOf(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, Narrative>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.selectFrom("narrative").select(["incident_id", "line"]).where("incident_id", "in", ids)
    .orderBy("incident_id").orderBy("position").execute();
  const groups = Map.groupBy(rows, (row) => row.incident_id);
  return new Map([...groups].map(([id, lines]) => [id, lines.map(({ line }) => JSON.parse(line))]));
}

/**
 * Adds the lines that are not stored yet. Whoever held an older incident loses nothing that others wrote since. `stored`
 * are the lines that are, where the transaction has read them.
 */
export async function appendNarrative(sql: Sql, id: string, narrative: Narrative, stored?: Narrative): Promise<void> {
  stored ??= (await narrativesOf(sql, [id])).get(id) ?? [];
  const added = without(narrative.map(textOf), stored.map(textOf));
  if (added.length === 0) return;
  const from = stored.length;
  const rows = added.map((line, n) => ({ incident_id: id, position: from + n, line }));
  await sql.insertInto("narrative").values(rows).execute();
}

/** `lines` less `known`; of equal lines each takes away one. */
function without(lines: readonly string[], known: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of known) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function textOf({ at, by, text }: Narrative[number]): string {
  return JSON.stringify({ at, by, text });
}
