/** How a reply ended and what an error says, as they stand on the wire. */

import assert from "node:assert/strict";
import type { CallEvent } from "../../src/call/call.ts";
import { read, type Reading } from "../../src/openai/wire.ts";
import { serverEventProblems } from "../support/schema.ts";

type Ended = Extract<CallEvent, { type: "reply_ended" }>;

const ID = { id: "resp_1", object: "realtime.response" };
const SPOKEN = {
  id: "item_1",
  object: "realtime.item",
  type: "message",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_audio", transcript: "Where?" }],
};
const TOOL = { type: "function_call", id: "item_2", name: "end_call", call_id: "call_1", arguments: "{}" };

/** Reads the end of a reply as the vendor could send it. */
function ended(response: object): Ended {
  const frame = { type: "response.done", event_id: "event_9", response: { ...ID, ...response } };
  assert.deepEqual(serverEventProblems(frame), [], "the frame of this test is none of the vendor's");
  return eventOf(read(JSON.stringify(frame), 5));
}

/** Reads the end of a reply in a shape that other servers, or nobody, would send. */
function oddEnd(response: object): Ended {
  return eventOf(read(JSON.stringify({ type: "response.done", response: { id: "resp_1", ...response } }), 5));
}

function eventOf(reading: Reading): Ended {
  assert.ok(reading.kind === "event" && reading.event.type === "reply_ended", JSON.stringify(reading));
  return reading.event;
}

Deno.test("a spoken reply ended well, and cost this", () => {
  const usage = {
    total_tokens: 253,
    input_tokens: 132,
    output_tokens: 121,
    input_token_details: {
      text_tokens: 119,
      audio_tokens: 13,
      cached_tokens: 64,
      cached_tokens_details: { text_tokens: 60, audio_tokens: 4 },
    },
    output_token_details: { text_tokens: 30, audio_tokens: 91 },
  };
  assert.deepEqual(ended({ status: "completed", output: [SPOKEN], usage }), {
    type: "reply_ended",
    atMs: 5,
    replyId: "resp_1",
    status: "completed",
    reason: null,
    fault: null,
    retryAfterMs: null,
    usage: {
      inputTokens: 132,
      outputTokens: 121,
      cachedTokens: 64,
      inputAudioTokens: 13,
      outputAudioTokens: 91,
      cachedAudioTokens: 4,
    },
  });
});

Deno.test("a reply that only acts is no fault; one that is empty or only written is", () => {
  const written = { ...SPOKEN, content: [{ type: "output_text", text: "Where?" }] };
  const noWords = { ...SPOKEN, content: [] };
  assert.equal(ended({ status: "completed", output: [TOOL] }).fault, null);
  assert.equal(ended({ status: "completed", output: [] }).fault, "empty_reply");
  assert.equal(ended({ status: "completed", output: [noWords] }).fault, "empty_reply");
  assert.equal(ended({ status: "completed", output: [written] }).fault, "text_only");
  assert.equal(ended({ status: "completed", output: [written, SPOKEN] }).fault, null);
});

Deno.test("the beta's names of content count like the GA's", () => {
  const beta = (type: string) => oddEnd({ status: "completed", output: [{ type: "message", content: [{ type }] }] });
  assert.equal(beta("audio").fault, null);
  assert.equal(beta("text").fault, "text_only");
});

Deno.test("a cancelled reply says who cancelled it", () => {
  const byNoise = ended({ status: "cancelled", status_details: { type: "cancelled", reason: "turn_detected" } });
  assert.deepEqual([byNoise.status, byNoise.reason, byNoise.fault], ["cancelled", "turn_detected", "cut_by_noise"]);
  const byUs = ended({ status: "cancelled", status_details: { type: "cancelled", reason: "client_cancelled" } });
  assert.deepEqual([byUs.status, byUs.reason, byUs.fault], ["cancelled", "client_cancelled", null]);
});

Deno.test("an incomplete reply says what was spent", () => {
  const cap = ended({ status: "incomplete", status_details: { type: "incomplete", reason: "max_output_tokens" } });
  assert.deepEqual([cap.status, cap.reason, cap.fault], ["incomplete", "max_output_tokens", "token_limit"]);
  const filter = ended({ status: "incomplete", status_details: { type: "incomplete", reason: "content_filter" } });
  assert.equal(filter.fault, "content_filter");
});

Deno.test("a failed reply names its error, and how long to wait", () => {
  const error = {
    type: "tokens",
    code: "rate_limit_exceeded",
    message: "Rate limit reached. Limit 40000, Used 39000, Requested 5155. Please try again in 6.232s.",
  };
  const limited = ended({ status: "failed", status_details: { type: "failed", error }, output: [] });
  assert.deepEqual(
    [limited.status, limited.reason, limited.fault, limited.retryAfterMs],
    ["failed", "rate_limit_exceeded", "rate_limited", 6_232],
  );
  const broken = ended({ status: "failed", status_details: { type: "failed", error: { type: "server_error" } } });
  assert.deepEqual([broken.fault, broken.retryAfterMs], ["vendor_error", null]);
});

Deno.test("the end of a reply is read whatever else is odd about it: the call must not wait for it in vain", () => {
  assert.equal(oddEnd({}).status, "completed");
  assert.equal(oddEnd({ status: "in_progress" }).status, "completed");
  assert.equal(oddEnd({ status: "abducted", output: null }).fault, "empty_reply");
  assert.equal(oddEnd({ status: "failed", status_details: null }).fault, "vendor_error");
  assert.equal(oddEnd({ status: "failed", status_details: { error: { type: null, message: null } } }).status, "failed");
  assert.equal(oddEnd({ status: "failed", status_details: "all of it" }).status, "failed");
  assert.equal(oddEnd({ output: [SPOKEN], usage: { input_tokens: "many" } }).usage, null);
  assert.equal(oddEnd({ output: [SPOKEN], usage: {} }).usage?.inputTokens, 0);
});

Deno.test("one odd item does not hide what the other items say", () => {
  assert.equal(oddEnd({ status: "completed", output: [{ type: "message", content: null }, SPOKEN] }).fault, null);
  assert.equal(oddEnd({ status: "completed", output: [7, null, SPOKEN] }).fault, null);
  assert.equal(oddEnd({ status: "completed", output: [{ ...TOOL, content: null, name: null }] }).fault, null);
  assert.equal(
    oddEnd({ status: "completed", output: [{ type: "message", content: [{}, { type: "output_audio" }] }] }).fault,
    null,
  );
});

Deno.test("an end of no reply is unknown", () => {
  for (const response of [undefined, null, {}, { id: "" }, { id: 5 }, { id: "x".repeat(513) }]) {
    assert.equal(read(JSON.stringify({ type: "response.done", response }), 5).kind, "unknown");
  }
});

/** Reads an error as the vendor could send it. */
function failed(error: object): Extract<Reading, { kind: "error" }> {
  const whole = { type: "invalid_request_error", message: "no", ...error };
  const frame = { type: "error", event_id: "event_1", error: whole };
  assert.deepEqual(serverEventProblems(frame), [], "the frame of this test is none of the vendor's");
  const reading = read(JSON.stringify(frame), 5);
  assert.ok(reading.kind === "error");
  return reading;
}

Deno.test("an error is read with all that it says", () => {
  const param = "session.audio.output.voice";
  assert.deepEqual(failed({ code: "invalid_value", message: "Invalid value", param, event_id: "session:1" }), {
    kind: "error",
    error: {
      type: "invalid_request_error",
      code: "invalid_value",
      message: "Invalid value",
      param,
      eventId: "session:1",
    },
    order: null,
    isBenign: false,
  });
});

Deno.test("an error that echoes an order says which one", () => {
  const order = (eventId: string) => failed({ code: "invalid_value", event_id: eventId }).order;
  assert.deepEqual(order("reply:"), { kind: "request_reply" });
  assert.deepEqual(order("cancel:"), { kind: "cancel_reply" });
  assert.deepEqual(order("truncate:item_1"), { kind: "truncate_line", lineId: "item_1" });
  assert.deepEqual(order("forget_line:item:with:colons"), { kind: "forget_line", lineId: "item:with:colons" });
  assert.deepEqual(order("forget_turn:item_2"), { kind: "forget_turn", turnId: "item_2" });
  assert.deepEqual(order("tool:call_1"), { kind: "answer_tool", callId: "call_1" });
  for (const other of ["session:1", "event_1", "", ":", "constructor:x"]) assert.equal(order(other), null, other);
});

Deno.test("an active reply refuses a request, even when the error echoes none", () => {
  const overlap = failed({ code: "conversation_already_has_active_response" });
  assert.deepEqual([overlap.order, overlap.isBenign], [{ kind: "request_reply" }, true]);
  assert.equal(failed({ code: "invalid_value" }).order, null);
});

Deno.test("orders that crossed on the wire are benign", () => {
  assert.equal(failed({ code: "response_cancel_not_active", event_id: "cancel:" }).isBenign, true);
  assert.equal(failed({ code: "invalid_value" }).isBenign, false);
});

Deno.test("an error with nothing in it is one all the same", () => {
  const reading = read('{"type":"error","error":{"type":null,"code":null,"message":null}}', 5);
  assert.ok(reading.kind === "error");
  assert.deepEqual(reading.error, { type: "unknown", code: null, message: "", param: null, eventId: null });
});
