/** All queries on calls, for every database. */

import type { ExpressionBuilder, Selectable } from "kysely";
import { sql } from "kysely";
import type { CallRecord, Page } from "./call_record.ts";
import type { CallsTable, Database, Schema } from "./schema.ts";
import { BadCursor, type CallQuery, type Store } from "./store.ts";

type Row = Selectable<CallsTable>;
type Details = Pick<CallRecord, "questions" | "transcript" | "usage" | "latency" | "faults">;

export class CallStore implements Store {
  constructor(private readonly db: Database) {}

  async saveCall(record: CallRecord): Promise<void> {
    const row = rowOf(record);
    const { sid: _sid, ...changes } = row;
    await this.db.insertInto("calls").values(row).onConflict((conflict) => conflict.column("sid").doUpdateSet(changes))
      .execute();
  }

  async findCall(sid: string): Promise<CallRecord | null> {
    const row = await this.db.selectFrom("calls").selectAll().where("sid", "=", sid).executeTakeFirst();
    return row === undefined ? null : recordOf(row);
  }

  async listCalls({ state, limit, before }: CallQuery): Promise<Page<CallRecord>> {
    let query = this.db.selectFrom("calls").selectAll().orderBy("started_at_ms", "desc").orderBy("sid", "desc")
      .limit(limit + 1);
    if (state !== undefined) query = query.where("ended_at_ms", state === "active" ? "is" : "is not", null);
    if (before !== undefined) query = query.where(olderThan(before));
    const rows = await query.execute();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { items: page.map(recordOf), next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
  }

  async closeOrphans(now: Date): Promise<number> {
    const orphans = await this.db.selectFrom("calls").selectAll().where("ended_at_ms", "is", null).execute();
    const at = now.toISOString();
    for (const record of orphans.map(recordOf)) {
      const fault = { at, code: "restarted" as const, action: "closed the books on the call" };
      const faults = [...record.faults, fault];
      await this.saveCall({ ...record, state: "ended", outcome: "failed", reason: "restarted", endedAt: at, faults });
    }
    return orphans.length;
  }

  async ping(): Promise<void> {
    await sql`select 1`.execute(this.db);
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }
}

/** A cursor is the place of the last row of a page: its time, and its sid among those of the same time. */
function cursorOf(row: Row): string {
  return new TextEncoder().encode(`${row.started_at_ms} ${row.sid}`).toBase64({ alphabet: "base64url" });
}

function olderThan(cursor: string) {
  const [startedAtMs, sid] = readCursor(cursor);
  return (where: ExpressionBuilder<Schema, "calls">) =>
    where.or([
      where("started_at_ms", "<", startedAtMs),
      where.and([where("started_at_ms", "=", startedAtMs), where("sid", "<", sid)]),
    ]);
}

function readCursor(cursor: string): [number, string] {
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(cursor, { alphabet: "base64url" }));
    const found = text.match(/^(\d{1,16}) (\S{1,64})$/);
    if (found !== null) return [Number(found[1]), found[2]!];
  } catch {
    // Falls through: not base64 is one way of being none of ours.
  }
  throw new BadCursor("not a cursor that a list gave as `next`");
}

function rowOf(record: CallRecord): Row {
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

function recordOf(row: Row): CallRecord {
  const details: Details = JSON.parse(row.details);
  return {
    sid: row.sid,
    from: row.from_number,
    to: row.to_number,
    state: row.state as CallRecord["state"],
    // The answer of a 64-bit column is text in some databases.
    startedAt: new Date(Number(row.started_at_ms)).toISOString(),
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
  return ms === null ? null : new Date(Number(ms)).toISOString();
}
