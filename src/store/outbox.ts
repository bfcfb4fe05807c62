/** All queries on messages that are on their way, for every database. */

import type { Selectable } from "kysely";
import { after, pageOf } from "./cursor.ts";
import type { Connection } from "./connection.ts";
import type { NewMessage, OutboxChannel, OutboxMessage, OutboxState } from "./outbox_record.ts";
import type { Outbox } from "./ports.ts";
import type { OutboxTable, Sql } from "./schema.ts";

type Row = Selectable<OutboxTable>;

/** The messages of a database. */
export function outbox(connection: Connection): Outbox {
  const { sql } = connection;
  const waiting = (id: string) => sql.updateTable("outbox").where("id", "=", id).where("state", "=", "waiting");
  const oneMore = (where: { (column: "attempts", by: "+", one: 1): unknown }) => where("attempts", "+", 1) as never;
  return {
    takeDue: (nowMs, leaseMs, limit, channel) => takeDue(connection, nowMs, leaseMs, limit, channel),
    async delivered(id, nowMs) {
      const row = await waiting(id)
        .set((where) => ({ state: "delivered", next_at_ms: nowMs, attempts: oneMore(where) }))
        .returningAll().executeTakeFirst();
      if (row !== undefined) await follow(sql, row, ">", nowMs);
    },
    async failed(id, { nextAtMs, error }) {
      const row = await waiting(id)
        .set((where) => ({ next_at_ms: nextAtMs, last_error: error, attempts: oneMore(where) }))
        .returningAll().executeTakeFirst();
      if (row !== undefined) await follow(sql, row, "<", nextAtMs);
    },
    async moveOn(id, { from, to, nextAtMs }) {
      const { numUpdatedRows } = await waiting(id).where("payload", "=", JSON.stringify(from))
        .set({ payload: JSON.stringify(to), next_at_ms: nextAtMs }).executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    findMessage: (id) => findMessage(sql, id),
    async dead(id, error) {
      await waiting(id).set((where) => ({ state: "dead", last_error: error, attempts: oneMore(where) })).execute();
    },
    listMessages: (query) => listMessages(sql, query),
    async releaseAll(nowMs) {
      await sql.updateTable("outbox").set({ next_at_ms: nowMs }).where("state", "=", "waiting")
        .where("next_at_ms", ">", nowMs).execute();
    },
    nextDueMs: () => nextDueMs(sql),
  };
}

/**
 * What waits behind a message is due when that is: else, while a receiver is down, every look at what is due would pass
 * over all that has piled up. Only what was never tried: a failure of its own has its own time.
 */
async function follow(sql: Sql, head: Row, later: "<" | ">", atMs: number): Promise<void> {
  if (head.order_key === null) return;
  await sql.updateTable("outbox").set({ next_at_ms: atMs })
    .where("order_key", "=", head.order_key).where("channel", "=", head.channel).where("state", "=", "waiting")
    .where("sequence", ">", head.sequence).where("attempts", "=", 0).where("next_at_ms", later, atMs).execute();
}

/** Adds messages, in their order, due at once. */
export async function addMessages(sql: Sql, messages: readonly NewMessage[], nowMs: number): Promise<void> {
  if (messages.length === 0) return;
  await sql.insertInto("outbox").values(messages.map(({ channel, type, orderKey, payload }) => ({
    id: `msg_${crypto.randomUUID().replaceAll("-", "")}`,
    channel,
    type,
    order_key: orderKey,
    payload: JSON.stringify(payload),
    created_at_ms: nowMs,
    attempts: 0,
    next_at_ms: nowMs,
    state: "waiting" satisfies OutboxState,
    last_error: null,
  }))).execute();
}

/**
 * What waits and has nothing older of its order key before it on its channel. What is dead is stepped over: a message
 * that can never be delivered must not hold up all that happens to its incident afterwards.
 */
function heads(sql: Sql) {
  return sql.selectFrom("outbox as message").where("message.state", "=", "waiting")
    .where(({ not, exists, selectFrom, or, eb }) =>
      or([
        eb("message.order_key", "is", null),
        not(exists(
          selectFrom("outbox as older").select("older.sequence")
            .whereRef("older.order_key", "=", "message.order_key")
            .whereRef("older.channel", "=", "message.channel")
            .where("older.state", "=", "waiting")
            .whereRef("older.sequence", "<", "message.sequence"),
        )),
      ])
    );
}

/** A lease is a later due time: when its holder dies, the message is due again by itself. */
async function takeDue(
  { dialect, sql, flush }: Connection,
  nowMs: number,
  leaseMs: number,
  limit: number,
  channel?: OutboxChannel,
) {
  let due = heads(sql).select("message.sequence").where("message.next_at_ms", "<=", nowMs)
    .orderBy("message.next_at_ms").orderBy("message.sequence").limit(limit);
  if (channel !== undefined) due = due.where("message.channel", "=", channel);
  if (await due.executeTakeFirst() === undefined) return [];
  if (dialect === "postgres") due = due.forUpdate().skipLocked();
  const rows = await sql.with((cte) => cte("due").materialized(), () => due).updateTable("outbox")
    .set({ next_at_ms: nowMs + leaseMs }).where(
      "sequence",
      "in",
      ({ selectFrom }) => selectFrom("due").select("sequence"),
    )
    .returningAll().execute();
  // Sent only when it is sure that what it tells of is kept: the log holds that before this.
  await flush();
  return rows.sort((a, b) => a.sequence - b.sequence).map(messageOf);
}

async function nextDueMs(sql: Sql): Promise<number | null> {
  const row = await heads(sql).select("message.next_at_ms").orderBy("message.next_at_ms").orderBy("message.sequence")
    .limit(1).executeTakeFirst();
  return row?.next_at_ms ?? null;
}

/** A message in whatever state; null when there is none with this id. */
export async function findMessage(sql: Sql, id: string): Promise<OutboxMessage | null> {
  const row = await sql.selectFrom("outbox").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : messageOf(row);
}

/** A dead message waits again, due at once, with its attempts forgotten. False when it is not dead. */
export async function replay(sql: Sql, id: string, nowMs: number): Promise<boolean> {
  const { numUpdatedRows } = await sql.updateTable("outbox")
    .set({ state: "waiting", next_at_ms: nowMs, attempts: 0, last_error: null })
    .where("id", "=", id).where("state", "=", "dead").executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function listMessages(sql: Sql, { state, limit, before }: Parameters<Outbox["listMessages"]>[0]) {
  let query = sql.selectFrom("outbox").selectAll().where("state", "=", state).orderBy("sequence", "desc")
    .limit(limit + 1);
  if (before !== undefined) query = query.where(after(before, "sequence", "id"));
  return pageOf(await query.execute(), limit, messageOf, (row) => ({ at: row.sequence, key: row.id }));
}

function messageOf(row: Row): OutboxMessage {
  return {
    id: row.id,
    channel: row.channel as OutboxChannel,
    type: row.type,
    orderKey: row.order_key,
    payload: JSON.parse(row.payload),
    createdAtMs: row.created_at_ms,
    attempts: row.attempts,
    nextAtMs: row.next_at_ms,
    state: row.state as OutboxState,
    lastError: row.last_error,
  };
}
