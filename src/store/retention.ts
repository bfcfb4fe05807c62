/** Forgetting, for every database. */

import type { DeleteResult } from "kysely";
import { changeCall, findCall } from "./calls.ts";
import type { CallRecord } from "./call_record.ts";
import type { Connection } from "./connection.ts";
import type { Retention } from "./ports.ts";
import type { Sql } from "./schema.ts";

/** Rows that are deleted in one statement, which holds the event loop: some milliseconds. */
const AT_ONCE = 500;

/** The forgetting of a database. */
export function retention({ sql, transact }: Connection): Retention {
  return {
    async callsToErase(endedBeforeMs, limit) {
      const rows = await sql.selectFrom("calls").select("sid").where("erased_at_ms", "is", null)
        .where("ended_at_ms", "<", endedBeforeMs).orderBy("ended_at_ms").limit(limit).execute();
      return rows.map(({ sid }) => sid);
    },
    callErased: (sid, at) =>
      transact(async (sql) => {
        const call = await findCall(sql, sid);
        if (call === null) return;
        await changeCall(sql, withoutWords(call));
        await eraseMessages(sql, call);
        await sql.updateTable("calls").set({ erased_at_ms: at.getTime() }).where("sid", "=", sid).execute();
      }),
    async pruneBefore(atMs) {
      await untilNothing(() => pruneEvents(sql, atMs));
      await untilNothing(() => pruneMessages(sql, atMs));
    },
  };
}

function withoutWords(call: CallRecord): CallRecord {
  return { ...call, transcript: [], recording: null };
}

/** What tells of the call and was never delivered stays, and can be sent without its words. */
async function eraseMessages(sql: Sql, { sid, incidentId }: CallRecord): Promise<void> {
  const rows = await sql.selectFrom("outbox").select(["sequence", "payload"]).where("channel", "=", "webhook")
    .where("order_key", "in", incidentId === null ? [sid] : [sid, incidentId])
    .where("type", "in", ["call.abandoned", "call.ended"]).execute();
  for (const { sequence, payload } of rows) {
    const call: CallRecord = JSON.parse(payload);
    // Calls that joined one incident share its order key.
    if (call.sid !== sid) continue;
    await sql.updateTable("outbox").set({ payload: JSON.stringify(withoutWords(call)) })
      .where("sequence", "=", sequence).execute();
  }
}

/** The newest stays: after a pruning, too, the last event's id is known. */
function pruneEvents(sql: Sql, atMs: number): Promise<DeleteResult> {
  return sql.deleteFrom("events").where(
    "id",
    "in",
    ({ selectFrom }) =>
      selectFrom("events").select("id").where("at_ms", "<", atMs)
        .where("id", "<>", selectFrom("events").select("id").orderBy("id", "desc").limit(1)).limit(AT_ONCE),
  )
    .executeTakeFirst();
}

function pruneMessages(sql: Sql, atMs: number): Promise<DeleteResult> {
  return sql.deleteFrom("outbox").where(
    "sequence",
    "in",
    ({ selectFrom }) =>
      selectFrom("outbox").select("sequence").where("state", "=", "delivered").where("created_at_ms", "<", atMs)
        .limit(AT_ONCE),
  )
    .executeTakeFirst();
}

async function untilNothing(step: () => Promise<DeleteResult>): Promise<void> {
  while ((await step()).numDeletedRows > 0n) {
    // Callers' audio comes between.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
