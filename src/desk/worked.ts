/** What an order makes of an incident, or why it makes no sense there. Pure. */

import { noFacts } from "../intake/facts.ts";
import { open, outlineOf } from "../intake/outline.ts";
import type { Protocol } from "../intake/protocol.ts";
import type { IncidentRecord, IncidentStatus } from "../store/incident_record.ts";
import { CANCELLED } from "./dispositions.ts";
import * as incidents from "./incident.ts";

export const UNIT_STATUSES = ["dispatched", "enroute", "onscene", "available"] as const;
export type UnitStatus = (typeof UNIT_STATUSES)[number];

/** More units than come to anything that this line takes. */
export const UNITS_AT_MOST = 100;

/** What people and records systems do with an incident. */
export type WorkOrder =
  | { readonly type: "dispatch" }
  | { readonly type: "unit"; readonly id: string; readonly status: UnitStatus }
  | { readonly type: "status"; readonly status: IncidentStatus }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "close"; readonly disposition: string; readonly text: string | null };

/** Who gives an order, when, and by which protocol. */
export interface Orderer {
  readonly by: string;
  readonly at: Date;
  readonly protocol: Protocol;
}

/** How far an incident has come. Orders move it on, never back; only units that leave before they arrive do. */
const PROGRESS: readonly string[] = ["pending", "dispatched", "enroute", "onscene"];

/** The incident after an order: the same record when it changes nothing; words when it makes no sense. */
export function worked(incident: IncidentRecord, order: WorkOrder, orderer: Orderer): IncidentRecord | string {
  const { by, at } = orderer;
  if (order.type === "note") return incidents.noted(incident, by, order.text, at);
  if (incidents.isOver(incident)) return repeats(incident, order) ? incident : overText(incident);
  switch (order.type) {
    case "dispatch":
      return dispatched(incident, orderer);
    case "unit":
      return withUnit(incident, order, orderer);
    case "status":
      return moved(incident, order.status, orderer);
    case "close":
      return incidents.closed(released(incident, at), { ...order, by }, at);
  }
}

/** Whether an incident that is over was ended by this very order: it is asked for once more. */
function repeats(incident: IncidentRecord, order: WorkOrder): boolean {
  if (order.type === "status") return incident.status === order.status;
  if (order.type !== "close" || incident.status !== "closed" || incident.disposition !== order.disposition) {
    return false;
  }
  return order.text === null || incident.narrative.some(({ text }) => text === order.text);
}

function overText({ number, status }: IncidentRecord): string {
  return `Incident ${number} is ${status}: it can only be annotated.`;
}

/** Somebody is sent, unless somebody was sent already. */
function dispatched(incident: IncidentRecord, { by, at, protocol }: Orderer): IncidentRecord {
  const facts = factsOf(incident);
  const summary = incident.summary ?? incidents.summaryOf(facts);
  const order = { summary, isReport: false, missing: open(outlineOf(protocol), facts), by };
  const sent = incidents.sent(incident, order, at);
  const first = incident.times.dispatched;
  return sent === incident || first === null ? sent : { ...sent, times: { ...sent.times, dispatched: first } };
}

function moved(incident: IncidentRecord, status: IncidentStatus, orderer: Orderer): IncidentRecord | string {
  const { number, status: current } = incident;
  const { by, at } = orderer;
  if (status === current) return incident;
  if (status === "dispatched" && current === "pending") return dispatched(incident, orderer);
  if (status === "closed") return `Incident ${number} is closed with a disposition only: use close.`;
  if (status === "cancelled") {
    return incidents.withStatus({ ...released(incident, at), disposition: CANCELLED }, status, by, at);
  }
  if (current === "pending") return `Incident ${number} is pending: dispatch it before it becomes ${status}.`;
  if (PROGRESS.indexOf(status) < PROGRESS.indexOf(current)) {
    return `Incident ${number} is ${current} already: it does not go back to ${status}.`;
  }
  return incidents.withStatus(incident, status, by, at);
}

/** A unit's status moves the incident: whoever sends a unit has dispatched, and the foremost unit says how far it is. */
function withUnit(
  incident: IncidentRecord,
  unit: { readonly id: string; readonly status: UnitStatus },
  orderer: Orderer,
): IncidentRecord | string {
  const { id, status } = unit;
  const { by, at } = orderer;
  const known = incident.units.find((other) => other.id === id);
  if (known?.status === status) return incident;
  if (status === "available") {
    if (known === undefined) return `Unit ${id} is not on incident ${incident.number}.`;
    return left(incidents.withUnit(incident, { id, status }, by, at), orderer);
  }
  if (known === undefined && incident.units.length >= UNITS_AT_MOST) {
    return `Incident ${incident.number} has ${UNITS_AT_MOST} units already.`;
  }
  const sent = dispatched(incident, orderer);
  return forward(incidents.withUnit(sent, { id, status }, by, at), status, orderer);
}

function forward(incident: IncidentRecord, status: IncidentStatus, { by, at }: Orderer): IncidentRecord {
  const isFurther = PROGRESS.indexOf(status) > PROGRESS.indexOf(incident.status);
  return isFurther ? incidents.withStatus(incident, status, by, at) : incident;
}

/** A unit has left. Before anybody arrived, the incident is only as far as those who still come; nobody: it waits again. */
function left(incident: IncidentRecord, { by, at }: Orderer): IncidentRecord {
  if (incident.status === "onscene") return incident;
  const far = incident.units.filter(incidents.isOnIt).map(({ status }) => Math.max(1, PROGRESS.indexOf(status)));
  const status = PROGRESS[Math.max(0, ...far)] as IncidentStatus;
  return incidents.withStatus(incident, status, by, at);
}

/** With the end of an incident its units are free. */
function released(incident: IncidentRecord, at: Date): IncidentRecord {
  const free = { status: "available" satisfies UnitStatus, at: at.toISOString() };
  return { ...incident, units: incident.units.map((unit) => incidents.isOnIt(unit) ? { ...unit, ...free } : unit) };
}

/** An incident as answers, to see what is missing. */
function factsOf({ location, nature, typeCode, when, safety, caller, details }: IncidentRecord) {
  const { name: callerName, anonymous, callback: callbackNumber, language } = caller;
  return {
    ...noFacts(),
    ...{ location, nature, typeCode, when, details },
    ...safety,
    ...{ callerName, anonymous, callbackNumber, language },
  };
}
