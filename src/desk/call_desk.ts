/** What a call asks of the desk, where a report becomes an incident and somebody is sent. */

import type { IncidentName } from "../call/call.ts";
import type { Facts } from "../intake/facts.ts";
import type { CallRecord } from "../store/call_record.ts";

/** What is known when somebody is to be sent. */
export interface SendOrder {
  /** In the model's words; null: the desk composes one. */
  readonly summary: string | null;
  /** Nobody needs to come. */
  readonly isReport: boolean;
  readonly facts: Facts;
  /** Slots that nobody answered. */
  readonly missing: readonly string[];
}

/** A call as the desk knows it. */
export interface ReportingCall {
  readonly sid: string;
  /** E.164, or what Twilio writes when it is withheld. */
  readonly from: string;
}

/** The desk as the switchboard sees it. */
export interface Desk {
  forCall(call: ReportingCall): CallDesk;
}

/** The desk as one call sees it. A promise that resolves means: it is durable. Orders of one call come one at a time. */
export interface CallDesk {
  /** Keeps what is known so far; opens the incident when it is enough. Null while it is not. */
  keepFacts(facts: Facts): Promise<IncidentName | null>;
  /** Sends somebody, or files the report. Asked again, it answers the same and sends nobody a second time. */
  send(order: SendOrder): Promise<IncidentName>;
  /** Danger of a kind, or `nobody_answered`: an incident of priority 1, and the alarm. */
  escalate(kind: string, facts: Facts): Promise<IncidentName | null>;
  /** The call has begun or its record has changed, for those who watch. */
  changed(record: CallRecord): void;
  /** The call is over: its record is kept, and told to whom it concerns. */
  ended(record: CallRecord): Promise<void>;
}

/** The same desk, but for what it does with the end of the call. */
export function withEnd(desk: CallDesk, ended: CallDesk["ended"]): CallDesk {
  return {
    keepFacts: (facts) => desk.keepFacts(facts),
    send: (order) => desk.send(order),
    escalate: (kind, facts) => desk.escalate(kind, facts),
    changed: (record) => desk.changed(record),
    ended,
  };
}
