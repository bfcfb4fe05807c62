/** Rows of the diagnosis table as the simulated vendor makes them, and where the doctor is to name them. */

import type { FaultCode } from "../../src/call/call.ts";
import type { Faults, OpenAIOptions } from "../../src/simulator/openai/options.ts";
import type { ReplyFault } from "../../src/simulator/openai/mind.ts";
import { type ClinicOptions, spoken } from "./clinic.ts";

export interface Provoked {
  /** Of the table, with what is provoked. */
  readonly row: string;
  readonly code: FaultCode;
  /** The doctor's check that names it. */
  readonly check: string;
  readonly options: ClinicOptions;
  /** A word of what was seen on the wire. */
  readonly seen: RegExp;
}

const refused = (type: string, code: string, closeCode: number): ClinicOptions => {
  return {
    openai: { faults: () => ({ refusal: { type, code, message: `Told: ${code}` }, refusalCloseCode: closeCode }) },
  };
};
const always = (faults: Faults): ClinicOptions => ({ openai: { faults: () => faults } });
const failed = (code: string | null, type = "invalid_request_error", message = ""): ReplyFault => ({
  failed: { type, code, message },
});
const answers = (fault: ReplyFault): ClinicOptions => ({ reply: () => ({ ...spoken(), fault }) });
const silent = (fault: ReplyFault): ClinicOptions => ({ reply: () => ({ fault }) });
const env = (settings: Record<string, string>, openai: Partial<OpenAIOptions> = {}): ClinicOptions => ({
  env: settings,
  openai,
});

const HOUR = "Your session hit the maximum duration of 60 minutes.";
const LIMIT = "Limit 40000, Used 39000, Requested 2000. Please try again in 6.232s.";
const QUIET = { text: "Hello.", audio: new Uint8Array(16_000).fill(0xff) };

/** Provoked by the simulated vendor, seen by the doctor's own sessions and by those of calls alike. */
export const PROVOKED: readonly Provoked[] = [
  {
    row: "A1 beta",
    code: "beta_header",
    check: "session",
    options: refused("invalid_request_error", "beta_api_shape_disabled", 4000),
    seen: /beta_api_shape_disabled/,
  },
  {
    row: "A2 key",
    code: "invalid_key",
    check: "session",
    options: env({ OPENAI_API_KEY: "sk-revoked-0123456789abcdef" }),
    seen: /invalid_api_key/,
  },
  {
    row: "A3 model",
    code: "model_unavailable",
    check: "session",
    options: env({}, { models: ["gpt-realtime-2.1-mini"] }),
    seen: /model_not_found/,
  },
  {
    row: "A4 kind",
    code: "not_a_realtime_model",
    check: "session",
    options: env({ OPENAI_MODEL: "gpt-transcribe" }),
    seen: /invalid_model/,
  },
  {
    row: "A5 none",
    code: "not_a_realtime_model",
    check: "session",
    options: refused("invalid_request_error", "missing_model", 4000),
    seen: /missing_model/,
  },
  {
    row: "A6 credit",
    code: "no_credit",
    check: "session",
    options: refused("insufficient_quota", "credit_balance_exhausted", 4000),
    seen: /credit_balance_exhausted/,
  },
  {
    row: "A6 limit",
    code: "no_credit",
    check: "session",
    options: refused("invalid_request_error", "organization_spend_limit_exceeded", 4000),
    seen: /spend_limit/,
  },
  {
    row: "A7 status",
    code: "handshake_refused",
    check: "session",
    options: always({ status: 403 }),
    seen: /HTTP 403.*Status 403/,
  },
  {
    row: "no answer",
    code: "unreachable",
    check: "session",
    options: always({ isUnanswered: true }),
    seen: /ETIMEDOUT/,
  },
  {
    row: "frozen",
    code: "unreachable",
    check: "session",
    options: always({ end: { after: "session.created", how: "freeze" } }),
    seen: /no session.updated/,
  },
  {
    row: "socket gone",
    code: "connection_lost",
    check: "session",
    options: always({ end: { after: "session.created", how: "drop" } }),
    seen: /1006|broke/,
  },
  { row: "E7 echo", code: "wrong_codec", check: "session", options: always({ staysPcm: true }), seen: /audio\/pcmu/ },
  {
    row: "F2 voice",
    code: "session_refused",
    check: "session",
    options: env({ OPENAI_VOICE: "nova" }),
    seen: /audio\.output\.voice replaced by marin.*'nova'/,
  },
  {
    row: "F13 hour",
    code: "session_expired",
    check: "reply",
    options: always({ end: { after: "session.updated", how: { code: 1001, reason: HOUR } } }),
    seen: /1001/,
  },
  {
    row: "B1 quota",
    code: "no_credit",
    check: "reply",
    options: silent(failed("insufficient_quota")),
    seen: /status failed \(insufficient_quota/,
  },
  {
    row: "B2 rate",
    code: "rate_limited",
    check: "reply",
    options: silent(failed("rate_limit_exceeded", "tokens", LIMIT)),
    seen: /try again in 6\.232s/,
  },
  {
    row: "B3 capacity",
    code: "vendor_capacity",
    check: "reply",
    options: silent(failed("inference_rate_limit_exceeded")),
    seen: /inference_rate_limit_exceeded/,
  },
  {
    row: "B4 server",
    code: "vendor_error",
    check: "reply",
    options: silent(failed(null, "server_error")),
    seen: /server_error/,
  },
  {
    row: "C1 noise",
    code: "cut_by_noise",
    check: "reply",
    options: silent({ cancelled: "turn_detected" }),
    seen: /status cancelled \(turn_detected\)/,
  },
  {
    row: "D1 tokens",
    code: "token_limit",
    check: "reply",
    options: silent({ incomplete: "max_output_tokens" }),
    seen: /incomplete \(max_output_tokens\)/,
  },
  {
    row: "D2 filter",
    code: "content_filter",
    check: "reply",
    options: silent({ incomplete: "content_filter" }),
    seen: /content_filter/,
  },
  {
    row: "E1 empty",
    code: "empty_reply",
    check: "reply",
    options: silent("empty"),
    seen: /status completed, output: \[\]/,
  },
  { row: "E3, E4 text", code: "text_only", check: "reply", options: answers("text_only"), seen: /output_text/ },
  {
    row: "no audio in time",
    code: "reply_stalled",
    check: "reply",
    options: silent("stall"),
    seen: /response\.created and then nothing/,
  },
  {
    row: "stops midway",
    code: "reply_stalled",
    check: "reply",
    options: answers("stall_midway"),
    seen: /no sound came after/,
  },
  {
    row: "F6 busy",
    code: "reply_overlap",
    check: "reply",
    options: { ...silent("stall"), ...always({ repliesUnasked: true }) },
    seen: /already_has_active_response/,
  },
];

/** Heard, where a call hears it: in the levels of the sound. */
export const SOUNDS: readonly Provoked[] = [
  {
    row: "E7 sound",
    code: "wrong_codec",
    check: "reply",
    options: always({ speaksPcm: true }),
    seen: /4[78] bytes a ms/,
  },
  {
    row: "E8 level",
    code: "inaudible_audio",
    check: "reply",
    options: { reply: () => ({ speech: QUIET }) },
    seen: /level -72 dBFS/,
  },
];

/** Of the caller's side. */
export const HEARD: readonly Provoked[] = [
  {
    row: "F10 deaf",
    code: "caller_not_heard",
    check: "transcription",
    options: always({ isDeaf: true }),
    seen: /no speech_started/,
  },
  {
    row: "F16 words",
    code: "transcription_failed",
    check: "transcription",
    options: { hear: () => null },
    seen: /transcription\.failed/,
  },
];
