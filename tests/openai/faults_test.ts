import assert from "node:assert/strict";
import {
  classifyClose,
  classifyError,
  classifyHandshake,
  classifyReply,
  isBenign,
  type ReplyEnd,
  retryAfterMs,
  type VendorError,
} from "../../src/openai/faults.ts";

const error = (more: Partial<VendorError>): VendorError => ({
  type: "invalid_request_error",
  code: null,
  message: "",
  param: null,
  eventId: null,
  ...more,
});

// What the vendor says | what we call it | row | is the session over?
const ERRORS = `
  beta_api_shape_disabled                  | beta_header          | A1 | fatal
  invalid_api_key                          | invalid_key          | A2 | fatal
  model_not_found                          | model_unavailable    | A3 | fatal
  invalid_model                            | not_a_realtime_model | A4 | fatal
  missing_model                            | not_a_realtime_model | A5 | fatal
  insufficient_quota                       | no_credit            | A6 | fatal
  credit_balance_exhausted                 | no_credit            | A6 | fatal
  rate_limit_exceeded                      | rate_limited         | B2 | passing
  inference_rate_limit_exceeded            | vendor_capacity      | B3 | passing
  session_expired                          | session_expired      | F13 | fatal
  conversation_already_has_active_response | reply_overlap        | F6 | passing
  something_new                            | vendor_error         | B4 | passing
`;

for (const row of ERRORS.trim().split("\n")) {
  const [code, name, place, verdict] = row.split("|").map((part) => part.trim());
  Deno.test(`\`classifyError()\` calls ${code} ${name}, ${verdict}`, () => {
    const fault = classifyError(error({ code: code! }));
    assert.deepEqual([fault.code, fault.row, fault.isFatal], [name, place, verdict === "fatal"]);
  });
}

// What refuses what | what we call it | row
const PROPERTIES: readonly (readonly [Partial<VendorError>, string, string])[] = [
  [{ code: "missing_required_parameter", param: "session.type" }, "session_refused", "F1"],
  [{ code: "unknown_parameter", param: "session.temperature" }, "session_refused", "F1"],
  [
    { code: "unknown_parameter", message: "Unknown parameter: 'session.audio.input.format.rate'." },
    "session_refused",
    "F1",
  ],
  [{ code: "invalid_value", param: "session.audio.output.voice" }, "session_refused", "F2"],
  [{ code: "cannot_update_voice", message: "Cannot update a conversation's voice" }, "session_refused", "F3"],
  [{ code: "invalid_value", message: "Invalid modalities: ['audio','text']." }, "session_refused", "F4"],
  [
    { code: "invalid_value", message: "Audio content of 2650ms is already shorter than 9100ms" },
    "truncate_refused",
    "F11",
  ],
  [{ code: "invalid_value", param: "item.content" }, "vendor_error", "B4"],
];

Deno.test("`classifyError()` tells a refused property of the session by its name, and a refused truncation by its words", () => {
  for (const [said, code, row] of PROPERTIES) {
    const fault = classifyError(error(said));
    assert.deepEqual([fault.code, fault.row, fault.isFatal], [code, row, false], JSON.stringify(said));
  }
});

Deno.test("`classifyClose()` reads the reason, then the last error, then the code", () => {
  assert.equal(classifyClose(3000, "invalid_request_error.invalid_api_key", null).code, "invalid_key");
  assert.equal(classifyClose(4000, "invalid_request_error.beta_api_shape_disabled", null).code, "beta_header");
  assert.equal(classifyClose(4004, "", error({ code: "model_not_found" })).code, "model_unavailable");
  assert.equal(
    classifyClose(1001, "Your session hit the maximum duration of 60 minutes.", null).code,
    "session_expired",
  );
  assert.equal(classifyClose(1006, "", null).code, "connection_lost");
  assert.equal(classifyClose(1001, "", null).code, "connection_lost");
});

Deno.test("`classifyHandshake()` names an HTTP answer in place of an upgrade", () => {
  assert.equal(classifyHandshake(403).code, "handshake_refused");
  assert.equal(classifyHandshake(429).code, "rate_limited");
});

Deno.test("`classifyReply()` tells silence by its cause", () => {
  const end = (more: Partial<ReplyEnd>): ReplyEnd => ({
    status: "completed",
    reason: null,
    error: null,
    hasAudio: false,
    hasText: false,
    hasTool: false,
    ...more,
  });
  assert.equal(classifyReply(end({})), "empty_reply");
  assert.equal(classifyReply(end({ hasText: true })), "text_only");
  assert.equal(classifyReply(end({ hasTool: true })), null);
  assert.equal(classifyReply(end({ hasAudio: true })), null);
  assert.equal(classifyReply(end({ status: "cancelled", reason: "turn_detected" })), "cut_by_noise");
  assert.equal(classifyReply(end({ status: "cancelled", reason: "client_cancelled" })), null);
  assert.equal(classifyReply(end({ status: "incomplete", reason: "max_output_tokens" })), "token_limit");
  assert.equal(classifyReply(end({ status: "incomplete", reason: "content_filter" })), "content_filter");
  const quota = error({ code: "insufficient_quota" });
  assert.equal(classifyReply(end({ status: "failed", error: quota })), "no_credit");
});

Deno.test("`retryAfterMs()` reads how long the vendor asks us to wait", () => {
  const says = (message: string) => retryAfterMs(error({ message }));
  assert.equal(says("Limit 40000, Used 39000, Requested 2000. Please try again in 6.232s. Visit…"), 6_232);
  assert.equal(says("Please try again in 320ms."), 320);
  assert.equal(says("Please try again in 1m2s."), 62_000);
  assert.equal(says("Rate limit reached."), null);
});

Deno.test("`isBenign()` knows orders that crossed on the wire", () => {
  assert.equal(isBenign(error({ code: "response_cancel_not_active" })), true);
  assert.equal(isBenign(error({ code: "invalid_value" })), false);
});
