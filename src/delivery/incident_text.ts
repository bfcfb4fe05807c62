/** An incident in the words that other systems have fields for. */

import { spoken } from "../desk/narrative.ts";
import { type Protocol, typeOf } from "../intake/protocol.ts";
import type { IncidentRecord } from "../store/incident_record.ts";

/** Its type's name; the code when the protocol has none, and words when there is not even a code. */
export function typeName({ typeCode }: IncidentRecord, protocol: Protocol): string {
  return typeOf(protocol, typeCode)?.name.en ?? typeCode ?? "Unknown trouble";
}

/** What happened, in one line. */
export function whatHappened(incident: IncidentRecord, protocol: Protocol): string {
  return incident.summary ?? incident.nature ?? typeName(incident, protocol);
}

/** Where, in one line; null when nobody knows. */
export function whereItIs({ location }: IncidentRecord): string | null {
  return spoken(location);
}

/** Who told of it; null when the caller gave no name or wants none known. */
export function callerName({ caller }: IncidentRecord): string | null {
  return caller.anonymous ? "Anonymous" : caller.name;
}

/** A number to reach the caller by; null when there is none, or they stay anonymous. */
export function callerNumber({ caller }: IncidentRecord): string | null {
  return caller.callback ?? (caller.anonymous ? null : caller.callerId);
}

/** Dangers first, then whether the address is sure, then what was said, line by line. */
export function notes(incident: IncidentRecord): string {
  const { safety, location, narrative } = incident;
  const lines = [
    `Weapons: ${safety.weapons ?? "unknown"}. Injuries: ${safety.injuries ?? "unknown"}. ` +
    `In progress: ${safety.inProgress ?? "unknown"}.`,
    ...(location.verified ? [] : ["The address is not verified."]),
    ...narrative.map(({ at, by, text }) => `${at} ${by}: ${text}`),
  ];
  return lines.join("\n");
}
