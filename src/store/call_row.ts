/** A call as a row, and back. */

import type { Selectable } from "kysely";
import type { CallRecord } from "./call_record.ts";
import type { CallsTable } from "./schema.ts";

export type CallRow = Selectable<CallsTable>;

type Details = Pick<CallRecord, "questions" | "transcript" | "usage" | "latency" | "faults">;

/** The row of a call; nothing is said of its erasure and its owner. */
export function callRow(record: CallRecord): Omit<CallRow, "erased_at_ms" | "owner"> {
  const { questions, transcript, usage, latency, faults } = record;
  return {
    sid: record.sid,
    from_number: record.from,
    to_number: record.to,
    state: record.state,
    started_at_ms: Date.parse(record.startedAt),
    answered_at_ms: msOf(record.answeredAt),
    ended_at_ms: msOf(record.endedAt),
    outcome: record.outcome,
    reason: record.reason,
    model: record.model,
    recording: record.recording,
    incident_id: record.incidentId,
    cost_usd: record.costUsd,
    details: JSON.stringify({ questions, transcript, usage, latency, faults } satisfies Details),
  };
}

/** The call of a row. */
export function callOf(row: CallRow): CallRecord {
  const details: Details = JSON.parse(row.details);
  return {
    sid: row.sid,
    from: row.from_number,
    to: row.to_number,
    state: row.state as CallRecord["state"],
    startedAt: new Date(row.started_at_ms).toISOString(),
    answeredAt: isoOf(row.answered_at_ms),
    endedAt: isoOf(row.ended_at_ms),
    outcome: row.outcome as CallRecord["outcome"],
    reason: row.reason,
    questions: details.questions,
    transcript: details.transcript,
    incidentId: row.incident_id,
    model: row.model,
    recording: row.recording,
    usage: details.usage,
    costUsd: row.cost_usd,
    latency: details.latency,
    faults: details.faults,
  };
}

function msOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
