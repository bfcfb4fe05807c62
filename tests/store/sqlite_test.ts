/** SQLite, in memory and in a file. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { CommitLog } from "../../src/store/commit_log.ts";
import { database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrations.ts";
import { connectSqlite } from "../../src/store/sqlite.ts";
import { sqliteInMemory } from "../../src/store/sqlite_memory.ts";
import { openMemory, openStore } from "../../src/store/store.ts";
import { eventually } from "../support/folder.ts";
import { storeContract } from "./contract.ts";
import { ownersContract } from "./contract_owners.ts";
import { survivesKills } from "./crash.ts";
import { ended, idOf, incident, message, NOON_MS, send, talking } from "./records.ts";
import { openThreaded } from "./threaded.ts";

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

storeContract("SQLite on its thread", async () => {
  const folder = await newFolder();
  return {
    store: await openThreaded(`${folder}/a/b/calls.db`, () => NOON_MS),
    remove: () => rm(folder, { recursive: true }),
  };
});

ownersContract("SQLite", async () => {
  const folder = await newFolder();
  const [one, two] = [await openStore(`sqlite:${folder}/calls.db`), await openStore(`sqlite:${folder}/calls.db`)];
  return { one, two, remove: () => rm(folder, { recursive: true }) };
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
    const store = await openThreaded(join(folder, "calls.db"));
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

Deno.test("SQLite: a process that is killed leaves no gap in the numbers, and no change half written", async () => {
  await inFolder((folder) => survivesKills(`sqlite:${folder}/calls.db`));
});

Deno.test("SQLite: two workers on one file never take the same message", async () => {
  await inFolder(async (folder) => {
    const url = `sqlite:${folder}/calls.db`;
    const [one, two] = [await openStore(url, () => NOON_MS), await openStore(url, () => NOON_MS)];
    await send(one, ...Array.from({ length: 40 }, (_, n) => message(n, { orderKey: `key ${n % 20}` })));
    const rounds = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? one : two).takeDue(NOON_MS, 60_000, 5));
    const taken = (await Promise.all(rounds)).flat().map(({ payload }) => payload as number);
    assert.deepEqual(taken.toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, n) => n));
    await one.close();
    await two.close();
  });
});

Deno.test("SQLite: processes that start at once migrate once, and number without gaps side by side", async () => {
  await inFolder(async (folder) => {
    const stores = await Promise.all(Array.from({ length: 3 }, () => openStore(`sqlite:${folder}/calls.db`)));
    const next = (n: number) => stores[n % 3]!.transact((transaction) => transaction.nextNumber(2026));
    const numbers = (await Promise.all(Array.from({ length: 30 }, (_, n) => next(n)))).sort();
    assert.deepEqual(numbers, numbers.map((_, n) => `2026-${String(n + 1).padStart(6, "0")}`));
    for (const store of stores) await store.close();
  });
});

Deno.test("SQLite: the narrative refuses to be changed by whoever opens the file", async () => {
  await inFolder(async (folder) => {
    const store = await openStore(`sqlite:${folder}/calls.db`);
    await store.transact((transaction) => transaction.put({ incident: incident(1) }));
    const db = new DatabaseSync(join(folder, "calls.db"));
    for (const change of ["update narrative set line = '{}'", "delete from narrative"]) {
      assert.throws(() => db.exec(change), /append-only/, change);
    }
    db.close();
    await store.close();
  });
});

Deno.test("SQLite: a transaction comes back only when its commit is on the disk", async () => {
  await inFolder(async (folder) => {
    const store = await openThreaded(join(folder, "calls.db"));
    await onSlowDisk(async (written) => {
      const number = store.transact((transaction) => transaction.nextNumber(2026));
      const reader = new DatabaseSync(join(folder, "calls.db"), { readOnly: true });
      const isCommitted = () => reader.prepare("select last from counters").get() !== undefined;
      await eventually(isCommitted, "the commit").finally(() => reader.close());
      await comesAfter(written, number);
      assert.equal(await number, "2026-000001");
    });
    await store.close();
  });
});

Deno.test("SQLite: a message is handed out only when what it tells of is on the disk", async () => {
  await inFolder(async (folder) => {
    const store = await openStore(`sqlite:${folder}/calls.db`, () => NOON_MS);
    await send(store, message(1));
    await onSlowDisk(async (written) => {
      const taken = store.takeDue(NOON_MS, 1_000, 1);
      await comesAfter(written, taken);
      assert.equal((await taken).length, 1);
    });
    await store.close();
  });
});

Deno.test("SQLite: a transaction that waits for the store itself is given up, and holds up nobody after it", async () => {
  const connection = connectSqlite(sqliteInMemory(), { limitMs: 20 });
  await migrate(connection);
  const store = database(connection, () => NOON_MS);
  const waits = store.transact(async (transaction) => {
    await transaction.put({ incident: incident(1) });
    await store.findCall("CA1");
    await transaction.put({ incident: incident(2) });
  });
  await assert.rejects(waits, /within 20 ms/);
  for (const n of [1, 2]) assert.equal(await store.findIncident(idOf(n)), null);
  await store.close();
});

Deno.test("SQLite: a full disk is named as what it is, and nothing of the transaction stays", async () => {
  const connection = connectSqlite(sqliteInMemory());
  await migrate(connection);
  const store = database(connection, () => NOON_MS);
  await sql.raw("pragma max_page_count = 60").execute(connection.sql);
  const details = { long: "x".repeat(500_000) };
  const put = store.transact(async (transaction) => {
    await transaction.put({ incident: incident(1) });
    await transaction.put({ incident: incident(2, { details }) });
  });
  await assert.rejects(put, /full/);
  assert.equal(await store.findIncident(idOf(1)), null);
  await store.transact((transaction) => transaction.put({ incident: incident(3) }));
  assert.deepEqual(await store.findIncident(idOf(3)), incident(3));
  await store.close();
});

/** Holds back every sync of the log until `written` is called. */
async function onSlowDisk(check: (written: () => void) => Promise<void>): Promise<void> {
  const { sync } = CommitLog.prototype;
  const disk = Promise.withResolvers<void>();
  CommitLog.prototype.sync = () => disk.promise;
  try {
    await check(disk.resolve);
  } finally {
    CommitLog.prototype.sync = sync;
  }
}

/** Checks that `work` is not over before `cause` is called, though it is given time. */
async function comesAfter(cause: () => void, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  work.finally(() => isOver = true);
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(isOver, false);
  cause();
  await work;
}

Deno.test("SQLite: while another process writes, a transaction waits without holding the event loop", async () => {
  await inFolder(async (folder) => {
    const store = await openThreaded(join(folder, "calls.db"));
    const other = new DatabaseSync(join(folder, "calls.db"));
    other.exec("BEGIN IMMEDIATE");
    const number = store.transact((transaction) => transaction.nextNumber(2026));
    // The same thread: had the wait held it, nobody would come to this line before the wait is given up.
    await new Promise((resolve) => setTimeout(resolve, 0));
    other.exec("COMMIT");
    assert.equal(await number, "2026-000001");
    other.close();
    await store.close();
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

Deno.test("SQLite: what cannot be added fails the transaction, whose other writes are undone", async () => {
  const connection = connectSqlite(sqliteInMemory());
  await migrate(connection);
  const event = { type: "a", data: "{}", at_ms: 0 };
  await assert.rejects(
    connection.transact(async (tx) => {
      await tx.insertInto("events").values(event).execute();
      await tx.insertInto("events").values({ ...event, type: null as never }).execute();
    }),
    /NOT NULL/,
  );
  await connection.transact((tx) => tx.insertInto("events").values({ ...event, type: "b" }).execute());
  const kept = await connection.sql.selectFrom("events").select("type").execute();
  assert.deepEqual(kept.map(({ type }) => type), ["b"]);
  await connection.close();
});
