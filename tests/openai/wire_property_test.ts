/** The Realtime wire against any peer: reading never throws and stays bounded; what is written is valid. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import type { Audio, CallEvent, ReplyPurpose } from "../../src/call/call.ts";
import { step } from "../../src/call/step.ts";
import { read } from "../../src/openai/wire.ts";
import { write } from "../../src/openai/write.ts";
import { readClientEvent } from "../../src/simulator/openai/client_events.ts";
import { greetedCall, talkingCall } from "../support/call.ts";
import { clientEventProblems } from "../support/schema.ts";
import { strangeText } from "../support/virtual_messages.ts";
import { seedFromOutside } from "../support/virtual_seed.ts";

type Order = Parameters<typeof write>[0];

const ids = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 };
const call = { id: "item_2", type: "function_call", name: "end_call", call_id: "call_1", arguments: "{}" };
const usage = { input_tokens: 9, output_tokens: 3, input_token_details: { audio_tokens: 4, cached_tokens: 1 } };
const GOOD = [
  { type: "session.created", session: { type: "realtime" } },
  { type: "session.updated", session: { type: "realtime", audio: { output: { voice: "marin" } } } },
  { type: "error", error: { type: "invalid_request_error", code: "x", message: "no", event_id: "truncate:item_1" } },
  { type: "response.created", response: { id: "resp_1", status: "in_progress" } },
  { type: "response.output_audio.delta", ...ids, delta: "/38A/38A" },
  { type: "response.output_audio_transcript.delta", ...ids, delta: "Hello" },
  { type: "response.output_audio_transcript.done", ...ids, transcript: "Hello there" },
  { type: "response.function_call_arguments.delta", ...ids, call_id: "call_1", delta: "{" },
  { type: "response.output_item.done", ...ids, item: call },
  { type: "response.done", response: { id: "resp_1", status: "completed", output: [call], usage } },
  {
    type: "response.done",
    response: {
      id: "resp_1",
      status: "failed",
      status_details: { type: "failed", error: { type: "tokens", code: "rate_limit_exceeded", message: "in 1.2s" } },
      output: [{ id: "item_1", type: "message", content: [{ type: "output_audio", transcript: "Hello" }] }],
    },
  },
  { type: "input_audio_buffer.speech_started", item_id: "item_3", audio_start_ms: 1_200 },
  { type: "input_audio_buffer.speech_stopped", item_id: "item_3", audio_end_ms: 2_200 },
  { type: "input_audio_buffer.committed", item_id: "item_3", previous_item_id: null },
  { type: "conversation.item.input_audio_transcription.completed", item_id: "item_3", transcript: "Hello" },
  { type: "conversation.item.input_audio_transcription.failed", item_id: "item_3", error: { code: "x" } },
];
/** States that an event may meet. */
const STATES = [talkingCall().state, greetedCall().state];

Deno.test("the good messages are understood", () => {
  const kinds = GOOD.map((message) => read(JSON.stringify(message), 1).kind);
  assert.deepEqual(new Set(kinds), new Set(["created", "updated", "error", "event"]));
});

Deno.test("whatever the model sends is read without an exception, and the call lives through it", () => {
  fc.assert(
    fc.property(strangeText(GOOD), (text) => {
      const reading = read(text, 5_000);
      if (reading.kind !== "event") return;
      isBounded(reading.event, text.length);
      for (const state of STATES) step(state, reading.event);
    }),
    { numRuns: 20_000, seed: seedFromOutside() ?? 1 },
  );
});

/** Ids are ids, numbers are numbers, and nothing is larger than what came. */
function isBounded(event: CallEvent, length: number): void {
  for (const [name, value] of Object.entries(event)) {
    // Those of audio and of tools are bounded by their message alone.
    const longest = event.type === "reply_audio" || event.type === "tool_called" ? length : 512;
    if (name.endsWith("Id")) assert.ok([...value].length <= longest, `${name} has ${value.length} characters`);
    if (typeof value === "number") assert.ok(Number.isFinite(value), name);
  }
  if ("audio" in event) assert.ok(event.audio.ulaw.length > 0 && event.audio.ulaw.length <= length);
  assert.ok(JSON.stringify(event, (key, value) => key === "ulaw" ? null : value).length < 2 * length + 1_000);
}

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
const audio: fc.Arbitrary<Audio> = fc.uint8Array({ minLength: 1, maxLength: 2_000 })
  .map((ulaw) => ({ ulaw, base64: Buffer.from(ulaw).toString("base64") }));
const purpose = fc.constantFrom<ReplyPurpose[]>("greet", "answer", "continue", "tell_number", "say_goodbye");
const ORDER: fc.Arbitrary<Order> = fc.oneof(
  fc.record({ type: fc.constant("listen" as const), audio }),
  fc.record({ type: fc.constant("listen_to_silence" as const), ms: fc.integer({ min: 1, max: 30_000 }) }),
  fc.record({ type: fc.constant("request_reply" as const), purpose }),
  fc.record({ type: fc.constant("cancel_reply" as const), replyId: id }),
  fc.record({ type: fc.constant("truncate_line" as const), lineId: id, heardMs: fc.nat(300_000) }),
  fc.record({ type: fc.constant("tell_model" as const), text: fc.string({ unit: "binary" }) }),
  fc.record({ type: fc.constant("forget_line" as const), lineId: id }),
  fc.record({ type: fc.constant("forget_turn" as const), turnId: id }),
  fc.record({ type: fc.constant("answer_tool" as const), callId: id, result: fc.string({ unit: "binary" }) }),
);

Deno.test("every order is taken by the simulated model and by the vendor's schema", () => {
  const words = fc.option(fc.string({ unit: "binary" }), { nil: undefined });
  fc.assert(
    fc.property(ORDER, words, (order, instructions) => {
      const frame = JSON.parse(write(order, () => instructions));
      readClientEvent(frame);
      assert.deepEqual(clientEventProblems(frame), []);
      if (order.type === "listen") assert.deepEqual(Uint8Array.fromBase64(frame.audio), order.audio.ulaw);
      if (order.type === "listen_to_silence") assert.equal(Uint8Array.fromBase64(frame.audio).length, order.ms * 8);
      if (order.type === "answer_tool") assert.equal(frame.item.output, order.result);
      if (order.type === "request_reply") assert.equal(frame.response.instructions, instructions);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("an order that is refused comes back as itself", () => {
  fc.assert(
    fc.property(ORDER, (order) => {
      const { event_id } = JSON.parse(write(order, () => undefined));
      // Audio has no number, and a system message that is refused is not tried another way.
      if (event_id === undefined || order.type === "tell_model") return;
      const reading = read(JSON.stringify({ type: "error", error: { type: "x", message: "no", event_id } }), 0);
      assert.ok(reading.kind === "error");
      const { kind, ...about } = reading.order!;
      assert.equal(kind, order.type);
      for (const [name, value] of Object.entries(about)) assert.equal(value, (order as Record<string, unknown>)[name]);
    }),
  );
});
