/** An incident as an Emergency Incident Data Object (NENA-STA-021.1, JSON): what one agency tells another. */

import type { IncidentRecord } from "../store/incident_record.ts";
import { callParts } from "./eido_call.ts";
import { notesOf } from "./eido_notes.ts";
import type { Eido } from "./eido_shape.ts";
import { pidfLo } from "./pidf.ts";

/** What an EIDO says and an incident does not. */
export interface EidoContext {
  /** The agency's identifier, a domain name as NENA-STA-010 has it. */
  readonly agency: { readonly id: string };
  /** The identifier of this service, a domain name too. */
  readonly element: string;
  /** The call that reported it; times are ISO 8601 UTC. Null when it is not known any more. */
  readonly call: {
    readonly startedAt: string;
    readonly answeredAt: string | null;
    readonly endedAt: string | null;
  } | null;
}

/** Makes what every component begins with; `part` tells its identifier from those of the others. */
export type Prologue = (part: string) => Pick<Eido, "$id" | "lastUpdateTimeStamp" | "updatedByAgencyReference">;

/** Ours are 1, the highest, to 5; an EIDO's are 10, the highest, to 0. */
const PRIORITIES: Readonly<Record<number, number>> = { 1: 10, 2: 8, 3: 5, 4: 3, 5: 1 };
/** What stands for a type when the incident has none: other trouble. */
const UNKNOWN_TYPE = "TROUBLE";

/** Writes an incident as an EIDO. The same incident gives the same identifiers every time. */
export function eidoOf(incident: IncidentRecord, context: EidoContext): Eido {
  const { agency, element } = context;
  const id = incidentIdentifier(incident.id, element);
  const stamp = lastUpdate(incident);
  const prologue: Prologue = (part) => ({
    $id: `${id}:${part}`,
    lastUpdateTimeStamp: stamp,
    updatedByAgencyReference: { $ref: agency.id },
  });
  const notes = notesOf(incident, agency.id, prologue);
  const location = locationOf(incident, prologue);
  return {
    ...prologue("incident"),
    $id: id,
    eidoVersion: "1.0",
    issuingElementIdentification: element,
    agencyComponent: [{
      ...prologue("agency"),
      $id: agency.id,
      agencyRoleDescriptionRegistryText: ["CallReceiving"],
      agencyType: ["psap"],
      incidentOwningAgencyIndicator: true,
    }],
    ...notes.components,
    incidentComponent: {
      ...incidentOf(incident, prologue),
      ...location.length === 0 ? {} : { locationReference: location.map(({ $id }) => ({ $ref: $id })) },
      personReference: [{ $ref: prologue("caller").$id }],
      ...notes.references.length === 0 ? {} : { notesReference: notes.references },
    },
    ...location.length === 0 ? {} : { locationComponent: location },
    ...callParts(incident, context, prologue),
    ...unitsOf(incident, prologue, notes.dispatcher),
    ...linkOf(incident, element, prologue),
  };
}

/** `urn:emergency:uid:incidentid:…` (NENA-STA-010). */
function incidentIdentifier(id: string, element: string): string {
  return `urn:emergency:uid:incidentid:${id.replace(/^urn:uuid:/, "").replaceAll("-", "")}:${element}`;
}

function lastUpdate({ times, narrative, units }: IncidentRecord): string {
  const stamps = [...Object.values(times), ...narrative.map(({ at }) => at), ...units.map(({ at }) => at)];
  return stamps.filter((stamp) => stamp !== null).toSorted().at(-1) ?? times.created;
}

function incidentOf(incident: IncidentRecord, prologue: Prologue) {
  const { typeCode, nature, status, priority, number, disposition } = incident;
  return {
    ...prologue("incident"),
    incidentTypeCommonRegistryText: typeCode ?? UNKNOWN_TYPE,
    ...nature === null ? {} : { incidentTypeInternalText: nature },
    incidentStatusCommonRegistryText: [status === "closed" || status === "cancelled" ? "Closed" : "Active"],
    incidentStatusInternalText: [status],
    internalIncidentId: number,
    incidentCommonPriorityNumber: PRIORITIES[priority] ?? 0,
    incidentPriorityInternalText: String(priority),
    // The registry's codes have two digits; anything else is told in the notes.
    ...disposition === null || !/^\d{2}$/.test(disposition) ? {} : {
      dispositionComponent: [{
        ...prologue("disposition"),
        dispositionCommonRegistryCode: disposition,
        dispositionPrimaryIndicator: true,
      }],
    },
  };
}

/** Where it happens: `CurrentIncident`. Where the caller is, is another question, and nobody asked it. */
function locationOf({ location }: IncidentRecord, prologue: Prologue): NonNullable<Eido["locationComponent"]> {
  const { crossStreet, verified, lat, lon, ...said } = location;
  if (Object.values({ crossStreet, ...said }).every((part) => part === null)) return [];
  const cross = { address: crossStreet, unit: null, landmark: null, raw: null, lat: null, lon: null };
  return [{
    ...prologue("location"),
    locationTypeDescriptionRegistryText: "CurrentIncident",
    locationByValue: pidfLo({ ...said, lat, lon }, "pres:incident@invalid"),
    locationDescriptionText: verified ? "verified" : "unverified: as the caller said it",
    ...crossStreet === null ? {} : { crossStreetByValue: [pidfLo(cross, "pres:cross-street@invalid")] },
  }];
}

/** The registries of unit types and states are the agency's to map: its own words stand beside the general ones. */
function unitsOf({ units }: IncidentRecord, prologue: Prologue, dispatcher: string) {
  if (units.length === 0) return {};
  return {
    emergencyResourceComponent: units.map(({ id, status, at }, index) => ({
      ...prologue(`unit:${index + 1}`),
      lastUpdateTimeStamp: at,
      agentReference: [{ $ref: dispatcher }],
      emergencyResourceTypeCommonRegistryText: "Other",
      emergencyResourceName: id,
      primaryUnitStatusRegistryText: status === "available" ? "Available" : "Assigned",
      secondaryUnitStatusRegistryText: [status],
      unitStatusInternal: [status],
      resourceAttributeRegistryText: ["Other"],
      resourceAttributeInternalText: ["unknown"],
    })),
  };
}

/** A second report of the same belongs to the first. */
function linkOf({ duplicateOf }: IncidentRecord, element: string, prologue: Prologue) {
  if (duplicateOf === null) return {};
  return {
    linkComponent: [{
      ...prologue("link"),
      incidentTrackingIdentifier: incidentIdentifier(duplicateOf, element),
      linkDirectionCode: "PARENT" as const,
      transactionReasonText: "Another report of the same incident",
    }],
  };
}
