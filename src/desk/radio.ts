/** The message to the units: what a dispatcher would say on the radio, short enough for two texts. */

import { type Protocol, typeOf } from "../intake/protocol.ts";
import type { IncidentRecord } from "../store/incident_record.ts";
import { spoken } from "./narrative.ts";

/** Two concatenated texts of 153 characters each. */
const CHARACTERS = 306;

/** Type, place, what, dangers, number: `P2 Theft. 12 Main Street, by the library. Bicycle stolen. Weapons: unknown. 2026-000012`. */
export function radioMessage(incident: IncidentRecord, protocol: Protocol): string {
  const { typeCode, location, safety, summary, nature, number, priority } = incident;
  const type = typeOf(protocol, typeCode)?.name.en ?? typeCode ?? "Unknown trouble";
  const place = spoken(location) ?? "location unknown";
  const dangers = [
    safety.weapons === "yes" ? "WEAPON" : null,
    safety.injuries === "yes" ? "INJURIES" : null,
    safety.inProgress === "yes" ? "in progress" : null,
    location.verified || spoken(location) === null ? null : "address unverified",
  ].filter((word) => word !== null);
  const tail = `${dangers.length > 0 ? ` ${dangers.join(", ")}.` : ""} ${number}`;
  const head = `P${priority} ${type}. ${place}. `;
  const room = Math.max(0, CHARACTERS - head.length - tail.length);
  return `${head}${clipped(summary ?? nature ?? "", room)}${tail}`.slice(0, CHARACTERS);
}

/** What a person hears who takes over a call, ten seconds of speech: number, place, nature, safety. */
export function whisperText(incident: IncidentRecord | null, protocol: Protocol): string {
  if (incident === null) return "A caller is transferred to you. Nothing was recorded yet.";
  const { number, location, nature, typeCode, safety } = incident;
  const what = nature ?? typeOf(protocol, typeCode)?.name.en ?? "unknown trouble";
  const dangers = [
    safety.weapons === "yes" ? "A weapon was reported." : null,
    safety.injuries === "yes" ? "Someone is hurt." : null,
  ].filter((word) => word !== null);
  const digits = number.split("-")[1]?.replace(/^0+/, "").split("").join(" ") ?? "";
  return clipped(
    `Incident ${digits}. ${spoken(location) ?? "Location unknown"}. ${what}. ${dangers.join(" ")}`.trim(),
    220,
  );
}

function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}
