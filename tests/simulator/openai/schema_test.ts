import assert from "node:assert/strict";
import { clientEventProblems, serverEventProblems } from "../../support/schema.ts";
import { loud, mindOf, phoneSession, quiet, speak, speech, start } from "./client.ts";

/** Every event that the simulator sends; each is checked by the client of these tests whenever it comes. */
const SENT = [
  "conversation.item.added",
  "conversation.item.deleted",
  "conversation.item.done",
  "conversation.item.input_audio_transcription.completed",
  "conversation.item.input_audio_transcription.delta",
  "conversation.item.input_audio_transcription.failed",
  "conversation.item.retrieved",
  "conversation.item.truncated",
  "error",
  "input_audio_buffer.cleared",
  "input_audio_buffer.committed",
  "input_audio_buffer.speech_started",
  "input_audio_buffer.speech_stopped",
  "rate_limits.updated",
  "response.content_part.added",
  "response.content_part.done",
  "response.created",
  "response.done",
  "response.function_call_arguments.delta",
  "response.function_call_arguments.done",
  "response.output_audio.delta",
  "response.output_audio.done",
  "response.output_audio_transcript.delta",
  "response.output_audio_transcript.done",
  "response.output_item.added",
  "response.output_item.done",
  "response.output_text.delta",
  "response.output_text.done",
  "session.created",
  "session.updated",
];

Deno.test("every event that the simulator sends fits the published schema", async () => {
  const said = speech("One two.", 100);
  const words = ["two words", null];
  await using server = await start([], {
    mind: () => ({
      ...mindOf([{ speech: said, tools: [{ name: "f", arguments: "{}" }] }, { speech: said, fault: "text_only" }]),
      hear: () => words.shift() ?? null,
    }),
  });
  await using client = await phoneSession(server, { tools: [{ type: "function", name: "f", parameters: {} }] });
  speak(client, quiet(400), loud(200), quiet(300), loud(200), quiet(300));
  await client.event("conversation.item.input_audio_transcription.failed");
  client.send({ type: "response.create" });
  const item_id = (await client.event("response.done")).response.output[0].id;
  client.send({ type: "response.create" });
  await client.event("rate_limits.updated", 1);
  client.send({ type: "conversation.item.truncate", item_id, content_index: 0, audio_end_ms: 10 });
  for (const type of ["retrieve", "delete", "delete"]) client.send({ type: `conversation.item.${type}`, item_id });
  client.send({ type: "input_audio_buffer.clear" });
  await client.event("input_audio_buffer.cleared");
  assert.deepEqual([...new Set(client.events.map(({ type }) => type))].sort(), SENT);
});

Deno.test("the schema refuses what it does not know", () => {
  const error = { type: "server_error", message: "Sorry." };
  assert.deepEqual(serverEventProblems({ type: "error", event_id: "e", error }), []);
  assert.match(serverEventProblems({ type: "error", error }).join(), /event_id/);
  assert.match(serverEventProblems({ type: "error", event_id: "e", error: { ...error, level: 1 } }).join(), /level/);
  assert.match(serverEventProblems({ type: "response.audio.delta", event_id: "e" }).join(), /no type/);
  assert.match(serverEventProblems(null).join(), /no type/);
  const update = (session: Record<string, unknown>) => clientEventProblems({ type: "session.update", session });
  assert.deepEqual(update({ type: "realtime", audio: { input: { turn_detection: null, transcription: null } } }), []);
  assert.match(update({ type: "realtime", temperature: 0.8 }).join(), /temperature/);
  const format = { type: "audio/pcmu", rate: 8_000 };
  assert.match(update({ type: "realtime", audio: { output: { format } } }).join(), /rate/);
});
