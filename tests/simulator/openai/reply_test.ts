import assert from "node:assert/strict";
import { type Event, phoneSession, speech, start } from "./client.ts";

const audioOf = (events: readonly Event[]) =>
  events.filter(({ type }) => type === "response.output_audio.delta").flatMap(({ delta }) => [
    ...Uint8Array.fromBase64(delta),
  ]);

Deno.test("a spoken reply has every event of its life, in order, and every byte of its audio", async () => {
  const said = speech("Where did it happen, please?", 1_000);
  await using server = await start([{ speech: said }]);
  await using client = await phoneSession(server);
  client.send({ type: "response.create" });
  const done = await client.event("response.done");
  await client.event("rate_limits.updated");
  assert.deepEqual(client.story().filter((type) => !type.endsWith("delta")), [
    "session.created",
    "session.updated",
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
  const { transcript } = await client.event("response.output_audio_transcript.done");
  assert.equal(transcript, said.text);
  assert.equal(done.response.status, "completed");
  assert.deepEqual(done.response.output.map((item: Event) => item.content), [[{
    type: "output_audio",
    transcript: said.text,
  }]]);
  assert.equal(done.response.usage.output_token_details.audio_tokens, 20);
});
