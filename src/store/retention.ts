/** Forgetting, for every database. */

import { findCall, putCall } from "./calls.ts";
import type { Connection } from "./connection.ts";
import type { Retention } from "./ports.ts";

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
        await putCall(sql, { ...call, transcript: [], recording: null });
        await sql.updateTable("calls").set({ erased_at_ms: at.getTime() }).where("sid", "=", sid).execute();
      }),
    async pruneBefore(atMs) {
      // The newest stays: after a pruning, too, the last event's id is known.
      await sql.deleteFrom("events").where("at_ms", "<", atMs)
        .where("id", "<", ({ selectFrom }) => selectFrom("events").select(({ fn }) => fn.max("id").as("newest")))
        .execute();
      await sql.deleteFrom("outbox").where("state", "=", "delivered").where("created_at_ms", "<", atMs).execute();
    },
  };
}
