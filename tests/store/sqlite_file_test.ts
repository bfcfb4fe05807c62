/** A SQLite file's way from the event loop to its thread, and what happens when the thread ends. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { SqliteExecutor } from "../../src/store/sqlite_executor.ts";
import { SqliteFile } from "../../src/store/sqlite_file.ts";
import { startWorker } from "../../src/store/sqlite_thread.ts";
import { eventually, ownFolder } from "../support/folder.ts";

const plain = (sql: string, ...parameters: (string | number | null)[]) => ({ sql, parameters });
const TABLE = [plain("create table if not exists words (word text primary key)")];
const word = (text: string) => [plain("insert into words values (?)", text)];
const WORDS = [plain("select word from words order by word")];
const BEGIN = plain("begin immediate");

/** Counts the threads that are started; `last` is the newest. */
function threads(program?: () => Worker) {
  const started: Worker[] = [];
  const start = () => {
    started.push((program ?? startWorker)());
    return started.at(-1)!;
  };
  return { started, start };
}

async function inFile(check: (path: string) => Promise<void>): Promise<void> {
  await using folder = await ownFolder();
  await check(`${folder.path}/words.db`);
}

async function wordsIn(file: SqliteFile): Promise<unknown[]> {
  return (await file.ask(WORDS, false)).rows.map((row) => (row as { word: string }).word);
}

Deno.test("a file is on the event loop first, and moves to a thread with all that was written", async () => {
  await inFile(async (path) => {
    const { started, start } = threads();
    const file = new SqliteFile(path, { movesAfterMs: 1, start });
    await file.ask(TABLE, false);
    await file.ask(word("a"), false);
    assert.equal(started.length, 0);
    await eventually(() => started.length === 1, "the thread");
    await file.ask(word("b"), false);
    assert.deepEqual(await wordsIn(file), ["a", "b"]);
    await file.sync();
    await file.close();
  });
});

Deno.test("a transaction that is under way when the file should move ends where it began", async () => {
  await inFile(async (path) => {
    const { started, start } = threads();
    const file = new SqliteFile(path, { movesAfterMs: 1, start });
    await file.ask(TABLE, false);
    await file.ask([BEGIN, ...word("a")], false);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    await file.ask(word("b"), true);
    assert.equal(started.length, 0);
    await file.ask([plain("commit")], true);
    assert.equal(started.length, 1);
    assert.deepEqual(await wordsIn(file), ["a", "b"]);
    await file.close();
  });
});

Deno.test("a file that is never asked, or closed before it moves, starts no thread and closes twice", async () => {
  await inFile(async (path) => {
    const { started, start } = threads();
    const file = new SqliteFile(path, { start });
    await Promise.all([file.close(), file.close()]);
    await assert.rejects(file.ask(WORDS, false), /it is closed/);
    assert.equal(started.length, 0);
  });
});

Deno.test("an error of the thread has SQLite's code and message", async () => {
  await inFile(async (path) => {
    const file = new SqliteFile(path, { movesAfterMs: 0 });
    await file.ask(TABLE, false);
    await file.ask(word("a"), false);
    await assert.rejects(file.ask(word("a"), false), { code: "ERR_SQLITE_ERROR", errcode: 1555, message: /UNIQUE/ });
    await assert.rejects(file.ask([plain("no sql")], false), /syntax error/);
    await file.close();
  });
});

Deno.test("a thread that ends fails what it was asked, and the transaction with it; the next question heals", async () => {
  await inFile(async (path) => {
    const { started, start } = threads();
    const file = new SqliteFile(path, { movesAfterMs: 0, start });
    await file.ask(TABLE, false);
    await file.ask([BEGIN, ...word("lost")], false);
    const asked = file.ask(WORDS, true);
    started[0]!.dispatchEvent(new ErrorEvent("error", { message: "out of memory", cancelable: true }));
    await assert.rejects(asked, /thread has ended/);
    await assert.rejects(file.ask(word("stray"), true), /given it up/);
    await file.ask([plain("rollback")], true);
    assert.deepEqual(await wordsIn(file), []);
    assert.equal(started.length, 2);
    await file.ask(word("kept"), false);
    await file.sync();
    await file.close();
    assert.equal(rowsIn(path), 1);
  });
});

Deno.test("a thread that throws by itself ends neither the process nor the file", async () => {
  await inFile(async (path) => {
    const faulty = () => new Worker("data:text/javascript,throw new Error('broken')", { type: "module" });
    const programs = [faulty, startWorker];
    const file = new SqliteFile(path, { movesAfterMs: 0, start: () => programs.shift()!() });
    await assert.rejects(file.ask(TABLE, false), ({ message, cause }: Error) => {
      return /thread has ended/.test(message) && /broken/.test(String(cause));
    });
    await file.ask(TABLE, false);
    assert.deepEqual(await wordsIn(file), []);
    await file.close();
  });
});

Deno.test("a statement of a transaction that SQLite has ended is refused, and a rollback of it is done already", () => {
  const executor = new SqliteExecutor(":memory:");
  executor.ask(TABLE, false);
  assert.throws(() => executor.ask(word("stray"), true), /given it up/);
  executor.ask([plain("rollback")], true);
  assert.deepEqual(executor.ask(WORDS, false).rows, []);
  executor.close();
});

function rowsIn(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db.prepare("select word from words").all().length;
  } finally {
    db.close();
  }
}
