import assert from "node:assert/strict";
import { type Client, loud, mindOf, phoneSession, quiet, speak, speech, start } from "./client.ts";

const TRANSCRIPTION = "conversation.item.input_audio_transcription";

/** A turn of 400 ms between silences long enough to find it. */
const turn = (client: Client) => speak(client, quiet(500), loud(400), quiet(300));

Deno.test("a turn is found on the clock of the audio, and becomes an item with its transcript", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  turn(client);
  const completed = await client.event(`${TRANSCRIPTION}.completed`);
  assert.deepEqual(client.story().slice(2), [
    "input_audio_buffer.speech_started",
    "input_audio_buffer.speech_stopped",
    "input_audio_buffer.committed",
    "conversation.item.added",
    "conversation.item.done",
    `${TRANSCRIPTION}.delta`,
    `${TRANSCRIPTION}.completed`,
  ]);
  const started = await client.event("input_audio_buffer.speech_started");
  const stopped = await client.event("input_audio_buffer.speech_stopped");
  const committed = await client.event("input_audio_buffer.committed");
  // The prefix of 300 ms counts as part of the turn, the silence of 200 ms that ends it too.
  assert.deepEqual([started.audio_start_ms, stopped.audio_end_ms], [200, 1_100]);
  assert.deepEqual([started, stopped, committed].map(({ item_id }) => item_id), Array(3).fill(completed.item_id));
  assert.equal(committed.previous_item_id, null);
  assert.deepEqual(client.of(`${TRANSCRIPTION}.delta`).map(({ delta }) => delta), ["two", " words"]);
  assert.equal(completed.transcript, "two words");
  assert.deepEqual(completed.usage, { type: "duration", seconds: 0.9 });
  const [item] = server.sessions[0]?.items ?? [];
  assert.deepEqual(item?.type === "message" && item.content, [{ type: "input_audio", transcript: "two words" }]);
});

Deno.test("turns follow each other in the conversation", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  turn(client);
  turn(client);
  const second = await client.event("input_audio_buffer.committed", 1);
  assert.equal(second.previous_item_id, (await client.event("input_audio_buffer.committed")).item_id);
  assert.equal((await client.event("input_audio_buffer.speech_started", 1)).audio_start_ms, 1_400);
});

Deno.test("the mind hears exactly the audio of the turn", async () => {
  const heard: Uint8Array[] = [];
  await using server = await start([], {
    mind: () => ({ ...mindOf([]), hear: ({ audio }) => `${heard.push(audio)}` }),
  });
  await using client = await phoneSession(server);
  turn(client);
  await client.event("input_audio_buffer.committed");
  const expected = [...quiet(300), ...loud(400), ...quiet(200)];
  assert.deepEqual(heard.map((audio) => [...audio]), [expected]);
});

Deno.test("a pause shorter than the silence asked for does not end a turn", async () => {
  await using server = await start();
  await using client = await phoneSession(server, { turnDetection: { silence_duration_ms: 500 } });
  speak(client, loud(200), quiet(480), loud(200), quiet(500));
  assert.equal((await client.event("input_audio_buffer.speech_stopped")).audio_end_ms, 1_380);
  assert.equal(client.of("input_audio_buffer.speech_started").length, 1);
});

Deno.test("detection lags by the delay asked for", async () => {
  await using server = await start([], { detectionDelayMs: 80 });
  await using client = await phoneSession(server);
  const fromMs = performance.now();
  speak(client, loud(40));
  await client.event("input_audio_buffer.speech_started");
  const tookMs = performance.now() - fromMs;
  assert.ok(tookMs >= 78, `detected after ${tookMs} ms, expected 80`);
});

Deno.test("a transcript that fails is an event of its own, and the turn stays", async () => {
  await using server = await start([], { mind: () => mindOf([], null) });
  await using client = await phoneSession(server);
  turn(client);
  const failed = await client.event(`${TRANSCRIPTION}.failed`);
  assert.equal(server.sessions[0]?.items[0]?.id, failed.item_id);
});

Deno.test("noise has an empty transcript and no pieces of one", async () => {
  await using server = await start([], { mind: () => mindOf([], "") });
  await using client = await phoneSession(server);
  turn(client);
  assert.equal((await client.event(`${TRANSCRIPTION}.completed`)).transcript, "");
  assert.equal(client.of(`${TRANSCRIPTION}.delta`).length, 0);
});

Deno.test("a model of the 4o family counts tokens, not seconds", async () => {
  await using server = await start();
  await using client = await phoneSession(server, { transcription: "gpt-4o-transcribe" });
  turn(client);
  const { usage } = await client.event(`${TRANSCRIPTION}.completed`);
  assert.deepEqual([usage.type, usage.input_tokens, usage.total_tokens], ["tokens", 9, 12]);
});

Deno.test("nothing answers a turn unless the session says so; then the reply comes by itself", async () => {
  await using server = await start([{ speech: speech("Yes?", 100) }]);
  await using client = await phoneSession(server);
  turn(client);
  await client.event(`${TRANSCRIPTION}.completed`);
  client.send({ type: "input_audio_buffer.clear" });
  await client.event("input_audio_buffer.cleared");
  assert.equal(client.of("response.created").length, 0);
  const turn_detection = { type: "server_vad", create_response: true };
  client.send({ type: "session.update", session: { type: "realtime", audio: { input: { turn_detection } } } });
  await client.event("session.updated", 1);
  turn(client);
  assert.equal((await client.event("response.done")).response.status, "completed");
});

Deno.test("a turn during a reply cancels it when the session says so", async () => {
  await using server = await start([{ fault: "stall" }]);
  await using client = await phoneSession(server, { turnDetection: { interrupt_response: true } });
  client.send({ type: "response.create" });
  await client.event("response.created");
  speak(client, loud(40));
  const { response } = await client.event("response.done");
  assert.deepEqual([response.status, response.status_details.reason], ["cancelled", "turn_detected"]);
  const story = client.story();
  assert.ok(story.indexOf("input_audio_buffer.speech_started") < story.indexOf("response.done"));
});

Deno.test("a turn that may not interrupt cannot be answered during a reply", async () => {
  await using server = await start([{ fault: "stall" }]);
  await using client = await phoneSession(server, { turnDetection: { create_response: true } });
  client.send({ type: "response.create" });
  const { response } = await client.event("response.created");
  turn(client);
  const { error } = await client.event("error");
  assert.deepEqual([error.code, error.event_id], ["conversation_already_has_active_response", null]);
  assert.equal(server.sessions[0]?.activeReplyId, response.id);
});

Deno.test("without turn detection the client ends the turn, which needs 100 ms", async () => {
  await using server = await start();
  await using client = await phoneSession(server, { turnDetection: null });
  speak(client, loud(80));
  const error = await client.refused({ type: "input_audio_buffer.commit" });
  assert.equal(error.code, "input_audio_buffer_commit_empty");
  assert.match(error.message, /at least 100ms of audio, but buffer only has 80.00ms/);
  speak(client, loud(20));
  client.send({ type: "input_audio_buffer.commit" });
  const { item_id } = await client.event("input_audio_buffer.committed");
  assert.equal((await client.event(`${TRANSCRIPTION}.completed`)).item_id, item_id);
  assert.equal(client.of("input_audio_buffer.speech_started").length, 0);
  assert.equal((await client.refused({ type: "input_audio_buffer.commit" })).code, "input_audio_buffer_commit_empty");
});

Deno.test("a turn under way can be ended by hand, and keeps its item", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  speak(client, loud(200));
  const { item_id } = await client.event("input_audio_buffer.speech_started");
  client.send({ type: "input_audio_buffer.commit" });
  assert.equal((await client.event("input_audio_buffer.committed")).item_id, item_id);
});

Deno.test("a commit by hand between turns finds nothing to commit, and the next turn is a new one", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  turn(client);
  const { item_id } = await client.event("input_audio_buffer.committed");
  assert.equal((await client.refused({ type: "input_audio_buffer.commit" })).code, "input_audio_buffer_commit_empty");
  turn(client);
  assert.notEqual((await client.event("input_audio_buffer.committed", 1)).item_id, item_id);
});

Deno.test("clearing forgets the turn under way", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  speak(client, loud(200));
  await client.event("input_audio_buffer.speech_started");
  client.send({ type: "input_audio_buffer.clear" });
  speak(client, quiet(400), loud(200), quiet(300));
  const { item_id } = await client.event("input_audio_buffer.committed");
  assert.equal((await client.event("input_audio_buffer.speech_started", 1)).item_id, item_id);
});

Deno.test("a turn that was cleared leaves no item to the one after it", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  speak(client, loud(200));
  const { item_id } = await client.event("input_audio_buffer.speech_started");
  client.send({ type: "input_audio_buffer.clear" });
  const audio = { input: { turn_detection: null } };
  client.send({ type: "session.update", session: { type: "realtime", audio } });
  speak(client, loud(200));
  client.send({ type: "input_audio_buffer.commit" });
  assert.notEqual((await client.event("input_audio_buffer.committed")).item_id, item_id);
});
