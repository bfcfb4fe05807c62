/** An incident as it is opened, filled, sent and closed: each step a new record. Pure. */

import { type Facts, noFacts } from "../intake/facts.ts";
import type { Protocol } from "../intake/protocol.ts";
import type { IncidentRecord, IncidentStatus } from "../store/incident_record.ts";
import { changesBetween, spoken } from "./narrative.ts";
import { callbackNumber } from "./phone.ts";
import { priorityOf } from "./priority.ts";

/** Where a place was found; the gazetteer's answer. */
export interface Located {
  readonly verified: boolean;
  /** As the gazetteer writes it. */
  readonly address: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly jurisdiction?: "inside" | "outside" | "unknown";
}

/** What an incident is made from beside the facts. */
export interface Source {
  readonly callSid: string;
  /** E.164; null when withheld. */
  readonly callerId: string | null;
  readonly protocol: Protocol;
  readonly located: Located | null;
  readonly at: Date;
}

/** A new incident, pending. */
export function opened(name: { id: string; number: string }, facts: Facts, source: Source): IncidentRecord {
  const at = source.at.toISOString();
  const empty: IncidentRecord = {
    ...name,
    status: "pending",
    priority: 5,
    typeCode: null,
    nature: null,
    when: null,
    occurredAt: null,
    summary: null,
    location: { ...facts.location, lat: null, lon: null, verified: false },
    safety: { inProgress: null, injuries: null, weapons: null },
    caller: { name: null, anonymous: false, callback: null, callerId: null, language: null },
    details: {},
    narrative: [{ at, by: "caller", text: changesBetween(noFacts(), facts) || "The caller is in danger." }],
    units: [],
    times: { created: at, dispatched: null, enroute: null, onscene: null, closed: null },
    disposition: null,
    callSid: source.callSid,
    incomplete: [],
    duplicateOf: null,
  };
  return filled(empty, facts, source);
}

/** What an incident holds of its caller's answers: for a call that goes on elsewhere. */
export function factsOf({ location, nature, typeCode, when, safety, caller, details }: IncidentRecord): Facts {
  const { raw, address, unit, crossStreet, landmark } = location;
  const { name: callerName, anonymous, callback: callbackNumber, language } = caller;
  return {
    location: { raw, address, unit, crossStreet, landmark },
    nature,
    typeCode,
    when,
    ...safety,
    callbackNumber,
    callerName,
    anonymous,
    details,
    language,
  };
}

/** What became of the report: nothing yet, somebody was sent, or it was filed. */
export function whatWasDone({ status, times }: IncidentRecord): "no" | "dispatched" | "reported" {
  if (status === "pending") return "no";
  return status === "closed" && times.dispatched === null ? "reported" : "dispatched";
}

/** An incident with what its caller has added or corrected since. The same record when that is nothing. */
export function updated(incident: IncidentRecord, before: Facts, facts: Facts, source: Source): IncidentRecord {
  const text = changesBetween(before, facts);
  if (isOver(incident)) return text === "" ? incident : noted(incident, "caller", text, source.at);
  const next = filled(incident, facts, source);
  if (text === "") return JSON.stringify(next) === JSON.stringify(incident) ? incident : next;
  return noted(next, "caller", text, source.at);
}

/** Closed or cancelled: nothing of it changes any more, but its narrative grows. */
export function isOver({ status }: IncidentRecord): boolean {
  return status === "closed" || status === "cancelled";
}

/** Another caller reports the same: their words join, what nobody knew is filled in, nothing is overwritten. */
export function joined(incident: IncidentRecord, before: Facts, facts: Facts, source: Source): IncidentRecord {
  const text = changesBetween(before, facts);
  if (text === "") return incident;
  const who = source.callerId === null ? "Another caller" : `Another caller (${source.callerId})`;
  const line = `${who}: ${text}`;
  if (isOver(incident)) return noted(incident, "caller", line, source.at);
  const next = { ...incident, priority: Math.min(incident.priority, priorityOf(facts, source.protocol)) };
  return noted({ ...next, details: { ...facts.details, ...incident.details } }, "caller", line, source.at);
}

/** Somebody is sent, or the report is filed. Once: an incident that was sent stays as it is. */
export function sent(
  incident: IncidentRecord,
  order: { summary: string; isReport: boolean; missing: readonly string[]; by: string },
  at: Date,
): IncidentRecord {
  if (incident.status !== "pending") return incident;
  const { summary, isReport, missing, by } = order;
  const stamp = at.toISOString();
  const next: IncidentRecord = isReport
    ? { ...incident, status: "closed", disposition: "01", times: { ...incident.times, closed: stamp } }
    : {
      ...incident,
      status: "dispatched",
      times: { ...incident.times, dispatched: incident.times.dispatched ?? stamp },
    };
  const text = isReport ? `Report taken: ${summary}` : `Dispatched: ${summary}`;
  return noted({ ...next, summary, incomplete: missing }, by, text, at);
}

/** Danger, or nobody who answered: as urgent as can be, and the reason is kept. */
export function raised(incident: IncidentRecord, text: string, at: Date): IncidentRecord {
  return noted({ ...incident, priority: 1 }, "alarm", text, at);
}

/** A status of the incident, with its time; the first time of each counts. */
export function withStatus(incident: IncidentRecord, status: IncidentStatus, by: string, at: Date): IncidentRecord {
  if (incident.status === status) return incident;
  const key = status === "cancelled" ? "closed" : status;
  const times = key === "pending"
    ? incident.times
    : { ...incident.times, [key]: incident.times[key] ?? at.toISOString() };
  return noted({ ...incident, status, times }, by, `Status: ${status}`, at);
}

/** A unit's status. A unit that is new joins the list. */
export function withUnit(
  incident: IncidentRecord,
  unit: { id: string; status: string },
  by: string,
  at: Date,
): IncidentRecord {
  const stamped = { ...unit, at: at.toISOString() };
  const known = incident.units.findIndex(({ id }) => id === unit.id);
  const units = known < 0 ? [...incident.units, stamped] : incident.units.with(known, stamped);
  return noted({ ...incident, units }, by, `Unit ${unit.id}: ${unit.status}`, at);
}

/** Whether a unit still has to do with its incident: those that left stay on the list. */
export function isOnIt({ status }: { readonly status: string }): boolean {
  return status !== "available";
}

/** A line more in the narrative. */
export function noted(incident: IncidentRecord, by: string, text: string, at: Date): IncidentRecord {
  return { ...incident, narrative: [...incident.narrative, { at: at.toISOString(), by, text }] };
}

/** Closes an incident with its disposition (APCO 1.111). */
export function closed(
  incident: IncidentRecord,
  { disposition, text, by }: { disposition: string; text: string | null; by: string },
  at: Date,
): IncidentRecord {
  const next = withStatus({ ...incident, disposition }, "closed", by, at);
  return text === null ? next : noted(next, by, text, at);
}

/** What is said of it in one line where the model gave no summary. */
export function summaryOf(facts: Facts): string {
  const what = facts.nature ?? facts.typeCode ?? "Unknown trouble";
  const where = spoken(facts.location);
  return where === null ? `${what}, location unknown` : `${what}, ${where}`;
}

/** Filled in, and flagged once when the place is another agency's. */
function filled(incident: IncidentRecord, facts: Facts, source: Source): IncidentRecord {
  const next = withFacts(incident, facts, source);
  if (source.located?.jurisdiction !== "outside" || next.narrative.some(({ by }) => by === "gazetteer")) return next;
  return noted(next, "gazetteer", "The location is outside the jurisdiction.", source.at);
}

function withFacts(
  incident: IncidentRecord,
  facts: Facts,
  { protocol, located, callerId, at }: Source,
): IncidentRecord {
  const { location, nature, typeCode, when, inProgress, injuries, weapons, details, language } = facts;
  return {
    ...incident,
    // Never less urgent by rule than it was: that is for people to decide.
    priority: Math.min(incident.priority, priorityOf(facts, protocol)),
    typeCode,
    nature,
    when,
    occurredAt: inProgress === "yes" ? incident.occurredAt ?? at.toISOString() : incident.occurredAt,
    location: {
      ...location,
      address: located?.verified === true ? located.address ?? location.address : location.address,
      lat: located?.lat ?? null,
      lon: located?.lon ?? null,
      verified: located?.verified ?? false,
    },
    safety: { inProgress, injuries, weapons },
    caller: {
      name: facts.anonymous ? null : facts.callerName,
      anonymous: facts.anonymous,
      callback: callbackNumber(facts.callbackNumber, callerId),
      callerId,
      language,
    },
    details,
  };
}
