/**
 * The diagnosis table: what the wire says, what it is called, and whether asking again can help. The rows are those of
 * the operator's guide; codes and close reasons are the vendor's (platform.openai.com/docs/guides/realtime).
 */

import type { FaultCode } from "../call/call.ts";

/** One row: a fault as the operator reads it. */
export interface Fault {
  readonly code: FaultCode;
  readonly row: string;
  /** The session cannot be used any more. */
  readonly isFatal: boolean;
}

/** An `error` object of the vendor, as it stands in `error` events and in failed replies. */
export interface VendorError {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
  readonly param: string | null;
  /** The client event that it answers; many errors do not say. */
  readonly eventId: string | null;
}

const fatal = (code: FaultCode, row: string): Fault => ({ code, row, isFatal: true });
const passing = (code: FaultCode, row: string): Fault => ({ code, row, isFatal: false });

const BY_CODE: ReadonlyMap<string, Fault> = new Map(Object.entries({
  beta_api_shape_disabled: fatal("beta_header", "A1"),
  invalid_api_key: fatal("invalid_key", "A2"),
  model_not_found: fatal("model_unavailable", "A3"),
  invalid_model: fatal("not_a_realtime_model", "A4"),
  missing_model: fatal("not_a_realtime_model", "A5"),
  insufficient_quota: fatal("no_credit", "A6"),
  credit_balance_exhausted: fatal("no_credit", "A6"),
  organization_spend_limit_exceeded: fatal("no_credit", "A6"),
  rate_limit_exceeded: passing("rate_limited", "B2"),
  inference_rate_limit_exceeded: passing("vendor_capacity", "B3"),
  server_error: passing("vendor_error", "B4"),
  session_expired: fatal("session_expired", "F13"),
  conversation_already_has_active_response: passing("reply_overlap", "F6"),
}));

/** Errors that only say that two orders crossed on the wire: counted, nothing to mend. */
const BENIGN: ReadonlySet<string> = new Set([
  "response_cancel_not_active",
  "conversation_already_has_active_response",
  "input_audio_buffer_commit_empty",
  "item_delete_invalid_item_id",
  "item_truncate_invalid_item_id",
]);

/** Whether an error is a harmless race between our orders and the model's. */
export function isBenign(error: VendorError): boolean {
  return error.code !== null && BENIGN.has(error.code);
}

/** Names an error. What the table does not know is the vendor's, and not fatal: the close that follows decides. */
export function classifyError(error: VendorError): Fault {
  const known = BY_CODE.get(error.code ?? "") ?? BY_CODE.get(error.type);
  return known ?? ofProperty(error) ?? passing("vendor_error", "B4");
}

/** "Audio content of 2650ms is already shorter than 9100ms". */
const TOO_SHORT = /audio content of \d+ ?ms is already shorter/i;

/** An error that refuses a property of the session, or the length of a line; null when it speaks of neither. */
function ofProperty({ code, message, param }: VendorError): Fault | null {
  if (TOO_SHORT.test(message)) return passing("truncate_refused", "F11");
  if (code === "cannot_update_voice") return passing("session_refused", "F3");
  const property = param ?? /\bsession\.[a-z_.]+/.exec(message)?.[0] ?? "";
  if (/modalities/.test(property) || /^Invalid modalities/.test(message)) return passing("session_refused", "F4");
  if (!/^session\b/.test(property)) return null;
  return passing("session_refused", /voice/.test(property) ? "F2" : "F1");
}

/** Names a close of the session's socket. The reason reads `<type>.<code>`; 1001 is the 60-minute limit. */
export function classifyClose(code: number, reason: string, lastError: VendorError | null): Fault {
  const word = reason.split(".").at(-1) ?? "";
  const known = BY_CODE.get(word) ?? BY_CODE.get(reason);
  if (known !== undefined) return fatal(known.code, known.row);
  if (code === 1001 && reason.includes("maximum duration")) return fatal("session_expired", "F13");
  if (lastError !== null && code >= 3000) return fatal(classifyError(lastError).code, classifyError(lastError).row);
  return fatal("connection_lost", "1006");
}

/** Names a handshake that was answered with an HTTP status instead of an upgrade. */
export function classifyHandshake(status: number): Fault {
  if (status === 401) return fatal("invalid_key", "A2");
  if (status === 429) return fatal("rate_limited", "B2");
  return fatal("handshake_refused", "A7");
}

/** Names a connection that could not be made, or that broke without a close. */
export function classifyFailure(wasOpen: boolean): Fault {
  return wasOpen ? fatal("connection_lost", "1006") : fatal("unreachable", "DNS, TCP, TLS");
}

/** What a finished reply tells, as far as faults go. */
export interface ReplyEnd {
  readonly status: "completed" | "cancelled" | "failed" | "incomplete";
  readonly reason: string | null;
  readonly error: VendorError | null;
  readonly hasAudio: boolean;
  readonly hasText: boolean;
  readonly hasTool: boolean;
}

/** Names what was wrong with a finished reply; null when it spoke, acted, or was cancelled by us. */
export function classifyReply(end: ReplyEnd): FaultCode | null {
  switch (end.status) {
    case "failed":
      return end.error === null ? "vendor_error" : classifyError(end.error).code;
    case "cancelled":
      return end.reason === "turn_detected" ? "cut_by_noise" : null;
    case "incomplete":
      return end.reason === "content_filter" ? "content_filter" : "token_limit";
    case "completed":
      if (end.hasAudio || end.hasTool) return null;
      return end.hasText ? "text_only" : "empty_reply";
  }
}

/**
 * How long the vendor asks us to wait, ms: "Please try again in 6.232s", "in 320ms", "in 1m2s". Null when it does not
 * say.
 */
export function retryAfterMs(error: VendorError | null): number | null {
  const found = error?.message.match(/try again in (?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)(ms|s))?/i);
  if (!found || (found[1] === undefined && found[2] === undefined)) return null;
  const seconds = found[2] === undefined ? 0 : Number(found[2]) * (found[3] === "ms" ? 0.001 : 1);
  return Math.round((Number(found[1] ?? 0) * 60 + seconds) * 1_000);
}
