/** The answers that writes with an idempotency key got. */

import type { Transaction } from "./ports.ts";
import type { Sql } from "./schema.ts";

type Answer = NonNullable<Awaited<ReturnType<Transaction["answerOf"]>>>;

/** A client may repeat a write for this long, and get the answer of the first. */
const KEPT_MS = 48 * 3_600_000;

/** Null when no write had this key. */
export async function answerOf(sql: Sql, key: string): Promise<Answer | null> {
  const row = await sql.selectFrom("answers").select(["request", "status", "body"]).where("key", "=", key)
    .executeTakeFirst();
  return row === undefined ? null : { request: row.request, status: row.status, body: row.body };
}

/** Keeps the first answer to a key; forgets those that are two days old. */
export async function keepAnswer(sql: Sql, key: string, answer: Answer, nowMs: number): Promise<void> {
  await sql.deleteFrom("answers").where("kept_at_ms", "<", nowMs - KEPT_MS).execute();
  const { request, status, body } = answer;
  await sql.insertInto("answers").values({ key, request, status, body, kept_at_ms: nowMs })
    .onConflict((conflict) => conflict.column("key").doNothing()).execute();
}
