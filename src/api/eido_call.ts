/** The call, the caller, and how to call back, as components of an EIDO. */

import type { IncidentRecord } from "../store/incident_record.ts";
import type { EidoContext, Prologue } from "./eido.ts";

/** The components of whoever reported it. A caller who stays anonymous can still be called back when the number is known. */
export function callParts(incident: IncidentRecord, { call, element }: EidoContext, prologue: Prologue) {
  const { caller, callSid } = incident;
  const callId = `urn:emergency:uid:callid:${callSid}:${element}`;
  const numbers = [...new Set([caller.callback, caller.callerId].map(telUri).filter((uri) => uri !== null))];
  const callBack = numbers.length === 0 ? {} : { callBackReference: { $ref: prologue("callback").$id } };
  return {
    ...call === null ? {} : {
      callComponent: [{
        ...prologue("call"),
        $id: callId,
        callStateRegistryText: stateOf(call),
        standardPrimaryCallType: "nonEmergency",
        direction: "incoming" as const,
        callStartTimestamp: call.startedAt,
        ...call.answeredAt === null ? {} : { answerDate: call.answeredAt },
        ...callBack,
        personReference: [{ $ref: prologue("caller").$id }],
      }],
    },
    ...numbers.length === 0 ? {} : {
      callbackComponent: [{ ...prologue("callback"), callBackInformationUri: numbers }],
    },
    personComponent: [{
      ...prologue("caller"),
      personIncidentRoleRegistryText: ["Caller"],
      callIdentifier: [callId],
      ...callBack,
    }],
  };
}

function stateOf({ answeredAt, endedAt }: NonNullable<EidoContext["call"]>): string {
  return endedAt !== null ? "callEnd" : answeredAt !== null ? "callAnswered" : "callBegin";
}

/** RFC 3966; a number that cannot be read as one stands in the notes. */
function telUri(number: string | null): string | null {
  return number !== null && /^\+\d{7,15}$/.test(number) ? `tel:${number}` : null;
}
