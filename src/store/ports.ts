/** What the house asks of its database, beside the calls: incidents, messages on their way, events, tasks. */

import type { CallRecord, Page } from "./call_record.ts";
import type { IncidentRecord, IncidentStatus } from "./incident_record.ts";
import type { NewMessage, OutboxChannel, OutboxMessage, OutboxState } from "./outbox_record.ts";

export interface IncidentQuery {
  readonly status?: IncidentStatus;
  /** 1-200. */
  readonly limit: number;
  /** A `next` that a list gave. */
  readonly before?: string;
}

/** An incident of which the narrative was not read. */
export type Candidate = Omit<IncidentRecord, "narrative">;

/** Something that happened, for those who follow the event stream. */
export interface LoggedEvent {
  /** Grows with every event: `Last-Event-ID`. */
  readonly id: number;
  /** `call.started`, `incident.updated`, `alarm`… */
  readonly type: string;
  readonly data: unknown;
  readonly atMs: number;
}

/** Something a person has to do: call back a caller who hung up. */
export interface Task {
  readonly id: string;
  readonly kind: "call_back";
  readonly callSid: string;
  readonly incidentId: string | null;
  readonly createdAt: string;
  readonly doneAt: string | null;
}

/** What is written together: all of it or nothing, durable when it is done. */
export interface Change {
  readonly call?: CallRecord;
  /** Lines of its narrative that are stored stay, also those that are missing here; the others are added. */
  readonly incident?: IncidentRecord;
  readonly messages?: readonly NewMessage[];
  readonly events?: readonly { readonly type: string; readonly data: unknown }[];
  /** A call has one task of a kind: a second one adds nothing. */
  readonly task?: Omit<Task, "id" | "doneAt">;
}

/** One transaction: what it reads does not change until it is over. */
export interface Transaction {
  call(sid: string): Promise<CallRecord | null>;
  /** Whether this process has the call: nobody else does. */
  owns(sid: string): Promise<boolean>;
  /** The incident that a call opened or joined. */
  incidentOfCall(callSid: string): Promise<IncidentRecord | null>;
  incident(id: string): Promise<IncidentRecord | null>;
  /**
   * Incidents of a type that are not closed, opened since a moment: where a duplicate is looked for. Newest first, at
   * most 200.
   */
  openLike(typeCode: string, sinceMs: number): Promise<readonly Candidate[]>;
  /** The next number of a year, `2026-000123`: without gaps, given back when the transaction fails. */
  nextNumber(year: number): Promise<string>;
  /** Links a call to an incident that another call opened. */
  join(callSid: string, incidentId: string): Promise<void>;
  put(change: Change): Promise<void>;
  /** False when there is no such task, or it is done. */
  finishTask(id: string, at: Date): Promise<boolean>;
  message(id: string): Promise<OutboxMessage | null>;
  /** A dead message waits again, due at once, with its attempts forgotten. False when it is not dead. */
  replay(id: string, nowMs: number): Promise<boolean>;
  /** The answer that a write with this idempotency key got, for two days; the first one that is kept stays. */
  answerOf(key: string): Promise<{ readonly request: string; readonly status: number; readonly body: string } | null>;
  keepAnswer(
    key: string,
    answer: { readonly request: string; readonly status: number; readonly body: string },
  ): Promise<void>;
}

export interface IncidentStore {
  /** Adds events. Comes back when others can read them: nobody's answer depends on them, no disk is waited for. */
  tell(events: NonNullable<Change["events"]>): Promise<void>;
  /**
   * Runs `work` in one transaction; a database that is busy or a conflict is tried again, so `work` may run more than
   * once. It asks nothing of the store but through its transaction: anything else would wait for it to end. Comes back
   * when what was written outlives a loss of power. Throws what `work` throws, and then nothing was written.
   */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  findIncident(id: string): Promise<IncidentRecord | null>;
  listIncidents(query: IncidentQuery): Promise<Page<IncidentRecord>>;
  openTasks(limit: number): Promise<readonly Task[]>;
}

/** Messages on their way: one worker a process takes them; a lease keeps two from sending the same. */
export interface Outbox {
  /**
   * Takes messages that are due, at most `limit`, and leases them until `nowMs + leaseMs`. Of one order key and channel
   * only the oldest that is neither delivered nor dead is ever taken. With a channel, those of that channel.
   */
  takeDue(
    nowMs: number,
    leaseMs: number,
    limit: number,
    channel?: OutboxChannel,
  ): Promise<readonly OutboxMessage[]>;
  delivered(id: string, nowMs: number): Promise<void>;
  failed(id: string, failure: { readonly nextAtMs: number; readonly error: string }): Promise<void>;
  /**
   * Keeps how far a message has come that takes more than one step. Only while it waits and its payload is still `from`:
   * false says that somebody else has moved it, and nothing was changed. Its attempts stay as they are.
   */
  moveOn(
    id: string,
    step: { readonly from: unknown; readonly to: unknown; readonly nextAtMs: number },
  ): Promise<boolean>;
  findMessage(id: string): Promise<OutboxMessage | null>;
  /** Given up: it is listed until somebody replays it. */
  dead(id: string, error: string): Promise<void>;
  listMessages(
    query: { readonly state: OutboxState; readonly limit: number; readonly before?: string },
  ): Promise<Page<OutboxMessage>>;
  /** What a process that died had not delivered, leased or waiting, is due at once when the next one starts. */
  releaseAll(nowMs: number): Promise<void>;
  /** When the next message is due, ms; null when none waits. */
  nextDueMs(): Promise<number | null>;
}

export interface EventLog {
  /** Events after an id, oldest first. */
  eventsAfter(id: number, limit: number): Promise<readonly LoggedEvent[]>;
  /** The newest id; 0 when nothing has happened. */
  lastEventId(): Promise<number>;
}

/** Forgetting: what RETENTION_DAYS asks for. */
export interface Retention {
  /** Calls that ended before a moment and whose audio, transcript and journal are still kept; oldest first. */
  callsToErase(endedBeforeMs: number, limit: number): Promise<readonly string[]>;
  /**
   * Empties the transcript, drops the recording's link, also in messages that tell of the call and are still kept, and
   * records when.
   */
  callErased(sid: string, at: Date): Promise<void>;
  /** Events and delivered messages of that age go. */
  pruneBefore(atMs: number): Promise<void>;
}

/** A call that was taken over, with the incident that it opened or joined. */
export interface TakenOver {
  readonly call: CallRecord;
  readonly incident: IncidentRecord | null;
}

/**
 * Which of the processes that share a database has a call. Whoever saves a call first has it; whoever takes it over has it
 * from then on, and what its last owner still writes about it is not kept.
 */
export interface Ownership {
  /** This process lives. `takesCalls`: it takes up calls of others. */
  beat(atMs: number, takesCalls: boolean): Promise<void>;
  /** This process is gone. */
  leave(): Promise<void>;
  /** Processes that were not heard of since a moment will not be again. */
  forget(unheardSinceMs: number): Promise<void>;
  /** When each other process was heard of last, ms; `takesCalls`: of those that take up calls. */
  others(takesCalls?: boolean): Promise<readonly number[]>;
  /** Which of these calls another process has, or had last. */
  takenFromUs(sids: readonly string[]): Promise<readonly string[]>;
  /** From now on this process has the call. With a moment: only when its owner was not heard of since. */
  takeOver(sid: string, unheardSinceMs?: number): Promise<TakenOver | null>;
  /** Nobody has the call: whoever is asked about it takes it over. */
  letGo(sid: string): Promise<void>;
  /** Calls that are not over and whose owner was not heard of since a moment: newest first. */
  orphans(unheardSinceMs: number, limit: number): Promise<readonly string[]>;
}
