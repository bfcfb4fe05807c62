/** How an incident is worked after it was taken: who is on it, and what they say. One transaction a change. */

import type { IncidentRecord } from "../store/incident_record.ts";
import type { Change, Transaction } from "../store/ports.ts";
import { ofIncident } from "./announce.ts";
import { type DeskPorts, sentChange } from "./desk.ts";
import { isOnIt, isOver, withUnit } from "./incident.ts";
import { worked, type WorkOrder } from "./worked.ts";

type WorkPorts = Pick<DeskPorts, "store" | "recipients" | "now" | "news">;

/**
 * A unit has acknowledged the dispatch. Durable when it comes back; said twice, it is entered once, and a unit that is
 * further already stays where it is; one that comes too late, after the incident's end, is not entered. Null when there is no such incident.
 */
export async function acknowledge(
  ports: WorkPorts,
  incidentId: string,
  unitId: string,
): Promise<IncidentRecord | null> {
  const { store, recipients, now, news } = ports;
  const incident = await store.transact(async (tx) => {
    const known = await tx.incident(incidentId);
    if (known === null || isOver(known)) return known;
    if (known.units.some((unit) => unit.id === unitId && isOnIt(unit))) return known;
    const next = withUnit(known, { id: unitId, status: "acknowledged" }, "unit", now());
    await tx.put({ incident: next, ...ofIncident("incident.updated", next, recipients) });
    return next;
  });
  news.messagesWait();
  return incident;
}

/**
 * Carries out an order within a transaction; what it announces is written with it. `by`: who gave it, as the narrative
 * shows it. Words when the order makes no sense there, and null when there is no such incident: nothing was changed then.
 */
export async function work(
  tx: Transaction,
  ports: DeskPorts,
  id: string,
  { order, by }: { readonly order: WorkOrder; readonly by: string },
): Promise<IncidentRecord | string | null> {
  const known = await tx.incident(id);
  if (known === null) return null;
  const next = worked(known, order, { by, at: ports.now(), protocol: ports.protocol });
  if (typeof next !== "string" && next !== known) await tx.put(changeOf(known, next, ports));
  return next;
}

/** What is written and told: that somebody was sent, that it is over, or that it has changed. */
function changeOf(before: IncidentRecord, after: IncidentRecord, ports: DeskPorts): Change {
  const isSent = before.status === "pending" && after.status !== "pending" && !isOver(after);
  if (isSent) return sentChange(after, ports);
  const type = !isOver(before) && isOver(after) ? "incident.closed" : "incident.updated";
  return { incident: after, ...ofIncident(type, after, ports.recipients) };
}
