/** Who is told of a change: one row of the outbox for each, written with the change itself. */

import type { Config } from "../config/config.ts";
import type { Protocol } from "../intake/protocol.ts";
import type { CallRecord } from "../store/call_record.ts";
import type { IncidentRecord } from "../store/incident_record.ts";
import type { NewMessage } from "../store/outbox_record.ts";
import type { Change } from "../store/ports.ts";
import { radioMessage } from "./radio.ts";

/** Whom this agency wants told. */
export interface Recipients {
  /** Whether a records system receives webhooks. */
  readonly webhook: boolean;
  /** Units on duty, E.164: who gets a text, who gets a call (one after the other, until one acknowledges). */
  readonly sms: readonly string[];
  readonly calls: readonly string[];
  readonly ticketscad: boolean;
  readonly resgrid: boolean;
}

/** The recipients that a configuration names. */
export function recipients({ delivery }: Pick<Config, "delivery">): Recipients {
  return {
    webhook: delivery.webhook !== null,
    sms: delivery.smsTo,
    calls: delivery.callTo,
    ticketscad: delivery.ticketscadUrl !== null,
    resgrid: delivery.resgridUrl !== null,
  };
}

type Announcement = Required<Pick<Change, "messages" | "events">>;

/** What follows on a change of an incident. `wasSent`: it is handed to the units with this change. */
export function ofIncident(type: string, incident: IncidentRecord, to: Recipients): Announcement {
  const webhook: NewMessage[] = to.webhook
    ? [{ channel: "webhook", type, orderKey: incident.id, payload: incident }]
    : [];
  return { messages: webhook, events: [{ type, data: incident }] };
}

/** What goes to the units and to other systems when somebody is sent, or a report is filed. */
export function toUnits(incident: IncidentRecord, to: Recipients, protocol: Protocol): readonly NewMessage[] {
  const systems = (["ticketscad", "resgrid"] as const).filter((system) => to[system]).map((channel): NewMessage => ({
    channel,
    type: "incident.dispatched",
    orderKey: incident.id,
    payload: incident,
  }));
  if (incident.status !== "dispatched") return systems;
  const text = radioMessage(incident, protocol);
  const base = { type: "dispatch", orderKey: null };
  const texts = to.sms.map((number): NewMessage => ({
    channel: "sms",
    ...base,
    payload: { to: number, text, incidentId: incident.id },
  }));
  const call: NewMessage[] = to.calls.length === 0
    ? []
    : [{ channel: "call", ...base, payload: { numbers: to.calls, text, incidentId: incident.id } }];
  return [...texts, ...call, ...systems];
}

/** What follows on the end of a call. */
export function ofCallEnd(call: CallRecord, to: Recipients): Announcement {
  const types = call.outcome === "abandoned" ? ["call.abandoned", "call.ended"] : ["call.ended"];
  const orderKey = call.incidentId ?? call.sid;
  return {
    messages: to.webhook
      ? types.map((type): NewMessage => ({ channel: "webhook", type, orderKey, payload: call }))
      : [],
    events: types.map((type) => ({ type, data: call })),
  };
}
