/** All queries on who has a call, and on the processes that share a database. */

import { findCall } from "./calls.ts";
import type { Connection } from "./connection.ts";
import { incidentOfCall } from "./incidents.ts";
import type { Lanes } from "./lanes.ts";
import type { Ownership } from "./ports.ts";
import type { Sql } from "./schema.ts";

/** Who has the calls of a database, as the process named `instance` asks and says it. */
export function ownership(connection: Connection, lanes: Lanes, instance: string): Ownership {
  const { sql } = connection;
  return {
    beat: (atMs, takesCalls) => beat(sql, instance, atMs, takesCalls),
    async leave() {
      await sql.deleteFrom("instances").where("id", "=", instance).execute();
    },
    async forget(unheardSinceMs) {
      await sql.deleteFrom("instances").where("seen_at_ms", "<", unheardSinceMs).execute();
    },
    async others(takesCalls) {
      let query = sql.selectFrom("instances").select("seen_at_ms").where("id", "<>", instance);
      if (takesCalls !== undefined) query = query.where("takes_calls", "=", takesCalls ? 1 : 0);
      return (await query.execute()).map(({ seen_at_ms }) => seen_at_ms);
    },
    async takenFromUs(sids) {
      if (sids.length === 0) return [];
      const rows = await sql.selectFrom("calls").select("sid").where("sid", "in", sids)
        .where("owner", "<>", instance).execute();
      return rows.map(({ sid }) => sid);
    },
    async takeOver(sid, unheardSinceMs) {
      // What was saved before it, it reads.
      await lanes.settled();
      return await connection.transact((sql) => takeOver(sql, instance, sid, unheardSinceMs), "in memory");
    },
    letGo: (sid) =>
      lanes.run(sid, async () => {
        await sql.updateTable("calls").set({ owner: null }).where("sid", "=", sid).where("owner", "=", instance)
          .execute();
      }),
    async orphans(unheardSinceMs, limit) {
      const rows = await openUnheard(sql, instance, unheardSinceMs).orderBy("started_at_ms", "desc")
        .orderBy("sid", "desc").limit(limit).execute();
      return rows.map(({ sid }) => sid);
    },
  };
}

/** Whether nobody but `instance` has a call. */
export async function owns(sql: Sql, sid: string, instance: string): Promise<boolean> {
  const row = await sql.selectFrom("calls").select("owner").where("sid", "=", sid).executeTakeFirst();
  return row === undefined || row.owner === null || row.owner === instance;
}

async function beat(sql: Sql, id: string, atMs: number, takesCalls: boolean): Promise<void> {
  const row = { seen_at_ms: atMs, takes_calls: takesCalls ? 1 : 0 };
  await sql.insertInto("instances").values({ id, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row)).execute();
}

async function takeOver(sql: Sql, instance: string, sid: string, unheardSinceMs?: number) {
  const change = sql.updateTable("calls").set({ owner: instance }).where("sid", "=", sid);
  const { numUpdatedRows } =
    await (unheardSinceMs === undefined
      ? change
      : change.where("sid", "in", openUnheard(sql, instance, unheardSinceMs))).executeTakeFirst();
  if (numUpdatedRows === 0n) return null;
  const call = await findCall(sql, sid);
  return call === null ? null : { call, incident: await incidentOfCall(sql, sid) };
}

/** Calls that are not over, not ours, and whose owner was not heard of since. */
function openUnheard(sql: Sql, instance: string, sinceMs: number) {
  return sql.selectFrom("calls").select("sid").where("ended_at_ms", "is", null)
    .where(({ or, and, eb, not, exists, selectFrom }) =>
      or([
        eb("owner", "is", null),
        and([
          eb("owner", "<>", instance),
          not(exists(
            selectFrom("instances").select("id").whereRef("id", "=", "calls.owner").where("seen_at_ms", ">", sinceMs),
          )),
        ]),
      ])
    );
}
