import assert from "node:assert/strict";
import { coreOf, type Line, phrasebookMind } from "../../../src/simulator/openai/phrasebook.ts";
import { speech as clip } from "../../../src/simulator/speech.ts";
import { phoneSession, quiet, speak, start } from "./client.ts";

const theft = clip("caller-theft");
const where = clip("caller-where");
const greeting = clip("dispatcher-greeting");
const context = { instructions: "", items: [], toolChoice: "auto", isAutomatic: false };
const hear = (...sounds: Uint8Array[]) =>
  phrasebookMind([theft, where], []).hear({ itemId: "i", audio: Uint8Array.from(sounds.flatMap((s) => [...s])) });

Deno.test("phrases are heard in the order they were said, wherever the audio was cut", () => {
  assert.equal(hear(quiet(130), where.audio, quiet(500), theft.audio.subarray(0, -100)), `${where.text} ${theft.text}`);
});

Deno.test("what is not in the book is noise", () => {
  assert.equal(hear(clip("noise-engine").audio, greeting.audio), "");
});

Deno.test("a phrase with one byte changed is not heard: the path must not touch the audio", () => {
  const touched = Uint8Array.from(theft.audio);
  const core = coreOf(theft.audio);
  const at = core.byteOffset - theft.audio.byteOffset + (core.length >> 1);
  touched[at] = touched[at]! ^ 1;
  assert.equal(hear(touched), "");
});

Deno.test("a line answers the phrase it waits for, once; the others come in turn; then nothing is said", () => {
  const line = (text: string, after?: string): Line => ({
    speech: { text, audio: new Uint8Array(0) },
    ...(after === undefined ? {} : { after }),
  });
  const mind = phrasebookMind([], [line("hello"), line("where?", "bicycle"), line("and then?")]);
  const said = (...heard: string[]) => mind.reply({ ...context, heard }).speech?.text;
  assert.deepEqual([said(), said("my bicycle"), said("my bicycle"), said("my bicycle")], [
    "hello",
    "where?",
    "and then?",
    undefined,
  ]);
});

Deno.test("speech that crosses the simulator in turns is recognized", async () => {
  await using server = await start([], {
    mind: () => phrasebookMind([theft, where], [{ after: "library", speech: clip("dispatcher-when") }]),
  });
  const turnDetection = { silence_duration_ms: 500, create_response: true };
  await using client = await phoneSession(server, { turnDetection });
  speak(client, quiet(400), where.audio, quiet(600));
  const { transcript } = await client.event("conversation.item.input_audio_transcription.completed");
  assert.equal(transcript, where.text);
  const { response } = await client.event("response.done");
  assert.equal(response.output[0].content[0].transcript, clip("dispatcher-when").text);
});
