/** How an incident is worked after it was taken: who is on it, and what they say. One transaction a change. */

import type { IncidentRecord } from "../store/incident_record.ts";
import { ofIncident } from "./announce.ts";
import type { DeskPorts } from "./desk.ts";
import { withUnit } from "./incident.ts";

type WorkPorts = Pick<DeskPorts, "store" | "recipients" | "now" | "news">;

/**
 * A unit has acknowledged the dispatch. Durable when it comes back; said twice, it is entered once, and a unit that is
 * further already stays where it is. Null when there is no such incident.
 */
export async function acknowledge(
  ports: WorkPorts,
  incidentId: string,
  unitId: string,
): Promise<IncidentRecord | null> {
  const { store, recipients, now, news } = ports;
  const incident = await store.transact(async (tx) => {
    const known = await tx.incident(incidentId);
    if (known === null || known.units.some(({ id }) => id === unitId)) return known;
    const next = withUnit(known, { id: unitId, status: "acknowledged" }, "unit", now());
    await tx.put({ incident: next, ...ofIncident("incident.updated", next, recipients) });
    return next;
  });
  news.messagesWait();
  return incident;
}
