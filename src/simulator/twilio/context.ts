/** What the parts of one simulated call share. */
import type { PhoneLine } from "./line.ts";
import type { CallLog } from "./log.ts";
import type { LinkQuality, Random } from "./network.ts";

/** How a `<Dial>` went. */
export interface DialResult {
  status: "completed" | "busy" | "no-answer" | "failed" | "canceled";
  /** Ringing and talking, ms on the call's clock. */
  tookMs: number;
}

/** A call to be placed. */
export interface CallOptions {
  /** The URL the service is known by: signatures are made of it. */
  publicUrl: string;
  /** Where that name really leads, such as `http://127.0.0.1:8080`; default `publicUrl`. */
  reachUrl?: string;
  authToken: string;
  accountSid: string;
  /** Default: a new one. */
  callSid?: string;
  /** E.164, or `anonymous`. */
  from: string;
  to: string;
  /** Default: no delay either way. */
  network?: { toService?: LinkQuality; toCaller?: LinkQuality };
  /** Of the jitter; default 1. */
  seed?: number;
  /** Audio kept by the ear, ms: default ten minutes; 0 for load tests. */
  keepAudioMs?: number;
  /** Audio buffered for playback, ms; default ten minutes. */
  playbackLimitMs?: number;
  /** The number's settings; defaults are `/twilio/voice`, `/twilio/fallback` and `/twilio/status` at `publicUrl`. */
  voiceUrl?: string;
  fallbackUrl?: string | null;
  statusUrl?: string | null;
  /** Who answers a `<Dial>`; default: a person, at once, who hangs up at once. */
  dial?: (numbers: readonly string[]) => DialResult;
  /** How long the carrier's own voice takes; default 60 ms a character. */
  sayMsPerCharacter?: number;
  /** The carrier's patience with a webhook; default 15 s. */
  webhookTimeoutMs?: number;
  /** The handshake signs the stream's URL with a slash at its end, as the carrier sometimes does. */
  signTrailingSlash?: boolean;
}

/** One call while it lasts. */
export interface CallContext {
  readonly options: CallOptions;
  readonly callSid: string;
  readonly line: PhoneLine;
  readonly log: CallLog;
  readonly random: Random;
  /** Keys pressed while no stream was connected, oldest first, and when the last one was. */
  readonly keypad: { digits: string; lastMs: number };
  /** Sentences said to a `<Gather>`, oldest first. */
  readonly sentences: string[];
  /** The caller has hung up. */
  isOver(): boolean;
}

/** What comes after a verb: the next one, another document, or the end of the call. */
export type Next =
  | { kind: "continue" }
  | { kind: "request"; url: string; parameters: Readonly<Record<string, string>> }
  | { kind: "end" };

/** The carrier's identifiers: two letters and 32 hexadecimal digits. */
export function newSid(prefix: "CA" | "MZ"): string {
  return prefix + crypto.randomUUID().replaceAll("-", "");
}
