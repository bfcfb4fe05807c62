import assert from "node:assert/strict";
import { type Event, phoneSession, speech, start } from "./client.ts";

const CREATE = { type: "response.create" };
const TOOL = { type: "function", name: "record_answers", parameters: { type: "object" } };

const audioOf = (events: readonly Event[]) =>
  events.filter(({ type }) => type === "response.output_audio.delta").flatMap(({ delta }) => [
    ...Uint8Array.fromBase64(delta),
  ]);

Deno.test("a spoken reply has every event of its life, in order, and every byte of its audio", async () => {
  const said = speech("Where did it happen, please?", 1_000);
  await using server = await start([{ speech: said }]);
  await using client = await phoneSession(server);
  client.send(CREATE);
  const done = await client.event("response.done");
  await client.event("rate_limits.updated");
  assert.deepEqual(client.story().slice(2).filter((type) => !type.endsWith("delta")), [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "response.output_item.done",
    "conversation.item.done",
    "response.done",
    "rate_limits.updated",
  ]);
  assert.deepEqual(audioOf(client.events), [...said.audio]);
  const words = client.of("response.output_audio_transcript.delta").map(({ delta }) => delta).join("");
  const { transcript } = await client.event("response.output_audio_transcript.done");
  assert.deepEqual([words, transcript], [said.text, said.text]);
  assert.deepEqual([done.response.status, done.response.status_details], ["completed", null]);
  const [item] = done.response.output;
  assert.deepEqual(item.content, [{ type: "output_audio", transcript: said.text }]);
  assert.deepEqual([item.status, item.role], ["completed", "assistant"]);
  assert.equal(done.response.usage.output_token_details.audio_tokens, 20);
});

Deno.test("audio comes in pieces of different lengths, faster than it is spoken, not all at once", async () => {
  await using server = await start([{ speech: speech("One two three.", 1_600) }], { pace: 8, chunkMs: 200 });
  await using client = await phoneSession(server);
  client.send(CREATE);
  await client.event("response.output_audio.delta");
  const firstAtMs = performance.now();
  await client.event("response.done");
  const tookMs = performance.now() - firstAtMs;
  const pieces = client.of("response.output_audio.delta").map(({ delta }) => atob(delta).length / 8);
  assert.deepEqual(pieces.slice(0, 4), [100, 200, 300, 160]);
  assert.ok(tookMs > 100 && tookMs < 1_000, `1.6 s of speech took ${tookMs} ms, expected about 200`);
});

Deno.test("the first audio comes when the reply, or else the simulator, says", async () => {
  const said = speech("Yes.", 20);
  await using server = await start([{ speech: said }, { speech: said, firstAudioMs: 0 }], { firstAudioMs: 120 });
  await using client = await phoneSession(server);
  const waits: number[] = [];
  for (const n of [0, 1]) {
    const askedAtMs = performance.now();
    client.send(CREATE);
    await client.event("response.output_audio.delta", n);
    waits.push(performance.now() - askedAtMs);
    await client.event("response.done", n);
  }
  assert.ok(waits[0]! >= 118 && waits[1]! < 100, `waited ${waits} ms, expected 120 and next to nothing`);
});

Deno.test("speech and tools come in one reply, and the tools' results are taken", async () => {
  const tools = [{ name: "record_answers", arguments: '{"nature":"theft"}' }, {
    name: "record_answers",
    arguments: "{}",
  }];
  await using server = await start([{ speech: speech("One moment.", 200), tools }]);
  await using client = await phoneSession(server, { tools: [TOOL] });
  client.send(CREATE);
  const { response } = await client.event("response.done");
  assert.deepEqual(response.output.map(({ type }: Event) => type), ["message", "function_call", "function_call"]);
  const [, call] = response.output;
  const { name, call_id, output_index, ...done } = await client.event("response.function_call_arguments.done");
  assert.deepEqual([name, call_id, output_index, done.arguments], [call.name, call.call_id, 1, tools[0]!.arguments]);
  const deltas = client.of("response.function_call_arguments.delta").filter(({ item_id }) => item_id === call.id);
  assert.equal(deltas.map(({ delta }) => delta).join(""), tools[0]!.arguments);
  const result = { type: "function_call_output", call_id: call.call_id, output: '{"ok":true}' };
  client.send({ type: "conversation.item.create", item: result });
  const { item } = await client.event("conversation.item.done", 3);
  assert.deepEqual({ ...item, ...result }, item);
});

Deno.test("text is said as text where text was asked for", async () => {
  await using server = await start([{ speech: speech("In writing.", 200) }]);
  await using client = await phoneSession(server);
  client.send({ type: "response.create", response: { output_modalities: ["text"] } });
  const { response } = await client.event("response.done");
  assert.deepEqual(response.output_modalities, ["text"]);
  assert.deepEqual(response.output[0].content, [{ type: "output_text", text: "In writing." }]);
  assert.equal((await client.event("response.output_text.done")).text, "In writing.");
  assert.equal(client.of("response.output_audio.delta").length, 0);
});

Deno.test("the mind is asked with the request's instructions, or else the session's", async () => {
  const asked: string[] = [];
  await using server = await start([], {
    mind: () => ({
      hear: () => "",
      reply: ({ instructions, toolChoice, isAutomatic }) => {
        asked.push(`${instructions} ${toolChoice} ${isAutomatic}`);
        return {};
      },
    }),
  });
  await using client = await phoneSession(server, { instructions: "Be brief." });
  client.send({ type: "response.create", response: { instructions: "Say hello.", tool_choice: "none" } });
  await client.event("response.done");
  client.send(CREATE);
  await client.event("response.done", 1);
  assert.deepEqual(asked, ["Say hello. none false", "Be brief. auto false"]);
});

Deno.test("a reply outside the conversation leaves no item, and does not wait for the one inside", async () => {
  await using server = await start([{ fault: "stall" }, { speech: speech("Aside.", 100) }, {}]);
  await using client = await phoneSession(server);
  client.send(CREATE);
  const inside = (await client.event("response.created")).response;
  client.send({ type: "response.create", response: { conversation: "none", metadata: { topic: "aside" } } });
  const { response } = await client.event("response.done");
  assert.notEqual(response.id, inside.id);
  assert.deepEqual([response.conversation_id, response.metadata], [null, { topic: "aside" }]);
  assert.equal(response.output[0].content[0].transcript, "Aside.");
  assert.deepEqual(server.sessions[0]?.items, []);
  assert.equal(client.of("conversation.item.added").length, 0);
  assert.equal(server.sessions[0]?.activeReplyId, inside.id);
});

Deno.test("usage grows with the conversation, and what was counted before is cached", async () => {
  const said = speech("A sentence of some length, to be counted.", 100);
  await using server = await start([{ speech: said }, { speech: said }]);
  await using client = await phoneSession(server);
  client.send(CREATE);
  const first = (await client.event("response.done")).response.usage;
  client.send(CREATE);
  const second = (await client.event("response.done", 1)).response.usage;
  assert.ok(second.input_tokens > first.input_tokens);
  assert.equal(first.input_token_details.cached_tokens, 0);
  assert.equal(second.input_token_details.cached_tokens, first.input_token_details.text_tokens);
  for (const usage of [first, second]) assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens);
});
