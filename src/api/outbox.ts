/** `/api/v1/outbox`: what leaves the house, and what could not. */

import * as z from "zod";
import { OUTBOX_CHANNELS, type OutboxMessage } from "../store/outbox_record.ts";
import type { Transaction } from "../store/ports.ts";
import { oneOf, pageOf, pageQuery, time } from "./fields.ts";
import { done, once, onceHeaders, refused, respond } from "./once.ts";
import { given, page } from "./page.ts";
import type { ApiPorts } from "./ports.ts";
import { type Route, route, type Subject } from "./route.ts";

const STATES = ["waiting", "delivered", "dead"] as const;

const messageShape = z.object({
  id: z.string().meta({ description: "The `webhook-id`: stable over retries" }),
  channel: z.enum(OUTBOX_CHANNELS),
  type: z.string(),
  orderKey: z.string().nullable().meta({ description: "Messages of one key leave in order" }),
  state: z.enum(STATES),
  createdAt: time,
  attempts: z.int(),
  nextAt: time.nullable().meta({ description: "When it is tried next; null when it is not" }),
  lastError: z.string().nullable(),
  payload: z.unknown(),
}).meta({ id: "Message" });

const message: Subject = {
  name: "id",
  shape: z.string().regex(/^msg_[0-9a-f]{32}$/),
  absent: "There is no message with this id.",
};
const tag = "outbox";
const query = z.strictObject({ state: oneOf(STATES).default("dead"), ...pageQuery });

/** The routes of messages. */
export function outboxRoutes({ store, desk }: Pick<ApiPorts, "store" | "desk">): readonly Route[] {
  const replay = async (tx: Transaction, id: string) => {
    const isReplayed = await tx.replay(id, desk.now().getTime());
    const found = await tx.message(id);
    if (found === null) return refused(404, message.absent);
    return isReplayed
      ? done(shown(found))
      : refused(409, `The message is ${found.state}: only a dead one is replayed.`);
  };
  return [
    route({
      ...{ method: "get", path: "/outbox", operation: "listMessages", tag, query },
      summary: "Messages of a state, newest first; the dead letters when nothing is said",
      answers: { 200: { description: "A page of messages", shape: pageOf(messageShape, "Messages") } },
    }, ({ context, query }) => page(context, () => store.listMessages(given(query)), shown)),
    route({
      ...{ method: "post", path: "/outbox/{id}/replay", operation: "replayMessage", tag, subject: message },
      ...{ headers: onceHeaders, body: z.strictObject({}) },
      summary: "Try a dead message again, at once",
      answers: {
        200: { description: "The message, waiting again", shape: messageShape },
        409: { description: "It is not dead" },
      },
    }, async ({ context, id, headers }) => {
      const name = { key: headers["idempotency-key"], request: `POST replay ${id}` };
      const written = await once(store, name, (tx) => replay(tx, id));
      if (written.status === 200) desk.news.messagesWait();
      return respond(context, written);
    }),
  ];
}

function shown({ id, channel, type, orderKey, state, attempts, lastError, payload, ...times }: OutboxMessage) {
  const createdAt = new Date(times.createdAtMs).toISOString();
  const nextAt = state === "waiting" ? new Date(times.nextAtMs).toISOString() : null;
  return { id, channel, type, orderKey, state, createdAt, attempts, nextAt, lastError, payload };
}
