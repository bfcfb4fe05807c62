/** All queries on tasks, for every database. */

import type { Change, Task } from "./ports.ts";
import type { Sql } from "./schema.ts";

/** Adds a task; of one kind a call has one. */
export async function addTask(sql: Sql, task: NonNullable<Change["task"]>): Promise<void> {
  await sql.insertInto("tasks").values({
    id: crypto.randomUUID(),
    kind: task.kind,
    call_sid: task.callSid,
    incident_id: task.incidentId,
    created_at_ms: Date.parse(task.createdAt),
    done_at_ms: null,
  }).onConflict((conflict) => conflict.columns(["kind", "call_sid"]).doNothing()).execute();
}

/** What is not done yet, oldest first. */
export async function openTasks(sql: Sql, limit: number): Promise<readonly Task[]> {
  const rows = await sql.selectFrom("tasks").selectAll().where("done_at_ms", "is", null).orderBy("created_at_ms")
    .orderBy("id").limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as Task["kind"],
    callSid: row.call_sid,
    incidentId: row.incident_id,
    createdAt: new Date(row.created_at_ms).toISOString(),
    doneAt: null,
  }));
}

/** False when there is no such task, or it is done. */
export async function finishTask(sql: Sql, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await sql.updateTable("tasks").set({ done_at_ms: at.getTime() }).where("id", "=", id)
    .where("done_at_ms", "is", null).executeTakeFirst();
  return numUpdatedRows > 0n;
}
