/** An incident as a row, and back. Its narrative lies in a table of its own. */

import type { Selectable } from "kysely";
import type { IncidentRecord } from "./incident_record.ts";
import type { Narrative } from "./narrative.ts";
import type { IncidentsTable } from "./schema.ts";

export type IncidentRow = Selectable<IncidentsTable>;

/** The row of an incident. */
export function incidentRow(record: IncidentRecord): IncidentRow {
  const { narrative: _narrative, ...document } = record;
  const createdAtMs = Date.parse(record.times.created);
  return {
    id: record.id,
    number: record.number,
    status: record.status,
    priority: record.priority,
    type_code: record.typeCode,
    created_at_ms: createdAtMs,
    open_since_ms: record.status === "closed" || record.status === "cancelled" ? null : createdAtMs,
    call_sid: record.callSid,
    document: JSON.stringify(document),
  };
}

/** The incident of a row. */
export function incidentOf({ document }: Pick<IncidentRow, "document">, narrative: Narrative): IncidentRecord {
  return { ...JSON.parse(document) as Omit<IncidentRecord, "narrative">, narrative };
}
