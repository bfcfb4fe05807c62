/** The tables, as Kysely sees them. Times are epoch milliseconds; documents are JSON text. */

import type { Kysely } from "kysely";

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
}

export interface Schema {
  calls: CallsTable;
}

export type Database = Kysely<Schema>;
