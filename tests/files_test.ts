/** Where a call's files lie, and how they are written. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { isCallSid, journalPath, recordingPath, SteadyWriter } from "../src/files.ts";
import { eventually } from "./support/folder.ts";

Deno.test("a call's files lie together, under its name", () => {
  assert.equal(recordingPath("data", "CA1"), join("data", "calls", "CA1", "recording.wav"));
  assert.equal(journalPath("data", "CA1"), join("data", "calls", "CA1", "journal.jsonl"));
});

Deno.test("a name that could mean something in a path is none", () => {
  const bad = [
    "",
    "C",
    "..",
    "../x",
    "a/b",
    "a\\b",
    "a.b",
    "CA1\n",
    "\nCA1",
    "CA 1",
    "ü1",
    "CA1\u0000",
    "x".repeat(65),
  ];
  for (const sid of bad) {
    assert.equal(isCallSid(sid), false, JSON.stringify(sid));
    assert.throws(() => recordingPath("data", sid), /Cannot name a call's files/);
    assert.throws(() => journalPath("data", sid), /Cannot name a call's files/);
  }
  assert.equal(isCallSid("CA0123456789abcdef0123456789abcdef"), true);
});

Deno.test("what cannot be a name is not repeated in the error: it is whatever somebody sent", () => {
  assert.throws(() => recordingPath("data", "../secret"), (error: Error) => !error.message.includes("secret"));
});

/** Never in the time of a test. */
const NEVER_MS = 1_000_000;

Deno.test("a writer flushes by the clock", async () => {
  let flushes = 0;
  const writer = new SteadyWriter(() => (flushes++, Promise.resolve()), 1, () => {});
  await eventually(() => flushes >= 3, "the third flush");
  await writer.close();
  const atEnd = flushes;
  await writer.write();
  assert.equal(flushes, atEnd + 1, "the clock goes on after the end");
});

Deno.test("a writer never flushes twice at once, and flushes what came meanwhile when it is closed", async () => {
  let running = 0;
  let flushes = 0;
  const first = Promise.withResolvers<void>();
  const writer = new SteadyWriter(
    async () => {
      assert.equal(++running, 1);
      flushes++;
      if (flushes === 1) await first.promise;
      running--;
    },
    NEVER_MS,
    (error) => assert.fail(String(error)),
  );
  const writes = [writer.write(), writer.write()];
  const closed = writer.close();
  assert.equal(flushes, 1);
  first.resolve();
  await Promise.all([...writes, closed]);
  assert.equal(flushes, 2);
});

Deno.test("a failure is told once, and nothing is written after it", async () => {
  const errors: unknown[] = [];
  let flushes = 0;
  const fail = () => (flushes++, Promise.reject(new Error("no space left on device")));
  const writer = new SteadyWriter(fail, NEVER_MS, (error) => errors.push(error));
  assert.equal(writer.hasFailed, false);
  await writer.write();
  assert.equal(writer.hasFailed, true);
  await writer.write();
  await writer.close();
  assert.deepEqual([flushes, errors.map(String)], [1, ["Error: no space left on device"]]);
});
