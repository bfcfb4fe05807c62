/** Phrases in the agency's own voice: spoken once, kept, and never in the way of a call. */

import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PHRASE_KEYS } from "../../src/phrases/book.ts";
import { eventually } from "../support/folder.ts";
import { clientEventProblems } from "../support/schema.ts";
import { ownVoice, QUIET_MS, Rooms } from "./speaking.ts";

const FOLDER = "phrases/marin-gpt-realtime-2.1";

async function kept({ folder }: Rooms): Promise<string[]> {
  const names = await readdir(join(folder.path, FOLDER), { recursive: true }).catch(() => []);
  return names.filter((name) => name.includes(".ulaw")).toSorted();
}

Deno.test("every phrase is spoken in the configured voice by one session, after a quiet while, and kept", async () => {
  await using rooms = await Rooms.open();
  await using job = await rooms.start();
  await eventually(() => rooms.lines().length > 0, "the line in the log");
  assert.deepEqual(job.own(), PHRASE_KEYS);
  for (const { language, name } of PHRASE_KEYS) {
    const { ulaw } = job.book.current()[language][name];
    const whole = ownVoice({ language, name });
    assert.ok(ulaw.length <= whole.length - 8 * 400, "the silence around it is still there");
    assert.ok(whole.toHex().includes(ulaw.toHex()), "it is not what the model said");
  }
  const [line, ...more] = rooms.lines();
  assert.deepEqual(more, []);
  assert.equal(line!.message, "the stock phrases are in the configured voice");
  assert.deepEqual(line!.properties, { spoken: PHRASE_KEYS.length });
  assert.equal((await kept(rooms)).length, PHRASE_KEYS.length);
  assert.match((await kept(rooms))[0]!, /^en\/connecting-[0-9a-f]{12}\.ulaw$/);

  assert.equal(rooms.openai.attempts.length, 1);
  await eventually(() => rooms.openai.sessions[0]!.closed !== null, "the end of the session");
  assert.deepEqual(rooms.openai.sessions[0]!.items, [], "one phrase is told of the others");
  assert.ok(rooms.openai.attempts[0]!.atMs - job.startedMs >= QUIET_MS, "it was dialled at once");
  const { received, session } = rooms.openai.sessions[0]!;
  assert.deepEqual(received.flatMap(({ event }) => clientEventProblems(event)), []);
  assert.deepEqual(received.map(({ event }) => event["type"]), [
    "session.update",
    ...PHRASE_KEYS.flatMap(() => ["response.create", "conversation.item.delete"]),
  ]);
  assert.equal(session.audio.output.voice, "marin");
  assert.equal(session.audio.output.format.type, "audio/pcmu");
});

Deno.test("what was kept is there at the next start, without a session", async () => {
  await using rooms = await Rooms.open();
  {
    await using _first = await rooms.start();
    await eventually(() => rooms.lines().length > 0, "the line in the log");
  }
  await using second = await rooms.start();
  await eventually(() => second.own().length === PHRASE_KEYS.length, "the phrases");
  await new Promise((resolve) => setTimeout(resolve, 3 * QUIET_MS));
  assert.equal(rooms.openai.attempts.length, 1);
  assert.equal(rooms.lines().length, 1);
});

Deno.test("another voice is spoken anew, and so is what the disk has spoiled", async () => {
  await using rooms = await Rooms.open();
  {
    await using _first = await rooms.start();
    await eventually(() => rooms.lines().length === 1, "the first voice");
  }
  {
    await using other = await rooms.start({ OPENAI_VOICE: "cedar" });
    await eventually(() => rooms.lines().length === 2, "the second voice");
    assert.equal(other.own().length, PHRASE_KEYS.length);
  }
  const [spoiled, cut] = await kept(rooms) as [string, string];
  await writeFile(join(rooms.folder.path, FOLDER, spoiled), new Uint8Array(20_000).fill(0xff));
  await writeFile(join(rooms.folder.path, FOLDER, cut), new Uint8Array());
  await using again = await rooms.start();
  await eventually(() => rooms.lines().length === 3, "the spoiled ones");
  assert.equal(again.own().length, PHRASE_KEYS.length);
  const spoken = rooms.openai.sessions.map((session) => session.receivedOf("response.create").length);
  assert.deepEqual(spoken, [PHRASE_KEYS.length, PHRASE_KEYS.length, 2]);
});

Deno.test("a call that comes ends the session at once; when it is quiet again, the rest is spoken", async () => {
  await using rooms = await Rooms.open({ firstAudioMs: 60 });
  await using job = await rooms.start();
  const session = await rooms.openai.untilSession(0, 2_000);
  await session.until(() => session.receivedOf("response.create").length === 4, 2_000, "the fourth phrase");
  rooms.live = 1;
  const cameMs = performance.now();
  await eventually(() => session.closed !== null, "the end of the session");
  assert.ok(session.closed!.atMs - cameMs < 200, "the session went on beside the call");
  const first = job.own().length;
  assert.ok(first >= 3 && first < PHRASE_KEYS.length, `${first} phrases`);
  await new Promise((resolve) => setTimeout(resolve, 3 * QUIET_MS));
  assert.equal(rooms.openai.attempts.length, 1, "it dials while a call is live");
  const endedMs = performance.now();
  rooms.live = 0;
  await eventually(() => rooms.lines().length > 0, "the rest");
  assert.ok(rooms.openai.attempts[1]!.atMs - endedMs >= QUIET_MS * 0.9, "it dials as soon as the caller is gone");
  assert.equal(rooms.openai.sessions[1]!.receivedOf("response.create").length, PHRASE_KEYS.length - first);
  assert.equal(job.own().length, PHRASE_KEYS.length);
  assert.deepEqual(rooms.lines().map(({ level }) => level), ["INFO"]);
});

Deno.test("a model that is known to be down is not dialled until it is back", async () => {
  await using rooms = await Rooms.open();
  rooms.fault = "unreachable";
  await using job = await rooms.start();
  await new Promise((resolve) => setTimeout(resolve, 4 * QUIET_MS));
  assert.equal(rooms.openai.attempts.length, 0);
  rooms.fault = null;
  await eventually(() => job.own().length === PHRASE_KEYS.length, "the phrases");
});

Deno.test("while another instance has a call nothing is dialled, nor while the store does not say", async () => {
  await using rooms = await Rooms.open();
  rooms.active = 1;
  await using job = await rooms.start();
  await new Promise((resolve) => setTimeout(resolve, 3 * QUIET_MS));
  rooms.active = null;
  await new Promise((resolve) => setTimeout(resolve, 3 * QUIET_MS));
  assert.equal(rooms.openai.attempts.length, 0);
  rooms.active = 0;
  await eventually(() => job.own().length === PHRASE_KEYS.length, "the phrases");
});

Deno.test("what another instance has kept meanwhile is not spoken a second time", async () => {
  await using rooms = await Rooms.open();
  rooms.active = 1;
  await using waiting = await rooms.start();
  await using other = await rooms.start({}, { listCalls: () => Promise.resolve({ items: [] }) });
  await eventually(() => other.own().length === PHRASE_KEYS.length, "the other's phrases");
  await eventually(() => waiting.own().length === PHRASE_KEYS.length, "the phrases that were kept");
  assert.equal(rooms.openai.attempts.length, 1);
});

Deno.test("a service that stops ends the session, and nothing is logged", async () => {
  await using rooms = await Rooms.open({ firstAudioMs: 60 });
  {
    await using _job = await rooms.start();
    const session = await rooms.openai.untilSession(0, 2_000);
    await session.until(() => session.receivedOf("response.create").length === 2, 2_000, "the second phrase");
  }
  await eventually(() => rooms.openai.sessions[0]!.closed !== null, "the end of the session");
  {
    await using _job = await rooms.start();
  }
  await new Promise((resolve) => setTimeout(resolve, 2 * QUIET_MS));
  assert.equal(rooms.openai.attempts.length, 1);
  assert.deepEqual(rooms.lines(), []);
});
