/** The flight recorder: its file, and its lines. */

import assert from "node:assert/strict";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CallEffect, CallEvent } from "../src/call/call.ts";
import { openJournal } from "../src/journal.ts";
import { writeStep } from "../src/journal_format.ts";
import { betweenDisk, eventually, ownFolder } from "./support/folder.ts";

const NEVER_MS = 1_000_000;
const AUDIO = { base64: "/38A", ulaw: Uint8Array.of(0xff, 0x7f, 0) };
const CALLER: CallEvent = { type: "caller_audio", atMs: 20.5, timestampMs: 0, audio: AUDIO, levelDb: -41.2 };
const REPLY: CallEvent = { type: "reply_audio", atMs: 30, replyId: "resp_1", lineId: "item_1", audio: AUDIO };

function fails(error: unknown): void {
  assert.fail(String(error));
}

async function linesOf(path: string): Promise<unknown[]> {
  const text = await readFile(path, "utf8");
  assert.ok(text === "" || text.endsWith("\n"), "the last line is not finished");
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/** The lines of one step. */
function step(event: CallEvent, effects: CallEffect[]): unknown[] {
  const lines: string[] = [];
  writeStep({ write: (line) => lines.push(line) }, event, effects);
  for (const line of lines) assert.ok(!line.includes("\n"));
  return lines.map((line) => JSON.parse(line));
}

Deno.test("a journal is JSON Lines, of objects and of what is JSON already", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "a", "b", "journal.jsonl");
  const journal = await openJournal(path, { flushEveryMs: NEVER_MS, onError: fails });
  journal.write({ type: "time_passed", atMs: 1 });
  await journal.flush();
  assert.deepEqual(await linesOf(path), [{ type: "time_passed", atMs: 1 }]);
  journal.write('{"text":"two\\nlines\\u2028"}');
  journal.write({ text: "two\nlines" });
  await journal.close();
  assert.deepEqual((await linesOf(path)).slice(1), [{ text: "two\nlines\u2028" }, { text: "two\nlines" }]);
});

Deno.test("a journal is written while the call runs", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "journal.jsonl");
  const journal = await openJournal(path, { flushEveryMs: 1, onError: fails });
  for (let n = 1; n <= 3; n++) {
    journal.write({ n });
    await eventually(async () => (await linesOf(path)).length === n, "the line");
  }
  await journal.close();
});

Deno.test("a journal that is there is continued: a second process adds to it", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "journal.jsonl");
  await writeFile(path, '{"n":1}\n');
  const journal = await openJournal(path, { flushEveryMs: NEVER_MS, onError: fails });
  journal.write({ n: 2 });
  await journal.close();
  assert.deepEqual(await linesOf(path), [{ n: 1 }, { n: 2 }]);
});

Deno.test("a folder that cannot be made is told at once", async () => {
  await using folder = await ownFolder();
  await writeFile(join(folder.path, "file"), "");
  await assert.rejects(openJournal(join(folder.path, "file", "journal.jsonl"), { onError: fails }));
});

Deno.test("a disk that fails is told once, and the call goes on without its journal", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "journal.jsonl");
  const errors: unknown[] = [];
  const any = await open(folder.path);
  {
    using _ = betweenDisk(any, () => () => Promise.reject(new Error("no space left on device")), "appendFile");
    const journal = await openJournal(path, { flushEveryMs: NEVER_MS, onError: (error) => errors.push(error) });
    journal.write({ n: 1 });
    await journal.flush();
    journal.write({ n: 2 });
    await journal.flush();
    await journal.close();
  }
  await any.close();
  assert.equal(errors.length, 1);
});

Deno.test("what waits for a slow disk has a bound, and the journal says how many lines it lost", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "journal.jsonl");
  const journal = await openJournal(path, { flushEveryMs: NEVER_MS, onError: fails });
  const line = { text: "x".repeat(1_000) };
  for (let n = 0; n < 2_000; n++) journal.write(line);
  await journal.flush();
  journal.write({ n: "after" });
  await journal.close();
  const lines = await linesOf(path);
  const lost = lines.find((line) => typeof line === "object" && line !== null && "lost" in line) as { lost: number };
  assert.ok(lines.length > 1_000 && lines.length < 1_100, `${lines.length} lines were kept`);
  assert.equal(lines.length - 2 + lost.lost, 2_000);
  assert.deepEqual(lines.at(-1), { n: "after" });
});

Deno.test("what is on the disk does not wait any more", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "journal.jsonl");
  const journal = await openJournal(path, { flushEveryMs: NEVER_MS, onError: fails });
  for (let n = 0; n < 5; n++) {
    journal.write({ text: "x".repeat(600_000) });
    await journal.flush();
  }
  await journal.close();
  assert.equal((await linesOf(path)).length, 5);
});

Deno.test("lines are lost in one piece: none is kept behind a hole before the hole is told", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "journal.jsonl");
  const journal = await openJournal(path, { flushEveryMs: NEVER_MS, onError: fails });
  journal.write({ n: 1 });
  journal.write({ text: "x".repeat(2_000_000) });
  journal.write({ n: 3 });
  await journal.flush();
  journal.write({ n: 4 });
  await journal.close();
  assert.deepEqual(await linesOf(path), [{ n: 1 }, { lost: 2 }, { n: 4 }]);
});

Deno.test("a line beyond the bound that comes alone is lost alone", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "journal.jsonl");
  const journal = await openJournal(path, { flushEveryMs: NEVER_MS, onError: fails });
  journal.write({ text: "x".repeat(2_000_000) });
  await journal.flush();
  journal.write({ n: 2 });
  await journal.close();
  assert.deepEqual(await linesOf(path), [{ lost: 1 }, { n: 2 }]);
});

Deno.test("audio is kept by reference: its stamp and its length, never its sound", () => {
  assert.deepEqual(step(CALLER, []), [
    { type: "caller_audio", atMs: 20.5, timestampMs: 0, bytes: 3, levelDb: -41.2 },
    { effects: [] },
  ]);
  assert.deepEqual(step(REPLY, []), [
    { type: "reply_audio", atMs: 30, replyId: "resp_1", lineId: "item_1", bytes: 3 },
    { effects: [] },
  ]);
  assert.deepEqual(step(REPLY, [{ type: "play", audio: AUDIO }, { type: "mark", name: "m" }]).at(-1), {
    effects: [{ type: "play", bytes: 3 }, { type: "mark", name: "m" }],
  });
});

Deno.test("an event is followed by what was ordered because of it", () => {
  const event: CallEvent = { type: "reply_started", atMs: 5, replyId: "resp_1" };
  assert.deepEqual(step(event, [{ type: "clear" }, { type: "save" }]), [
    event,
    { effects: [{ type: "clear" }, { type: "save" }] },
  ]);
  assert.deepEqual(step(event, []), [event]);
});

Deno.test("audio that is passed on and nothing else needs no line of its own; anything more does", () => {
  const listen: CallEffect = { type: "listen", audio: AUDIO };
  const play: CallEffect = { type: "play", audio: AUDIO };
  assert.equal(step(CALLER, [listen]).length, 1);
  assert.equal(step(REPLY, [play]).length, 1);
  assert.equal(step(CALLER, [listen, { type: "save" }]).length, 2);
  assert.equal(step(CALLER, [{ type: "clear" }]).length, 2);
  assert.equal(step(CALLER, [play]).length, 2);
  assert.equal(step(REPLY, [listen]).length, 2);
  assert.equal(step({ type: "time_passed", atMs: 0 }, [listen]).length, 2);
});
