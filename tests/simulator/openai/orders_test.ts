import assert from "node:assert/strict";
import { phoneSession, speech, start } from "./client.ts";

const append = (audio: string) => ({ type: "input_audio_buffer.append", audio });
const create = (item: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: "conversation.item.create",
  item,
  ...more,
});
const message = (role: string, content: Record<string, unknown>) => ({ type: "message", role, content: [content] });

/** What is sent, and the code and parameter of the error that answers it. */
const REFUSED: readonly [
  what: string,
  sent: Record<string, unknown> | string | Uint8Array,
  code: string,
  param: string | null,
][] = [
  ["text that is no JSON", "{", "invalid_json", null],
  ["JSON that is no object", "[1]", "invalid_json", null],
  ["a binary message", new Uint8Array([123, 125]), "invalid_event", null],
  ["an event without a type", {}, "missing_required_parameter", "type"],
  ["an unknown event", { type: "response.speak" }, "invalid_value", "type"],
  ["an event named like a property of every object", { type: "constructor" }, "invalid_value", "type"],
  ["an append without audio", { type: "input_audio_buffer.append" }, "missing_required_parameter", "audio"],
  ["an append with too much", { ...append("AAAA"), level: 1 }, "unknown_parameter", "level"],
  ["an append of what is not base64", append("not base64!"), "invalid_value", "audio"],
  ["an empty append", append(""), "invalid_value", "audio"],
  ["an append beyond 15 MiB", append("AAAA".repeat(5 * 1024 * 1024 + 2)), "string_above_max_length", "audio"],
  ["a commit of nothing", { type: "input_audio_buffer.commit" }, "input_audio_buffer_commit_empty", null],
  [
    "clearing an output buffer that WebSockets do not have",
    { type: "output_audio_buffer.clear" },
    "invalid_value",
    "type",
  ],
  [
    "modalities of the beta API",
    { type: "response.create", response: { modalities: ["audio"] } },
    "unknown_parameter",
    "response.modalities",
  ],
  ["a cancel of nothing", { type: "response.cancel" }, "response_cancel_not_active", null],
  [
    "a truncation of nothing",
    { type: "conversation.item.truncate", item_id: "i", content_index: 0, audio_end_ms: 0 },
    "item_truncate_invalid_item_id",
    "item_id",
  ],
  [
    "a truncation at a fraction",
    { type: "conversation.item.truncate", item_id: "i", content_index: 0, audio_end_ms: 1.5 },
    "invalid_type",
    "audio_end_ms",
  ],
  [
    "a deletion of nothing",
    { type: "conversation.item.delete", item_id: "i" },
    "item_delete_invalid_item_id",
    "item_id",
  ],
  [
    "a retrieval of nothing",
    { type: "conversation.item.retrieve", item_id: "i" },
    "item_retrieve_invalid_item_id",
    "item_id",
  ],
  [
    "a tool result without a call",
    create({ type: "function_call_output", call_id: "c", output: "{}" }),
    "invalid_tool_call_id",
    null,
  ],
  [
    "an id beyond 32 characters",
    create({ ...message("user", { type: "input_text", text: "a" }), id: "i".repeat(33) }),
    "string_above_max_length",
    "item.id",
  ],
  [
    "audio in the assistant's mouth",
    create(message("assistant", { type: "output_audio", audio: "" })),
    "invalid_value",
    "item.content[0].type",
  ],
  [
    "an item after one that is not there",
    create(message("user", { type: "input_text", text: "a" }), { previous_item_id: "i" }),
    "item_create_invalid_previous_item_id",
    "previous_item_id",
  ],
];

for (const [what, sent, code, param] of REFUSED) {
  Deno.test(`${what} is refused (${code}), and the session goes on`, async () => {
    await using server = await start();
    await using client = await phoneSession(server);
    const error = await client.refused(sent);
    assert.deepEqual([error.type, error.code, error.param], ["invalid_request_error", code, param], error.message);
    client.send({ type: "input_audio_buffer.clear" });
    await client.event("input_audio_buffer.cleared");
  });
}

Deno.test("an error echoes the event that it answers", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  assert.equal((await client.refused({ type: "response.cancel", event_id: "c-1" })).event_id, "c-1");
  assert.equal((await client.refused({ type: "response.cancel" })).event_id, null);
});

Deno.test("a message beyond 21 MiB closes the socket with 1009", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  client.send("x".repeat(21 * 1024 * 1024 + 1));
  assert.equal((await client.untilClosed())[0], 1009);
});

Deno.test("items go where they are asked to, and come back as they are", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  const text = (id: string) => ({ ...message("user", { type: "input_text", text: `text of ${id}` }), id });
  client.send(create(text("a")));
  client.send(create(text("b"), { previous_item_id: "a" }));
  client.send(create(text("c"), { previous_item_id: "root" }));
  client.send(create(text("d"), { previous_item_id: "a" }));
  const last = await client.event("conversation.item.done", 3);
  assert.equal(last.previous_item_id, "a");
  assert.deepEqual(server.sessions[0]?.items.map(({ id }) => id), ["c", "a", "d", "b"]);
  assert.deepEqual(client.of("conversation.item.added").map(({ previous_item_id }) => previous_item_id), [
    null,
    "a",
    null,
    "a",
  ]);
  assert.equal((await client.refused(create(text("a")))).code, "item_create_duplicate_item_id");
  client.send({ type: "conversation.item.retrieve", item_id: "d" });
  assert.deepEqual((await client.event("conversation.item.retrieved")).item, last.item);
  client.send({ type: "conversation.item.delete", item_id: "a" });
  assert.equal((await client.event("conversation.item.deleted")).item_id, "a");
  assert.deepEqual(server.sessions[0]?.items.map(({ id }) => id), ["c", "d", "b"]);
});

Deno.test("a line is truncated at what was heard, loses its words, and never grows again", async () => {
  await using server = await start([{ speech: speech("One two three.", 1_000) }]);
  await using client = await phoneSession(server);
  client.send({ type: "response.create" });
  const { response } = await client.event("response.done");
  const truncate = (audio_end_ms: number, content_index = 0) => ({
    type: "conversation.item.truncate",
    event_id: `t-${audio_end_ms}`,
    item_id: response.output[0].id,
    content_index,
    audio_end_ms,
  });
  const tooLong = await client.refused(truncate(9_100));
  assert.equal(tooLong.message, "Audio content of 1000ms is already shorter than 9100ms");
  assert.deepEqual([tooLong.code, tooLong.event_id], ["invalid_value", "t-9100"]);
  assert.equal((await client.refused(truncate(100, 1))).code, "unsupported_content_type");
  client.send(truncate(400));
  const { item_id, content_index, audio_end_ms } = await client.event("conversation.item.truncated");
  assert.deepEqual([item_id, content_index, audio_end_ms], [response.output[0].id, 0, 400]);
  const [item] = server.sessions[0]?.items ?? [];
  assert.deepEqual(item?.type === "message" && item.content, [{ type: "output_audio" }]);
  assert.match((await client.refused(truncate(401))).message, /^Audio content of 400ms/);
});

Deno.test("of a line that is still being said, what was sent can be truncated", async () => {
  await using server = await start([{ speech: speech("One two three four five six.", 2_000) }], {
    pace: 20,
    chunkMs: 100,
  });
  await using client = await phoneSession(server);
  client.send({ type: "response.create" });
  const { item_id } = await client.event("response.output_audio.delta", 1);
  const truncate = { type: "conversation.item.truncate", item_id, content_index: 0 };
  assert.match((await client.refused({ ...truncate, audio_end_ms: 2_000 })).message, /already shorter than 2000ms/);
  client.send({ ...truncate, audio_end_ms: 50 });
  await client.event("conversation.item.truncated");
  const { response } = await client.event("response.done");
  assert.equal(response.status, "completed");
  assert.deepEqual(response.output[0].content, [{ type: "output_audio" }], "its words do not come back");
  assert.match((await client.refused({ ...truncate, audio_end_ms: 51 })).message, /^Audio content of 50ms/);
});

Deno.test("a line that is deleted while it is being said stays deleted", async () => {
  await using server = await start([{ speech: speech("One two three four.", 1_000) }], { pace: 20, chunkMs: 100 });
  await using client = await phoneSession(server);
  client.send({ type: "response.create" });
  const { item_id } = await client.event("response.output_audio.delta");
  client.send({ type: "conversation.item.delete", item_id });
  await client.event("conversation.item.deleted");
  await client.event("response.done");
  assert.deepEqual(server.sessions[0]?.items, []);
});
