/** When a delivery needs a person: the alarm is counted, logged, and in the events that the console follows. */

import type { IncidentRecord } from "../store/incident_record.ts";
import type { OutboxMessage } from "../store/outbox_record.ts";
import type { IncidentStore } from "../store/ports.ts";

/** Life in danger and crimes in progress: somebody must know at once when these do not arrive. */
const URGENT = 2;

export interface AlarmPorts {
  readonly store: Pick<IncidentStore, "transact" | "findIncident">;
  readonly news: { alarm(kind: string, callSid: string): void; storeFailed(error: unknown): void };
}

/** Raises alarms about messages. A late one counts only when it is urgent, or on its way to the units. */
export function deliveryAlarm({ store, news }: AlarmPorts): (kind: string, message: OutboxMessage) => Promise<void> {
  return async (kind, message) => {
    try {
      const incident = await incidentOf(message, store);
      if (kind === "delivery_late" && !isUrgent(message, incident)) return;
      news.alarm(kind, incident?.callSid ?? message.id);
      const { id: messageId, channel } = message;
      const about = { incidentId: incident?.id ?? null, number: incident?.number ?? null };
      const data = { kind, messageId, channel, callSid: incident?.callSid ?? null, ...about };
      await store.transact((tx) => tx.put({ events: [{ type: "alarm", data }] }));
    } catch (error) {
      news.storeFailed(error);
    }
  };
}

function isUrgent({ channel }: OutboxMessage, incident: IncidentRecord | null): boolean {
  return channel === "call" || channel === "sms" || (incident !== null && incident.priority <= URGENT);
}

/** The incident that a message is about: its payload, or what that names. */
async function incidentOf({ payload }: OutboxMessage, store: AlarmPorts["store"]): Promise<IncidentRecord | null> {
  if (typeof payload !== "object" || payload === null) return null;
  if ("priority" in payload && "number" in payload) return payload as IncidentRecord;
  if (!("incidentId" in payload) || typeof payload.incidentId !== "string") return null;
  return await store.findIncident(payload.incidentId);
}
