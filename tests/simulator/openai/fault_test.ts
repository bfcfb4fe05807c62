/** Rows of PROTOCOLS' diagnosis table that a session shows on order, as the wire shows them. */

import assert from "node:assert/strict";
import { levelsDb } from "../../../src/audio/g711.ts";
import type { Faults } from "../../../src/simulator/openai/options.ts";
import { type Client, type Event, loud, phoneSession, quiet, speak, speech, start } from "./client.ts";

const CREATE = { type: "response.create" };

function audioOf(client: Client): Uint8Array {
  const pieces = client.of("response.output_audio.delta").map(({ delta }: Event) => Uint8Array.fromBase64(delta));
  return Uint8Array.from(pieces.flatMap((piece: Uint8Array) => [...piece]));
}

const faulty = (faults: Faults) => ({ faults: () => faults });

Deno.test("C1: the detector ends a reply before its first sound, or after half of it", async () => {
  const cut = { cancelled: "turn_detected" } as const;
  await using server = await start([{ fault: cut }, { speech: speech("One two.", 1_000), fault: cut }]);
  await using client = await phoneSession(server);
  for (const [n, length] of [[0, 0], [1, 4_000]] as const) {
    client.send(CREATE);
    const { response } = await client.event("response.done", n);
    assert.deepEqual([response.status, response.status_details.reason], ["cancelled", "turn_detected"]);
    assert.equal(audioOf(client).length, length);
  }
});

Deno.test("E7: the session says G.711, and speaks 48 bytes a millisecond: noise at full level", async () => {
  await using server = await start([{ speech: { text: "One two.", audio: loud(1_000) } }], faulty({ speaksPcm: true }));
  await using client = await phoneSession(server);
  assert.equal(client.of("session.updated")[0].session.audio.output.format.type, "audio/pcmu");
  client.send(CREATE);
  await client.event("response.done");
  assert.equal(audioOf(client).length, 48_000);
});

Deno.test("E8: a reply has its words, its length and no level", async () => {
  await using server = await start([{ speech: speech("One two.", 1_000), fault: "inaudible" }]);
  await using client = await phoneSession(server);
  client.send(CREATE);
  const { response } = await client.event("response.done");
  assert.equal(response.status, "completed");
  assert.equal(response.output[0].content[0].transcript, "One two.");
  assert.equal(audioOf(client).length, 8_000);
  assert.ok(levelsDb(audioOf(client)).every((db) => db < -60));
});

Deno.test("F1: an update is refused as a whole for one property, and the session stays on its defaults", async () => {
  await using server = await start([], faulty({ refusedProperty: "session.audio.input.noise_reduction" }));
  await using client = await phoneSession(server);
  const error = await client.refused({
    type: "session.update",
    event_id: "su_1",
    session: { type: "realtime", instructions: "New.", audio: { input: { noise_reduction: { type: "far_field" } } } },
  });
  assert.deepEqual([error.code, error.param, error.event_id], [
    "unknown_parameter",
    "session.audio.input.noise_reduction",
    "su_1",
  ]);
  assert.notEqual(server.sessions[0]!.session.instructions, "New.");
});

Deno.test("F10: media flows, and the detector never fires; a turn closed by hand is heard", async () => {
  await using server = await start([], faulty({ isDeaf: true }));
  await using client = await phoneSession(server);
  speak(client, loud(600), quiet(1_000));
  client.send({ type: "input_audio_buffer.commit" });
  await client.event("conversation.item.input_audio_transcription.completed");
  assert.deepEqual(client.of("input_audio_buffer.speech_started"), []);
  assert.equal(client.of("input_audio_buffer.committed").length, 1);
});

Deno.test("F11: a truncation within the audio is refused as if there were less", async () => {
  await using server = await start([{ speech: speech("One two.", 1_000) }], faulty({ refusesTruncation: true }));
  await using client = await phoneSession(server);
  client.send(CREATE);
  const { response } = await client.event("response.done");
  const error = await client.refused({
    type: "conversation.item.truncate",
    item_id: response.output[0].id,
    content_index: 0,
    audio_end_ms: 500,
  });
  assert.deepEqual([error.code, error.param], ["invalid_value", "audio_end_ms"]);
  assert.match(error.message, /^Audio content of \d+ms is already shorter than 500ms$/);
});
