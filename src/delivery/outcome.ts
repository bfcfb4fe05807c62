/** What came of one attempt to deliver a message. */

import { type Answer, NoAnswer } from "../outgoing.ts";
import type { OutboxMessage } from "../store/outbox_record.ts";

export type Outcome =
  | { readonly kind: "delivered" }
  /** Tried again by the schedule, not before `retryAfter` (the header as it came) says. `error` names nobody. */
  | { readonly kind: "failed"; readonly error: string; readonly retryAfter: string | null }
  /** Will never be taken: given up at once. */
  | { readonly kind: "gone"; readonly error: string }
  /** A message of several steps: its channel has kept how far it came. */
  | { readonly kind: "kept" };

/** Sends a message in one way. It throws `NoAnswer` or nothing. `signal` ends it when the service stops. */
export type Channel = (message: OutboxMessage, signal: AbortSignal) => Promise<Outcome>;

/** Those that repeating will not mend; they are repeated all the same, as somebody may mend their cause. */
const PASSING_4XX: ReadonlySet<number> = new Set([408, 425, 429]);

/** What an answer means: 2xx took it, 410 never will, everything else is tried again. Redirects are not followed. */
export function outcomeOf({ status, retryAfter }: Answer, detail = ""): Outcome {
  const error = `HTTP ${status}${detail === "" ? "" : ` (${detail})`}`;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 410) return { kind: "gone", error: `${error}: the receiver wants no more of these` };
  if (status >= 300 && status < 400) {
    return { kind: "failed", error: `${error}: redirects are not followed`, retryAfter };
  }
  const isRefusal = status >= 400 && status < 500 && !PASSING_4XX.has(status);
  return { kind: "failed", error: isRefusal ? `${error}: refused; somebody has to mend the cause` : error, retryAfter };
}

/** The outcome of an attempt that threw. Rethrows what is not `NoAnswer`. */
export function withoutAnswer(error: unknown): Outcome {
  if (!(error instanceof NoAnswer)) throw error;
  return { kind: "failed", error: error.message, retryAfter: null };
}
