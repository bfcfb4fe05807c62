/** All queries on calls, for every database. */

import { sql as raw } from "kysely";
import { callOf, callRow } from "./call_row.ts";
import type { CallRecord } from "./call_record.ts";
import type { Connection } from "./connection.ts";
import { after, pageOf } from "./cursor.ts";
import type { Lanes } from "./lanes.ts";
import type { Sql } from "./schema.ts";
import type { CallQuery, Store } from "./store.ts";

/** The calls of a database. `lanes` keeps the saves of one call in order. */
export function callStore(connection: Connection, lanes: Lanes, owner: string): Store {
  const { sql } = connection;
  return {
    saveCall: (record) => lanes.run(record.sid, () => putCall(sql, record, owner)),
    findCall: (sid) => findCall(sql, sid),
    listCalls: (query) => listCalls(sql, query),
    async ping() {
      await raw`select 1`.execute(sql);
    },
    close: () => connection.close(),
  };
}

/** Keeps a call, new or known, for the process that has it: what another one has taken over stays as that writes it. */
export async function putCall(sql: Sql, record: CallRecord, owner: string): Promise<void> {
  const row = { ...callRow(record), owner };
  const { sid: _sid, ...changes } = row;
  await sql.insertInto("calls").values(row).onConflict((conflict) =>
    conflict.column("sid").doUpdateSet(changes)
      .where(({ or, eb }) => or([eb("calls.owner", "is", null), eb("calls.owner", "=", owner)]))
  ).execute();
}

/** Changes a call that is over, whoever had it. */
export async function changeCall(sql: Sql, record: CallRecord): Promise<void> {
  const { sid, ...changes } = callRow(record);
  await sql.updateTable("calls").set(changes).where("sid", "=", sid).execute();
}

/** Null when nobody saved it. */
export async function findCall(sql: Sql, sid: string): Promise<CallRecord | null> {
  const row = await sql.selectFrom("calls").selectAll().where("sid", "=", sid).executeTakeFirst();
  return row === undefined ? null : callOf(row);
}

async function listCalls(sql: Sql, { state, limit, before }: CallQuery) {
  let query = sql.selectFrom("calls").selectAll().orderBy("started_at_ms", "desc").orderBy("sid", "desc")
    .limit(limit + 1);
  if (state !== undefined) query = query.where("ended_at_ms", state === "active" ? "is" : "is not", null);
  if (before !== undefined) query = query.where(after(before, "started_at_ms", "sid"));
  return pageOf(await query.execute(), limit, callOf, (row) => ({ at: row.started_at_ms, key: row.sid }));
}
