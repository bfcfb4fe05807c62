/** Whatever goes wrong while phrases are spoken: what is shipped stays, and one plain line says why. */

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathOf, PHRASE_KEYS, type PhraseKey } from "../../src/phrases/book.ts";
import { phraseWords } from "../../src/intake/phrases.ts";
import type { Reply } from "../../src/simulator/openai/mind.ts";
import type { Faults, OpenAIOptions } from "../../src/simulator/openai/options.ts";
import { eventually } from "../support/folder.ts";
import { ownVoice, QUIET_MS, reads, Rooms } from "./speaking.ts";

const BAD: PhraseKey = { language: "es", name: "connecting" };
const WORDS = phraseWords(BAD.name, BAD.language);

/** What the model does with that one phrase, and why it is not kept. */
const MISSES: readonly [string, Reply, string][] = [
  ["other words", { speech: { text: "Claro que sí.", audio: ownVoice(BAD) } }, "other words were said"],
  ["silence", { speech: { text: WORDS, audio: new Uint8Array(24_000).fill(0xff) } }, "it cannot be heard"],
  ["half of it", { speech: { text: WORDS, audio: ownVoice(BAD).subarray(0, 8_000) } }, "it is too short to be whole"],
  ["nothing", { fault: "empty" }, "nothing was said"],
  ["text", { speech: { text: WORDS, audio: ownVoice(BAD) }, fault: "text_only" }, "nothing was said"],
  [
    "a refusal midway",
    { speech: { text: WORDS, audio: ownVoice(BAD) }, fault: { incomplete: "content_filter" } },
    "it was not said to its end",
  ],
];

for (const [what, reply, why] of MISSES) {
  Deno.test(`a phrase for which ${what} came stays as it was shipped; the others are kept`, async () => {
    await using rooms = await Rooms.open({ mind: reads((key) => pathOf(key) === pathOf(BAD) ? reply : null) });
    await using job = await rooms.start();
    await eventually(() => rooms.lines().length > 0, "the line in the log");
    assert.deepEqual(job.own(), PHRASE_KEYS.filter((key) => pathOf(key) !== pathOf(BAD)));
    await isSaidOnce(rooms, { spoken: PHRASE_KEYS.length - 1, missed: [`es/connecting: ${why}`] });
  });
}

const refusal = { type: "invalid_request_error", code: "invalid_api_key", message: "no" };
const failed = { type: "server_error", code: null, message: "The server had an error." };
const freeze = (after: string): Faults => ({ end: { after, how: "freeze" } });
const when = (faults: Faults): Partial<OpenAIOptions> => ({ faults: () => faults });

/** What is wrong with the session, what the log says, and how many phrases there are all the same. */
const FAILURES: readonly [string, Partial<OpenAIOptions>, string, number][] = [
  ["is refused", when({ refusal, refusalCloseCode: 3000 }), "the model could not be had: invalid_key", 0],
  ["is refused at the handshake", when({ status: 503 }), "the model could not be had: handshake_refused", 0],
  ["stays on another codec", when({ staysPcm: true }), "the model refused the session that was asked for", 0],
  [
    "breaks off",
    when({ end: { after: "response.done", count: 2, how: "drop" } }),
    "the model could not be had: connection_lost",
    2,
  ],
  ["freezes before it stands", when(freeze("session.created")), "the model did not answer in time", 0],
  [
    "freezes in the middle of a phrase",
    when(freeze("response.output_audio.delta")),
    "the model did not answer in time",
    0,
  ],
  ["never begins to speak", { mind: reads(() => ({ fault: "stall" })) }, "the model did not answer in time", 0],
  ["fails to speak", { mind: reads(() => ({ fault: { failed } })) }, "the model could not speak: vendor_error", 0],
];

for (const [what, options, why, spoken] of FAILURES) {
  Deno.test(`a session that ${what} leaves what is shipped, and is not tried again`, async () => {
    await using rooms = await Rooms.open(options);
    await using job = await rooms.start();
    await eventually(() => rooms.lines().length > 0, "the line in the log");
    assert.equal(job.own().length, spoken);
    await isSaidOnce(rooms, { spoken, why });
  });
}

Deno.test("a voice that the model does not have is not replaced by another one's phrases", async () => {
  await using rooms = await Rooms.open();
  await using job = await rooms.start({ OPENAI_VOICE: "nobody" });
  await eventually(() => rooms.lines().length > 0, "the line in the log");
  assert.deepEqual(job.own(), []);
  await isSaidOnce(rooms, { spoken: 0, why: "the model refused the session that was asked for" });
});

Deno.test("a disk that takes no phrase does not keep the one that was spoken from callers", async () => {
  await using rooms = await Rooms.open();
  await writeFile(join(rooms.folder.path, "phrases"), "in the way");
  await using job = await rooms.start();
  await eventually(() => rooms.lines().length > 0, "the line in the log");
  assert.equal(job.own().length, 1);
  assert.equal(rooms.lines().length, 1);
  assert.match(JSON.stringify(rooms.lines()[0]!.properties), /ENOTDIR|EEXIST|not a directory/i);
});

/** One line, a warning; and no other session in this run of the service. */
async function isSaidOnce(rooms: Rooms, properties: Record<string, unknown>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 3 * QUIET_MS));
  const message = "stock phrases stay synthesised until the next start";
  const lines = rooms.lines().map(({ level, message, properties }) => ({ level, message, properties }));
  assert.deepEqual(lines, [{ level: "WARN", message, properties }]);
  assert.equal(rooms.openai.attempts.length, 1);
}
