/**
 * The desk: where reports become incidents. Every change is one transaction with what it announces; whoever asks has the
 * answer only when it is durable.
 */

import { isDeepStrictEqual } from "node:util";
import type { IncidentName } from "../call/call.ts";
import { type Facts, isIncident, noFacts } from "../intake/facts.ts";
import type { Protocol } from "../intake/protocol.ts";
import type { CallRecord } from "../store/call_record.ts";
import type { IncidentRecord } from "../store/incident_record.ts";
import type { Change, IncidentStore, Transaction } from "../store/ports.ts";
import { ofCallEnd, ofIncident, type Recipients, toUnits } from "./announce.ts";
import type { CallDesk, Desk, ReportingCall, SendOrder } from "./call_desk.ts";
import { DUPLICATE_WINDOW_MS, firstOf, likeness } from "./duplicates.ts";
import * as incidents from "./incident.ts";
import { callerIdOf } from "./phone.ts";

export interface DeskPorts {
  readonly store: IncidentStore;
  readonly protocol: Protocol;
  readonly recipients: Recipients;
  /** Finds a place in the agency's gazetteer; null without one. */
  locate(location: Facts["location"]): incidents.Located | null;
  readonly now: () => Date;
  /** IANA name: numbers begin anew with the agency's year. */
  readonly timeZone: string;
  /** Told when something waits in the outbox, and of alarms. */
  readonly news: { messagesWait(): void; alarm(kind: string, callSid: string): void };
}

/** Opens the desk. */
export function openDesk(ports: DeskPorts): Desk {
  return { forCall: (call) => new CallAtDesk(ports, call) };
}

class CallAtDesk implements CallDesk {
  /** What this call has had kept so far: the narrative tells what is new. */
  #kept: Facts = noFacts();
  readonly #callerId: string | null;

  constructor(private readonly ports: DeskPorts, private readonly call: ReportingCall) {
    this.#callerId = callerIdOf(call.from);
  }

  async keepFacts(facts: Facts): Promise<IncidentName | null> {
    if (!isIncident(facts)) return null;
    const incident = await this.#change((tx) => this.#filled(tx, facts));
    this.#kept = facts;
    return nameOf(incident);
  }

  async send({ summary, isReport, facts, missing }: SendOrder): Promise<IncidentName> {
    const incident = await this.#change(async (tx) => {
      const known = await this.#filled(tx, facts);
      // Whoever told of it first may still want somebody sent: only they file it.
      if (isReport && known.callSid !== this.call.sid) return known;
      const order = { summary: summary ?? incidents.summaryOf(facts), isReport, missing, by: "dispatcher" };
      const sent = incidents.sent(known, order, this.ports.now());
      if (sent !== known) await tx.put(sentChange(sent, this.ports));
      return sent;
    });
    this.#kept = facts;
    return nameOf(incident);
  }

  async escalate(kind: string, facts: Facts): Promise<IncidentName> {
    const { now, recipients, news } = this.ports;
    news.alarm(kind, this.call.sid);
    const incident = await this.#change(async (tx) => {
      const known = await this.#filled(tx, facts);
      const raised = incidents.raised(known, alarmText(kind), now());
      const { messages, events } = ofIncident("incident.updated", raised, recipients);
      const alarm = {
        type: "alarm",
        data: { kind, callSid: this.call.sid, incidentId: raised.id, number: raised.number },
      };
      await tx.put({ incident: raised, messages, events: [...events, alarm] });
      return raised;
    });
    this.#kept = facts;
    return nameOf(incident);
  }

  changed(record: CallRecord): void {
    const type = record.state === "ringing" ? "call.started" : "call.updated";
    this.ports.store.tell([{ type, data: record }]).catch(() => {});
  }

  async ended(record: CallRecord): Promise<void> {
    const { recipients, now } = this.ports;
    const owesCall = record.outcome === "abandoned" && this.#callerId !== null;
    await this.ports.store.transact(async (tx) => {
      // Another process goes on with the call: that one tells its end.
      if (!await tx.owns(record.sid)) return;
      // A record that was made before the desk had answered does not know the incident yet.
      const incidentId = record.incidentId ?? (await tx.incidentOfCall(record.sid))?.id ?? null;
      const call = { ...record, incidentId };
      const task = { kind: "call_back" as const, callSid: record.sid, incidentId, createdAt: now().toISOString() };
      await tx.put({ call, ...ofCallEnd(call, recipients), ...(owesCall ? { task } : {}) });
    });
    this.ports.news.messagesWait();
  }

  async #change(work: (tx: Transaction) => Promise<IncidentRecord>): Promise<IncidentRecord> {
    const incident = await this.ports.store.transact(work);
    this.ports.news.messagesWait();
    return incident;
  }

  /** The call's incident with all that is known, also what could not be kept when it was said. */
  async #filled(tx: Transaction, facts: Facts): Promise<IncidentRecord> {
    const known = await tx.incidentOfCall(this.call.sid);
    return known === null ? await this.#open(tx, facts) : await this.#fill(tx, known, facts);
  }

  async #open(tx: Transaction, facts: Facts): Promise<IncidentRecord> {
    const { now, recipients } = this.ports;
    const name = { id: `urn:uuid:${crypto.randomUUID()}`, number: "" };
    const draft = incidents.opened(name, facts, this.#source(facts));
    const first = await this.#first(tx, draft);
    if (first !== null) return await this.#join(tx, first, facts);
    const incident = { ...draft, number: await tx.nextNumber(yearIn(this.ports.timeZone, now())) };
    await tx.put({ incident, ...ofIncident("incident.created", incident, recipients) });
    return incident;
  }

  async #fill(tx: Transaction, known: IncidentRecord, facts: Facts): Promise<IncidentRecord> {
    const source = this.#source(facts);
    if (known.callSid !== this.call.sid) {
      return await this.#put(tx, known, incidents.joined(known, this.#kept, facts, source));
    }
    const filled = incidents.updated(known, this.#kept, facts, source);
    // Which of two came to its place and type last, looked for the other then.
    const isTold = isDeepStrictEqual(likeness(filled), likeness(known));
    const isFree = known.status === "pending" && known.duplicateOf === null;
    const first = isFree && !isTold ? await this.#first(tx, filled) : null;
    return first === null ? await this.#put(tx, known, filled) : await this.#merge(tx, filled, first, facts);
  }

  /** The open incident that this one repeats. */
  async #first(tx: Transaction, incident: IncidentRecord): Promise<IncidentRecord | null> {
    const { typeCode } = likeness(incident) ?? {};
    if (typeCode === undefined) return null;
    const since = this.ports.now().getTime() - DUPLICATE_WINDOW_MS;
    const first = firstOf(incident, await tx.openLike(typeCode, since));
    return first === null ? null : await tx.incident(first.id);
  }

  /** Another call has reported the same already: this one joins it. */
  async #join(tx: Transaction, first: IncidentRecord, facts: Facts): Promise<IncidentRecord> {
    await tx.join(this.call.sid, first.id);
    return await this.#put(tx, first, incidents.joined(first, noFacts(), facts, this.#source(facts)));
  }

  /** An incident turns out to repeat an earlier one: it is closed as its duplicate, and its call joins the first. */
  async #merge(tx: Transaction, own: IncidentRecord, first: IncidentRecord, facts: Facts): Promise<IncidentRecord> {
    const { now } = this.ports;
    const closing = { disposition: "22", text: `Duplicate of ${first.number}`, by: "dispatcher" };
    const duplicate = { ...incidents.closed(own, closing, now()), duplicateOf: first.id };
    await tx.put({ incident: duplicate, ...ofIncident("incident.closed", duplicate, this.ports.recipients) });
    return await this.#join(tx, first, facts);
  }

  async #put(tx: Transaction, known: IncidentRecord, incident: IncidentRecord): Promise<IncidentRecord> {
    if (incident === known) return known;
    await tx.put({ incident, ...ofIncident("incident.updated", incident, this.ports.recipients) });
    return incident;
  }

  #source(facts: Facts): incidents.Source {
    const { protocol, locate, now } = this.ports;
    return { callSid: this.call.sid, callerId: this.#callerId, protocol, located: locate(facts.location), at: now() };
  }
}

/** What is written when somebody is sent, whoever ordered it. */
export function sentChange(incident: IncidentRecord, { recipients, protocol }: DeskPorts): Change {
  const type = incident.status === "closed" ? "incident.closed" : "incident.dispatched";
  const { messages, events } = ofIncident(type, incident, recipients);
  return { incident, messages: [...messages, ...toUnits(incident, recipients, protocol)], events };
}

function yearIn(timeZone: string, at: Date): number {
  return Number(new Intl.DateTimeFormat("en", { year: "numeric", timeZone }).format(at));
}

function nameOf({ id, number }: IncidentRecord): IncidentName {
  return { id, number };
}

function alarmText(kind: string): string {
  return kind === "nobody_answered" ? "Nobody answered the transfer." : `Danger (${kind}): a person is called.`;
}
