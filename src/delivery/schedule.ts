/** When a message that failed is tried again. Dispatch is urgent, so quick ones first; then patience, then a person. */

const S = 1_000;
const MIN = 60 * S;
const H = 60 * MIN;

/** The waits after each failure. After the last one there is one more attempt, and then nobody tries any more. */
export const WAITS_MS: readonly number[] = [
  ...[1 * S, 5 * S, 15 * S, 60 * S],
  ...[5 * MIN, 30 * MIN],
  ...[2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H],
];

/** The quick ones: when all of these failed, the receiver is not just restarting. */
export const QUICK_ATTEMPTS = 4;

/** A wait is up to a tenth shorter or longer, so that what failed together does not come again together. */
const JITTER = 0.1;

/** A receiver may ask for a day at most. */
const LONGEST_RETRY_AFTER_MS = 24 * H;

/**
 * When the next attempt is due, epoch ms; null when there is none. `attempts` are those that have failed, this one
 * included; `retryAfter` is the receiver's header (seconds or an HTTP date, RFC 9110 10.2.3); `chance` is from 0 to 1.
 */
export function nextAttemptMs(
  attempts: number,
  retryAfter: string | null,
  nowMs: number,
  chance: number,
): number | null {
  const waitMs = WAITS_MS[attempts - 1];
  if (waitMs === undefined) return null;
  const jittered = waitMs * (1 - JITTER + 2 * JITTER * chance);
  return nowMs + Math.round(Math.max(jittered, retryAfterMs(retryAfter, nowMs)));
}

/** What a `Retry-After` asks for, ms from now; 0 when there is none, it is over, or nobody can read it. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * S : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS);
}
