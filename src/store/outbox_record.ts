/** What is to leave the house: one row a recipient. Nothing is sent in any other way. */

/** How it leaves. */
export const OUTBOX_CHANNELS = ["webhook", "sms", "call", "ticketscad", "resgrid"] as const;
export type OutboxChannel = (typeof OUTBOX_CHANNELS)[number];

/** A message to be sent, as whoever announces a change writes it, in the transaction of that change. */
export interface NewMessage {
  readonly channel: OutboxChannel;
  /** `incident.created`, `call.abandoned`, `dispatch`…: for webhooks the event's type. */
  readonly type: string;
  /** Messages of one key leave in order; null: no order. An incident's id, a CallSid. */
  readonly orderKey: string | null;
  /** JSON: for webhooks `data`, else what the channel needs. */
  readonly payload: unknown;
}

export type OutboxState = "waiting" | "delivered" | "dead";

/** A message on its way. Times are epoch milliseconds. */
export interface OutboxMessage extends NewMessage {
  /** The idempotency key: stable over retries. */
  readonly id: string;
  readonly createdAtMs: number;
  /** Those that are over: 0 when it is taken for the first time. */
  readonly attempts: number;
  /** When it is due; while it is leased, when the lease runs out. */
  readonly nextAtMs: number;
  readonly state: OutboxState;
  /** Why the last attempt failed, in words without anybody's data. */
  readonly lastError: string | null;
}
