/** Calls that another process had: whether one goes on with the model here, and what it begins with. Pure. */

import type { Beginning } from "./call/resuming.ts";
import { factsOf, whatWasDone } from "./desk/incident.ts";
import { type Facts, noFacts } from "./intake/facts.ts";
import type { CallRecord } from "./store/call_record.ts";
import type { IncidentRecord } from "./store/incident_record.ts";
import type { TakenOver } from "./store/ports.ts";

/** Why a process that stops ends its calls. */
export const STOPPED = "service stopped";

/** Whether a model was talking with the caller when the process that had the call was gone. */
export function isResumable({ state, outcome, reason }: CallRecord): boolean {
  if (state === "ringing" || state === "talking") return outcome === null || outcome === "failed";
  return state === "ended" && outcome === "failed" && (reason === "restarted" || reason === STOPPED);
}

/** How far the call is into its recording, ms: it counts from the first stream. */
export function sinceAnswered({ answeredAt }: CallRecord, now: Date): number {
  return answeredAt === null ? 0 : Math.max(0, now.getTime() - Date.parse(answeredAt));
}

/** What the call begins with here. `openedAt`: its new time zero. */
export function beginningOf({ call, incident }: TakenOver, openedAt: Date): Beginning {
  return {
    transcript: call.transcript.map(({ at, ...line }) => ({ atMs: Date.parse(at) - openedAt.getTime(), ...line })),
    facts: incident === null ? noFacts() : knownFrom(incident, call.sid),
    asked: call.questions.asked,
    incident: incident === null ? null : { id: incident.id, number: incident.number },
    sent: incident === null ? "no" : sentOf(incident, call.sid),
  };
}

/** Who told of an incident that another call had opened is not that call's caller. */
function knownFrom(incident: IncidentRecord, sid: string): Facts {
  const facts = factsOf(incident);
  return incident.callSid === sid ? facts : { ...facts, callbackNumber: null, callerName: null, anonymous: false };
}

/** Whether this call has sent somebody. What another call has done about the same event is asked of the desk again. */
function sentOf(incident: IncidentRecord, sid: string): Beginning["sent"] {
  return incident.callSid === sid ? whatWasDone(incident) : "no";
}
