/** The narrative, and what has no field of its own, as notes of an EIDO: in HTML5, as the standard has them. */

import type { IncidentRecord } from "../store/incident_record.ts";
import type { Prologue } from "./eido.ts";
import { escaped } from "./pidf.ts";

/** The notes of an incident, the agents who wrote them, and the agent who took the call. */
export function notesOf(incident: IncidentRecord, agencyId: string, prologue: Prologue) {
  const lines = [...summaryLines(incident), ...incident.narrative];
  const writers = [...new Set(["dispatcher", ...lines.map(({ by }) => by)])];
  const agentId = (by: string) => prologue(`agent:${encodeURIComponent(by)}`).$id;
  const notes = lines.map(({ at, by, text }, index) => ({
    ...prologue(`note:${index + 1}`),
    lastUpdateTimeStamp: at,
    notesActionComments: escaped(text),
    agentReference: { $ref: agentId(by) },
  }));
  return {
    references: notes.map(({ $id }) => ({ $ref: $id })),
    dispatcher: agentId("dispatcher"),
    components: {
      agentComponent: writers.map((by) => ({
        ...prologue("agent"),
        $id: agentId(by),
        agentRoleRegistryText: [by === "dispatcher" ? "Call Taking" : "Dispatching"],
        agencyReference: { $ref: agencyId },
      })),
      ...notes.length === 0 ? {} : { notesComponent: notes },
    },
  };
}

/** What responders must read first, then what the caller answered. */
function summaryLines(incident: IncidentRecord): { at: string; by: string; text: string }[] {
  const { summary, safety, when, details, caller, disposition, incomplete, times } = incident;
  const dangers = Object.entries({
    "In progress": safety.inProgress,
    Injuries: safety.injuries,
    Weapons: safety.weapons,
  }).filter(([, answer]) => answer !== null).map(([what, answer]) => `${what}: ${answer}.`).join(" ");
  const texts = [
    summary,
    dangers,
    when === null ? null : `When: ${when}`,
    ...Object.entries(details).map(([question, answer]) => `${question}: ${answer}`),
    caller.name === null ? caller.anonymous ? "Caller: stays anonymous" : null : `Caller: ${caller.name}`,
    caller.callback === null || caller.callback.startsWith("+") ? null : `Call back: ${caller.callback}`,
    caller.language === null ? null : `Caller's language: ${caller.language}`,
    incomplete.length === 0 ? null : `Not answered: ${incomplete.join(", ")}`,
    disposition === null ? null : `Disposition: ${disposition}`,
  ];
  return texts.filter((text) => text !== null && text !== "").map((text) => ({
    at: times.created,
    by: "dispatcher",
    text: text as string,
  }));
}
