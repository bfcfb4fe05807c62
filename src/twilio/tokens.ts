/**
 * Single-use tokens: a webhook mints one, the media stream of the same call redeems it within a minute. Twilio's
 * signature has no replay protection; this is ours.
 */

import { createHash, randomBytes } from "node:crypto";
import { STREAM_WAIT_MS } from "../call/limits.ts";

export type Verdict = "ok" | "unknown" | "used" | "foreign" | "expired";

interface Entry {
  readonly callSid: string;
  readonly expiresAtMs: number;
  isUsed: boolean;
}

export class TokenBook {
  /** By hash: a token read out of memory opens nothing, and looking one up tells nothing by its timing. */
  readonly #entries = new Map<string, Entry>();

  /** `random` gives that many random bytes. */
  constructor(private readonly random: (bytes: number) => Uint8Array = randomBytes) {}

  /** A token for a call, good for one use within 60 s. */
  mint(callSid: string, nowMs: number): string {
    this.#forget(nowMs);
    const token = this.random(32).toBase64({ alphabet: "base64url", omitPadding: true });
    this.#entries.set(hash(token), { callSid, expiresAtMs: nowMs + STREAM_WAIT_MS, isUsed: false });
    return token;
  }

  /** Uses a token. One presented for another call is refused and stays good for its own. */
  redeem(token: string, callSid: string, nowMs: number): Verdict {
    const entry = this.#entries.get(hash(token));
    if (entry === undefined) return "unknown";
    if (entry.callSid !== callSid) return "foreign";
    if (entry.isUsed) return "used";
    if (nowMs >= entry.expiresAtMs) return "expired";
    entry.isUsed = true;
    return "ok";
  }

  /** Tokens are remembered for twice their life, so that a late one is called expired or used, not unknown. */
  #forget(nowMs: number): void {
    for (const [key, entry] of this.#entries) {
      if (nowMs < entry.expiresAtMs + STREAM_WAIT_MS) return;
      this.#entries.delete(key);
    }
  }
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
