/** What the model says, as it stands on the wire, and what the call makes of it. */

import assert from "node:assert/strict";
import type { CallEvent } from "../../src/call/call.ts";
import { read, type Reading } from "../../src/openai/wire.ts";
import published from "../fixtures/protocol/openai-realtime.schema.json" with { type: "json" };
import { serverEventProblems } from "../support/schema.ts";

const NOW_MS = 1_234;

/** Reads a frame of the GA protocol; it must be one the vendor could send. */
function vendor(frame: { type: string; [key: string]: unknown }): Reading {
  const whole = { event_id: "event_1", ...frame };
  assert.deepEqual(serverEventProblems(whole), [], "the frame of this test is none of the vendor's");
  return read(JSON.stringify(whole), NOW_MS);
}

/** Reads what another server, an older protocol, or nobody should send. */
function odd(frame: unknown): Reading {
  return read(JSON.stringify(frame), NOW_MS);
}

function is(reading: Reading, event: CallEvent): void {
  assert.deepEqual(reading, { kind: "event", event });
}

const delta = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 };

Deno.test("audio is read with its bytes, by its GA name and by its beta name", () => {
  const event: CallEvent = {
    type: "reply_audio",
    atMs: NOW_MS,
    replyId: "resp_1",
    lineId: "item_1",
    audio: { base64: "/38A", ulaw: Uint8Array.of(0xff, 0x7f, 0x00) },
    // One sample of three is nearly full scale.
    levelsDb: [-4.9],
  };
  is(vendor({ type: "response.output_audio.delta", ...delta, delta: "/38A" }), event);
  is(odd({ type: "response.audio.delta", ...delta, delta: "/38A" }), event);
});

Deno.test("audio without any byte is nothing", () => {
  assert.equal(vendor({ type: "response.output_audio.delta", ...delta, delta: "" }).kind, "ignored");
});

Deno.test("audio that is not base64, or would need quoting, is not audio", () => {
  for (const audio of ["*", "/38", "/38A\n", " /38A", "/3 8A", '/38A"', "_-8A", "/39=", null, 5, undefined]) {
    const reading = odd({ type: "response.output_audio.delta", ...delta, delta: audio });
    assert.deepEqual(reading, { kind: "unknown", why: "shape" }, JSON.stringify(audio));
  }
});

Deno.test("audio of no reply or no line is not audio", () => {
  for (const missing of [{ response_id: undefined }, { item_id: undefined }, { response_id: 7 }, { item_id: null }]) {
    const reading = odd({ type: "response.output_audio.delta", ...delta, delta: "/38A", ...missing });
    assert.deepEqual(reading, { kind: "unknown", why: "shape" });
  }
});

Deno.test("words are read piecewise and whole, by both names", () => {
  const words = (text: string, whole: boolean): CallEvent => (
    { type: "reply_words", atMs: NOW_MS, replyId: "resp_1", lineId: "item_1", text, whole }
  );
  is(vendor({ type: "response.output_audio_transcript.delta", ...delta, delta: "Where" }), words("Where", false));
  is(vendor({ type: "response.output_audio_transcript.done", ...delta, transcript: "Where?" }), words("Where?", true));
  is(odd({ type: "response.audio_transcript.delta", ...delta, delta: "Where" }), words("Where", false));
  is(odd({ type: "response.audio_transcript.done", ...delta, transcript: "" }), words("", true));
});

Deno.test("a session is created, and its update echoed", () => {
  const session = { type: "realtime", id: "sess_1", object: "realtime.session", model: "gpt-realtime-2.1" };
  assert.deepEqual(vendor({ type: "session.created", session }), { kind: "created" });
  assert.deepEqual(vendor({ type: "session.updated", session }), { kind: "updated", session });
  assert.deepEqual(odd({ type: "session.updated" }), { kind: "unknown", why: "shape" });
  assert.deepEqual(odd({ type: "session.updated", session: [] }), { kind: "unknown", why: "shape" });
});

Deno.test("the detector's words are read with their place in the audio", () => {
  const turn = { atMs: NOW_MS, turnId: "item_2" };
  is(
    vendor({ type: "input_audio_buffer.speech_started", item_id: "item_2", audio_start_ms: 320 }),
    { type: "speech_started", ...turn, audioStartMs: 320 },
  );
  is(
    vendor({ type: "input_audio_buffer.speech_stopped", item_id: "item_2", audio_end_ms: 900 }),
    { type: "speech_stopped", ...turn, audioEndMs: 900 },
  );
  is(
    vendor({ type: "input_audio_buffer.committed", item_id: "item_2", previous_item_id: null }),
    { type: "turn_committed", ...turn },
  );
});

Deno.test("a caller's words are read, or that there are none", () => {
  const turn = { atMs: NOW_MS, turnId: "item_2" };
  const place = { item_id: "item_2", content_index: 0 };
  const usage = { type: "duration", seconds: 1.5 };
  is(
    vendor({
      type: "conversation.item.input_audio_transcription.completed",
      ...place,
      transcript: "Main Street ü\u2028",
      usage,
    }),
    {
      type: "turn_transcribed",
      ...turn,
      text: "Main Street ü\u2028",
      usage: { seconds: 1.5, inputTokens: 0, outputTokens: 0 },
    },
  );
  const heard = { type: "conversation.item.input_audio_transcription.completed", ...place, transcript: "Hello" };
  is(vendor({ ...heard, usage: { type: "tokens", input_tokens: 15, output_tokens: 2, total_tokens: 17 } }), {
    type: "turn_transcribed",
    ...turn,
    text: "Hello",
    usage: { seconds: 0, inputTokens: 15, outputTokens: 2 },
  });
  for (const odd of [null, undefined, { type: "words", words: 3 }, { type: "duration", seconds: "1" }]) {
    const message = JSON.stringify({ event_id: "event_1", ...heard, usage: odd });
    is(read(message, NOW_MS), { type: "turn_transcribed", ...turn, text: "Hello" });
  }
  const error = { type: "server_error", code: "audio_unintelligible", message: "unintelligible" };
  is(
    vendor({ type: "conversation.item.input_audio_transcription.failed", ...place, error }),
    { type: "turn_not_transcribed", ...turn },
  );
});

Deno.test("a tool is called when its item is done, once, and moves the reply before", () => {
  const item = {
    id: "item_3",
    object: "realtime.item",
    type: "function_call",
    status: "completed",
    name: "end_call",
    call_id: "call_1",
    arguments: '{"reason":"done"}',
  };
  const reply = { response_id: "resp_1", output_index: 0 };
  const place = { ...reply, item_id: "item_3", call_id: "call_1" };
  is(vendor({ type: "response.output_item.done", ...reply, item }), {
    type: "tool_called",
    atMs: NOW_MS,
    replyId: "resp_1",
    callId: "call_1",
    name: "end_call",
    arguments: '{"reason":"done"}',
  });
  is(
    vendor({ type: "response.function_call_arguments.delta", ...place, delta: '{"rea' }),
    { type: "reply_moved", atMs: NOW_MS, replyId: "resp_1" },
  );
  const whole = vendor({
    type: "response.function_call_arguments.done",
    ...place,
    name: "end_call",
    arguments: item.arguments,
  });
  assert.equal(whole.kind, "ignored");
});

Deno.test("an item that is no tool is nothing; a tool without a name or a number is not one", () => {
  const reply = { type: "response.output_item.done", response_id: "resp_1", output_index: 0 };
  const spoken = { id: "item_1", object: "realtime.item", type: "message", role: "assistant", content: [] };
  assert.equal(vendor({ ...reply, item: spoken }).kind, "ignored");
  for (const broken of [{ name: "end_call" }, { call_id: "call_1" }, { name: null, call_id: "call_1" }]) {
    assert.equal(odd({ ...reply, item: { type: "function_call", ...broken } }).kind, "unknown");
  }
  const silent = odd({ ...reply, item: { type: "function_call", name: "end_call", call_id: "call_1" } });
  assert.equal(silent.kind === "event" && silent.event.type === "tool_called" && silent.event.arguments, "{}");
});

Deno.test("a reply begins", () => {
  const response = { id: "resp_1", object: "realtime.response", status: "in_progress", output: [], usage: null };
  is(vendor({ type: "response.created", response }), { type: "reply_started", atMs: NOW_MS, replyId: "resp_1" });
  assert.equal(odd({ type: "response.created", response: {} }).kind, "unknown");
  assert.equal(odd({ type: "response.created", response: { id: "" } }).kind, "unknown");
});

Deno.test("what was never heard of is unknown, and never an exception", () => {
  const why = (text: string) => {
    const reading = read(text, NOW_MS);
    return reading.kind === "unknown" ? reading.why : reading.kind;
  };
  assert.equal(why('{"type":"response.telepathy.delta"}'), "type");
  assert.equal(why('{"type":"constructor"}'), "type");
  for (const text of ["", "{", "\u0000", "nonsense", '{"type":"error"']) assert.equal(why(text), "json");
  for (
    const text of ["null", "[]", "5", '"text"', "{}", '{"type":5}', '{"type":"error"}', '{"type":"error","error":1}']
  ) {
    assert.equal(why(text), "shape", text);
  }
  assert.equal(why(`{"type":"response.done","response":${"[".repeat(5_000)}${"]".repeat(5_000)}}`), "shape");
});

Deno.test("everything the vendor can send over a WebSocket is known", () => {
  const elsewhere = /^(output_audio_buffer|mcp_list_tools|response\.mcp_)|dtmf_event_received$/;
  const types = serverTypes();
  assert.ok(types.length >= 40, `the schema has only ${types.length} events`);
  const unknown = types.filter((type) => !elsewhere.test(type)).filter((type) => {
    const reading = odd({ type });
    return reading.kind === "unknown" && reading.why === "type";
  });
  assert.deepEqual(unknown, []);
});

function serverTypes(): string[] {
  const defs = published.$defs as unknown as Record<string, { properties?: { type?: { enum?: string[] } } }>;
  const { anyOf } = published.$defs.RealtimeServerEvent;
  return anyOf.flatMap(({ $ref }) => defs[$ref.split("/").at(-1)!]?.properties?.type?.enum ?? []);
}
