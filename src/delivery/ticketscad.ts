/**
 * Incidents to TicketsCAD v4 by its external API. Source: github.com/openises/TicketsCAD, `api/external/v1/incidents.php`,
 * `incident-types.php`, `inc/incident-write.php`, `inc/external-auth.php`: bearer token `tcad_…` with the scopes
 * `incidents:write` and `incident_types:read`; required are `in_types_id` and `scope`; severity is 0 to 2, 2 highest;
 * status 1 is closed, 2 open.
 */

import * as z from "zod";
import type { Protocol } from "../intake/protocol.ts";
import { ask } from "../outgoing.ts";
import type { IncidentRecord } from "../store/incident_record.ts";
import { callerName, callerNumber, notes, typeName, whatHappened } from "./incident_text.ts";
import { type Channel, type Outcome, outcomeOf, withoutAnswer } from "./outcome.ts";
import { type Destination, readDestination } from "./destination.ts";

/** The agency's own list of types changes seldom. */
const TYPES_KEPT_MS = 10 * 60 * 1_000;

const typesShape = z.object({
  data: z.object({ incident_types: z.array(z.object({ id: z.coerce.number().int(), type: z.string() })) }),
});
type Types = z.infer<typeof typesShape>["data"]["incident_types"];

/** The names of its errors are fixed words (`validation_failed`, `forbidden_scope`…). */
const errorShape = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) });

/** Posts incidents. `url` is TICKETSCAD_URL; `?in_types_id=7` in it names the type of what fits none of theirs. */
export function ticketscadChannel(url: URL, protocol: Protocol, nowMs: () => number): Channel {
  const to = readDestination(url);
  const fallback = Number(url.searchParams.get("in_types_id") ?? 0);
  let kept: { types: Types; untilMs: number } | null = null;
  const types = async (signal: AbortSignal): Promise<Types | null> => {
    if (kept !== null && kept.untilMs > nowMs()) return kept.types;
    const read = await readTypes(to, signal);
    if (read !== null) kept = { types: read, untilMs: nowMs() + TYPES_KEPT_MS };
    return read;
  };
  return async ({ payload }, signal) => {
    const incident = payload as IncidentRecord;
    try {
      const typeId = typeIdOf(incident, protocol, await types(signal) ?? []) ?? fallback;
      if (typeId <= 0) return noType();
      const body = JSON.stringify(ticketOf(incident, protocol, typeId));
      const answer = await ask({ url: to.at("/api/external/v1/incidents"), headers: headersOf(to), body, signal });
      return outcomeOf(answer, errorOf(answer.body));
    } catch (error) {
      return withoutAnswer(error);
    }
  };
}

/** 1 and 2 are urgent here, 5 is not; there 2 is the most urgent. */
export function severityOf(priority: number): number {
  return priority <= 1 ? 2 : priority === 2 ? 1 : 0;
}

function ticketOf(incident: IncidentRecord, protocol: Protocol, typeId: number): Record<string, unknown> {
  const { number, priority, status, location } = incident;
  const about = [location.unit === null ? null : `Unit ${location.unit}`, location.crossStreet, location.landmark];
  return {
    in_types_id: typeId,
    scope: `${number} ${whatHappened(incident, protocol)}`,
    severity: severityOf(priority),
    status: status === "closed" || status === "cancelled" ? 1 : 2,
    street: location.address ?? location.raw ?? "",
    address_about: about.filter((part) => part !== null).join(", "),
    contact: callerName(incident) ?? "",
    phone: callerNumber(incident) ?? "",
    description: notes(incident),
    comments: `${typeName(incident, protocol)}, priority ${priority}, ${incident.id}`,
    ...(location.lat === null || location.lon === null ? {} : { lat: location.lat, lng: location.lon }),
  };
}

/** Their type of the same name or code; else the first one of theirs that is called other or unknown. */
function typeIdOf(incident: IncidentRecord, protocol: Protocol, types: Types): number | null {
  const wanted = [typeName(incident, protocol), incident.typeCode ?? ""].map((name) => name.toLowerCase());
  const same = types.find(({ type }) => wanted.includes(type.trim().toLowerCase()));
  return (same ?? types.find(({ type }) => /\b(other|unknown|misc)/i.test(type)))?.id ?? null;
}

/** Null when the token may not read them, or they cannot be read now. */
async function readTypes(to: Destination, signal: AbortSignal): Promise<Types | null> {
  const url = to.at("/api/external/v1/incident-types");
  const { status, body } = await ask({ method: "GET", url, headers: headersOf(to), signal });
  const read = status === 200 ? typesShape.safeParse(jsonOf(body)) : null;
  return read?.success === true ? read.data.data.incident_types : null;
}

function noType(): Outcome {
  const error = "no incident type fits: let the token read incident_types, or add ?in_types_id=… to TICKETSCAD_URL";
  return { kind: "failed", error, retryAfter: null };
}

function headersOf({ token }: Destination): Record<string, string> {
  return { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" };
}

function errorOf(body: string): string {
  return errorShape.safeParse(jsonOf(body)).data?.error ?? "";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
