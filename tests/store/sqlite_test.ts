/** SQLite, in memory and in a file. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openMemory, openStore } from "../../src/store/store.ts";
import { storeContract } from "./contract.ts";
import { ended, NOON_MS, talking } from "./records.ts";

storeContract("SQLite in memory", async () => ({
  store: await openMemory(() => NOON_MS),
  remove: () => Promise.resolve(),
}));

storeContract("SQLite in a file", async () => {
  const folder = await newFolder();
  return {
    store: await openStore(`sqlite:${folder}/a/b/calls.db`, () => NOON_MS),
    remove: () => rm(folder, { recursive: true }),
  };
});

Deno.test("SQLite: a store that is opened again has what was saved", async () => {
  await inFolder(async (folder) => {
    const first = await openStore(`sqlite:${folder}/calls.db`);
    await first.saveCall(ended("CA1"));
    await first.close();
    const second = await openStore(`sqlite:${folder}/calls.db`);
    assert.deepEqual(await second.findCall("CA1"), ended("CA1"));
    await second.close();
  });
});

Deno.test("SQLite: two stores on one file, as while one process drains and the next one serves", async () => {
  await inFolder(async (folder) => {
    const draining = await openStore(`sqlite:${folder}/calls.db`);
    const serving = await openStore(`sqlite:${folder}/calls.db`);
    const saves = Array.from({ length: 50 }, (_, n) => [
      draining.saveCall(talking(`CA${n}`)),
      serving.saveCall(talking(`CB${n}`)),
    ]);
    await Promise.all(saves.flat());
    assert.equal((await draining.listCalls({ limit: 200 })).items.length, 100);
    await draining.close();
    await serving.ping();
    await serving.close();
  });
});

Deno.test("SQLite: readers and the writer work side by side, by a write-ahead log", async () => {
  await inFolder(async (folder) => {
    const store = await openStore(`sqlite:${folder}/calls.db`);
    const reader = new DatabaseSync(join(folder, "calls.db"), { readOnly: true });
    assert.equal(reader.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM calls").get();
    await store.saveCall(talking("CA1"));
    reader.close();
    await store.close();
  });
});

Deno.test("SQLite: a save waits while another process writes", async () => {
  await inFolder(async (folder) => {
    const store = await openStore(`sqlite:${folder}/calls.db`);
    const writer = new Worker(`data:text/javascript,${encodeURIComponent(writes(join(folder, "calls.db")))}`, {
      type: "module",
    });
    try {
      await new Promise((resolve) => writer.onmessage = resolve);
      await store.saveCall(talking("CA1"));
      assert.equal((await store.findCall("CA1"))?.sid, "CA1");
    } finally {
      writer.terminate();
      await store.close();
    }
  });
});

/** A program that holds the write lock for 100 ms, and says when it has it. */
function writes(path: string): string {
  return `
    import { DatabaseSync } from "node:sqlite";
    const db = new DatabaseSync(${JSON.stringify(path)});
    db.exec("BEGIN IMMEDIATE");
    postMessage("locked");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    db.exec("COMMIT");
    db.close();
  `;
}

Deno.test("SQLite: a file that is no database is refused when the store is opened", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "calls.db");
    await writeFile(path, "This is a text, and longer than the header that SQLite looks for.".repeat(20));
    await assert.rejects(openStore(`sqlite:${path}`));
  });
});

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "dispatcher-store-"));
}

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await newFolder();
  try {
    await check(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
