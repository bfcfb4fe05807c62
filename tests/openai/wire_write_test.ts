/** What the call orders, as it goes to the model: every frame is one that the vendor's schema takes. */

import assert from "node:assert/strict";
import type { ReplyPurpose } from "../../src/call/call.ts";
import { read } from "../../src/openai/wire.ts";
import { type Directions, write } from "../../src/openai/write.ts";
import { clientEventProblems } from "../support/schema.ts";

type Order = Parameters<typeof write>[0];

const SILENT: Directions = () => undefined;

/** The frame of an order, which the vendor would take. */
function frameOf(order: Order, directions: Directions = SILENT): Record<string, unknown> {
  const frame = JSON.parse(write(order, directions));
  assert.deepEqual(clientEventProblems(frame), []);
  return frame;
}

Deno.test("the caller's audio goes on as the base64 it came in", () => {
  const audio = { base64: "/38A", ulaw: Uint8Array.of(0xff, 0x7f, 0) };
  assert.equal(write({ type: "listen", audio }, SILENT), '{"type":"input_audio_buffer.append","audio":"/38A"}');
  frameOf({ type: "listen", audio });
});

Deno.test("silence is as long as it says, and silent", () => {
  const { type, audio } = frameOf({ type: "listen_to_silence", ms: 1_000 });
  assert.equal(type, "input_audio_buffer.append");
  assert.deepEqual(Uint8Array.fromBase64(String(audio)), new Uint8Array(8_000).fill(0xff));
});

Deno.test("a reply is asked for as sound, whatever it is for", () => {
  const purposes: ReplyPurpose[] = ["greet", "answer", "continue", "tell_number", "say_goodbye"];
  for (const purpose of purposes) {
    const { type, event_id, response } = frameOf({ type: "request_reply", purpose });
    assert.deepEqual([type, event_id], ["response.create", "reply:"]);
    assert.deepEqual((response as { output_modalities: unknown }).output_modalities, ["audio"], purpose);
  }
});

Deno.test("a greeting and a goodbye are spoken, not acted", () => {
  const choice = (purpose: ReplyPurpose) => {
    const { response } = frameOf({ type: "request_reply", purpose });
    return (response as { tool_choice?: string }).tool_choice;
  };
  assert.deepEqual([choice("greet"), choice("say_goodbye")], ["none", "none"]);
  assert.deepEqual([choice("answer"), choice("continue")], [undefined, undefined]);
});

Deno.test("the words that go with a request are those of its purpose, and none are none", () => {
  const directions: Directions = (purpose) => purpose === "greet" ? 'Say "hello"\n' : undefined;
  const request = (purpose: ReplyPurpose) => frameOf({ type: "request_reply", purpose }, directions)["response"];
  assert.equal((request("greet") as { instructions: string }).instructions, 'Say "hello"\n');
  assert.ok(!("instructions" in (request("answer") as object)));
  frameOf({ type: "request_reply", purpose: "greet" }, () => 'the "police" \\ department\n¿español?');
});

Deno.test("a turn that was left open is committed, or cleared", () => {
  assert.equal(frameOf({ type: "close_turn", keep: true })["type"], "input_audio_buffer.commit");
  assert.equal(frameOf({ type: "close_turn", keep: false })["type"], "input_audio_buffer.clear");
});

Deno.test("orders name what they are about, and carry themselves in their number", () => {
  assert.deepEqual(frameOf({ type: "cancel_reply", replyId: "resp_1" }), {
    type: "response.cancel",
    event_id: "cancel:",
    response_id: "resp_1",
  });
  assert.deepEqual(frameOf({ type: "truncate_line", lineId: "item_1", heardMs: 740 }), {
    type: "conversation.item.truncate",
    event_id: "truncate:item_1",
    item_id: "item_1",
    content_index: 0,
    audio_end_ms: 740,
  });
  assert.deepEqual(frameOf({ type: "forget_line", lineId: "item_1" }), {
    type: "conversation.item.delete",
    event_id: "forget_line:item_1",
    item_id: "item_1",
  });
  assert.deepEqual(frameOf({ type: "forget_turn", turnId: "item_2" }), {
    type: "conversation.item.delete",
    event_id: "forget_turn:item_2",
    item_id: "item_2",
  });
  assert.deepEqual(frameOf({ type: "answer_tool", callId: "call_1", result: '{"ok":true}' }), {
    type: "conversation.item.create",
    event_id: "tool:call_1",
    item: { type: "function_call_output", call_id: "call_1", output: '{"ok":true}' },
  });
});

Deno.test("a refused order comes back as the order it was", () => {
  const orders: [Order, object][] = [
    [{ type: "request_reply", purpose: "answer" }, { kind: "request_reply" }],
    [{ type: "cancel_reply", replyId: "resp_1" }, { kind: "cancel_reply" }],
    [{ type: "truncate_line", lineId: "a:b", heardMs: 0 }, { kind: "truncate_line", lineId: "a:b" }],
    [{ type: "forget_line", lineId: "item_1" }, { kind: "forget_line", lineId: "item_1" }],
    [{ type: "forget_turn", turnId: "item_2" }, { kind: "forget_turn", turnId: "item_2" }],
    [{ type: "answer_tool", callId: "call_1", result: "{}" }, { kind: "answer_tool", callId: "call_1" }],
  ];
  for (const [order, expected] of orders) {
    const error = { type: "invalid_request_error", message: "no", event_id: frameOf(order)["event_id"] };
    const reading = read(JSON.stringify({ type: "error", error }), 0);
    assert.deepEqual(reading.kind === "error" ? reading.order : null, expected);
  }
});

Deno.test("ids and results that are hostile stay inside their strings", () => {
  const hostile = '","type":"session.update","x":"\n\u0000\u2028\ud800';
  for (
    const order of [
      { type: "truncate_line", lineId: hostile, heardMs: 1 },
      { type: "cancel_reply", replyId: hostile },
      { type: "answer_tool", callId: hostile, result: hostile },
    ] satisfies Order[]
  ) assert.notEqual(frameOf(order)["type"], "session.update");
});

Deno.test("an order's number stays within the vendor's 512 characters", () => {
  const frame = frameOf({ type: "forget_turn", turnId: "t".repeat(512) });
  assert.equal(String(frame["event_id"]).length, 512);
  assert.equal(String(frame["item_id"]).length, 512);
});
