/** Webhooks to the records system, as Standard Webhooks 1.0 has them (standardwebhooks.com, specification 1.0). */

import { Webhook } from "standardwebhooks";
import { ask } from "../outgoing.ts";
import type { NewMessage } from "../store/outbox_record.ts";
import { type Channel, outcomeOf, withoutAnswer } from "./outcome.ts";

export interface WebhookEndpoint {
  readonly url: URL;
  /** `whsec_…`. */
  readonly secret: string;
}

/**
 * Posts `{type, timestamp, data}`. `webhook-id` is the message's id, the same in every attempt: the receiver's key to
 * know a repetition by. `webhook-timestamp` is the attempt's, `timestamp` in the body the event's.
 */
export function webhookChannel({ url, secret }: WebhookEndpoint, now: () => Date): Channel {
  const signer = new Webhook(secret);
  return async ({ id, type, payload, createdAtMs }, signal) => {
    const body = JSON.stringify({ type, timestamp: new Date(createdAtMs).toISOString(), data: payload });
    const at = now();
    const headers = {
      "content-type": "application/json",
      "user-agent": "dispatcher",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": signer.sign(id, at, body),
    };
    return await ask({ url, headers, body, signal }).then(outcomeOf, withoutAnswer);
  };
}

/** A message that says nothing but that messages arrive. */
export function testMessage(agencyName: string): NewMessage {
  const data = { agency: agencyName, text: "This is a test. Nothing happened, and nobody is sent." };
  return { channel: "webhook", type: "delivery.test", orderKey: null, payload: data };
}
