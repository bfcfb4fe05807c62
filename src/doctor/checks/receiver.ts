/** Whether the records system takes what is delivered: a `delivery.test`, signed as every message is. */

import { testMessage, webhookChannel } from "../../delivery/webhook.ts";
import { type Check, mistake, ok, skipped } from "../check.ts";

/** Receivers may take 20 s for a delivery; a test is not worth so long. */
const LIMIT_MS = 10_000;

export const receiver: Check = {
  id: "webhook_receiver",
  needs: ["RMS_WEBHOOK_URL", "RMS_WEBHOOK_SECRET"],
  async run({ config: { delivery: { webhook }, agencyName }, now }) {
    if (webhook === null) return skipped("RMS_WEBHOOK_URL is not set");
    const message = {
      ...testMessage(agencyName),
      id: `msg_${crypto.randomUUID().replaceAll("-", "")}`,
      createdAtMs: now().getTime(),
      attempts: 0,
      nextAtMs: 0,
      state: "waiting" as const,
      lastError: null,
    };
    const patience = new AbortController();
    const alarm = setTimeout(() => patience.abort(), LIMIT_MS);
    const outcome = await webhookChannel(webhook, now)(message, patience.signal).finally(() => clearTimeout(alarm));
    const where = `delivery.test to ${webhook.url.host}`;
    if (outcome.kind === "delivered") return ok(`${where} was taken`);
    const error = patience.signal.aborted
      ? `no answer within ${LIMIT_MS / 1_000} s`
      : "error" in outcome
      ? outcome.error
      : "";
    return mistake(
      "failure",
      `${where}: ${error}`,
      "incidents do not reach the records system",
      /\b40[13]\b/.test(error)
        ? "let RMS_WEBHOOK_SECRET be the receiver's own secret (Standard Webhooks)"
        : "look at RMS_WEBHOOK_URL and at the receiver's log",
    );
  },
};
