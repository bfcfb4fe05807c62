/** `/api/v1/tasks`: what people have to do: call back those who hung up. */

import * as z from "zod";
import { pageQuery, time } from "./fields.ts";
import { done, once, onceHeaders, refused, respond } from "./once.ts";
import type { ApiPorts } from "./ports.ts";
import { type Route, route, type Subject } from "./route.ts";

const taskShape = z.object({
  id: z.string(),
  kind: z.enum(["call_back"]),
  callSid: z.string(),
  incidentId: z.string().nullable(),
  createdAt: time,
  doneAt: time.nullable(),
}).meta({ id: "Task" });

const tasksShape = z.object({
  items: z.array(taskShape).meta({ description: "Oldest first: who waits longest is called first" }),
  next: z.null(),
}).meta({ id: "Tasks" });

const task: Subject = { name: "id", shape: z.uuid().toLowerCase(), absent: "There is no open task with this id." };
const tag = "tasks";
const query = z.strictObject({ limit: pageQuery.limit });

/** The routes of tasks. */
export function taskRoutes({ store, desk }: Pick<ApiPorts, "store" | "desk">): readonly Route[] {
  return [
    route({
      ...{ method: "get", path: "/tasks", operation: "listTasks", tag, query },
      summary: "What is to be done, oldest first",
      answers: { 200: { description: "The open tasks", shape: tasksShape } },
    }, async ({ context, query }) => context.json({ items: await store.openTasks(query.limit), next: null })),
    route({
      ...{ method: "post", path: "/tasks/{id}/done", operation: "finishTask", tag, subject: task },
      ...{ headers: onceHeaders, body: z.strictObject({}) },
      summary: "It is done",
      answers: { 200: { description: "When", shape: z.object({ id: z.string(), doneAt: time }).meta({ id: "Done" }) } },
    }, async ({ context, id, headers }) => {
      const name = { key: headers["idempotency-key"], request: `POST done ${id}` };
      const written = await once(store, name, async (tx) => {
        const at = desk.now();
        if (!await tx.finishTask(id, at)) return refused(404, task.absent);
        const finished = { id, doneAt: at.toISOString() };
        await tx.put({ events: [{ type: "task.done", data: finished }] });
        return done(finished);
      });
      return respond(context, written);
    }),
  ];
}
