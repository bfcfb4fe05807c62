/** The tables, as Kysely sees them. Times are epoch milliseconds; documents are JSON text. */

import type { Generated, Kysely } from "kysely";

export interface CallsTable {
  sid: string;
  from_number: string;
  to_number: string;
  state: string;
  started_at_ms: number;
  answered_at_ms: number | null;
  ended_at_ms: number | null;
  outcome: string | null;
  reason: string | null;
  model: string | null;
  recording: string | null;
  incident_id: string | null;
  cost_usd: number | null;
  /** questions, transcript, usage, latency, faults. */
  details: string;
  /** When audio, transcript and journal were erased. */
  erased_at_ms: number | null;
  /** The process that has it, or had it last; null when that let it go. */
  owner: string | null;
}

/** Processes that share the database. */
export interface InstancesTable {
  id: string;
  seen_at_ms: number;
  /** 1 or 0: whether it takes up calls. */
  takes_calls: number;
}

export interface IncidentsTable {
  id: string;
  number: string;
  status: string;
  priority: number;
  type_code: string | null;
  created_at_ms: number;
  /** `created_at_ms` until it is closed or cancelled, then null: where duplicates are looked for. */
  open_since_ms: number | null;
  call_sid: string;
  /** The incident without its narrative. */
  document: string;
}

/** Lines are added, never changed or removed: the database itself refuses that. */
export interface NarrativeTable {
  incident_id: string;
  /** From 0. */
  position: number;
  /** at, by, text. */
  line: string;
}

export interface IncidentCallsTable {
  call_sid: string;
  incident_id: string;
}

export interface CountersTable {
  year: number;
  last: number;
}

export interface OutboxTable {
  /** Older messages have lower ones. */
  sequence: Generated<number>;
  id: string;
  channel: string;
  type: string;
  order_key: string | null;
  payload: string;
  created_at_ms: number;
  attempts: number;
  /** When it is due; while it is leased, when the lease runs out. */
  next_at_ms: number;
  state: string;
  last_error: string | null;
}

export interface EventsTable {
  id: Generated<number>;
  type: string;
  data: string;
  at_ms: number;
}

export interface TasksTable {
  id: string;
  kind: string;
  call_sid: string;
  incident_id: string | null;
  created_at_ms: number;
  done_at_ms: number | null;
}

export interface AnswersTable {
  key: string;
  request: string;
  status: number;
  body: string;
  kept_at_ms: number;
}

export interface Schema {
  calls: CallsTable;
  incidents: IncidentsTable;
  narrative: NarrativeTable;
  incident_calls: IncidentCallsTable;
  counters: CountersTable;
  outbox: OutboxTable;
  events: EventsTable;
  tasks: TasksTable;
  answers: AnswersTable;
  instances: InstancesTable;
}

/** Runs queries: on its own, or inside a transaction. */
export type Sql = Kysely<Schema>;
