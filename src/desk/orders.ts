/** From a call's order to the desk, and from the desk's answer to an event of the call. */

import type { CallEffect, CallEvent } from "../call/call.ts";
import type { CallDesk } from "./call_desk.ts";

export type DeskOrder = Extract<CallEffect, { type: "keep_facts" | "send" | "escalate" }>;
type DeskEvent = Extract<CallEvent, { type: "facts_kept" | "incident_sent" }>;
type DeskAnswer = DeskEvent extends infer E ? E extends DeskEvent ? Omit<E, "atMs"> : never : never;

/** Has an order carried out. Rejects when the desk could not keep it. */
export async function orderAtDesk(desk: CallDesk, order: DeskOrder): Promise<DeskAnswer> {
  switch (order.type) {
    case "keep_facts":
      return { type: "facts_kept", callId: order.callId, incident: await desk.keepFacts(order.facts) };
    case "send": {
      const { callId, isReport, missing } = order;
      return { type: "incident_sent", callId, incident: await desk.send(order), isReport, missing };
    }
    case "escalate":
      return { type: "facts_kept", callId: null, incident: await desk.escalate(order.kind, order.facts) };
  }
}
