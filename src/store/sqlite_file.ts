/** A SQLite file: on the event loop while the process starts, then on a thread of its own. */

import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { CommitLog } from "./commit_log.ts";
import { patiently } from "./patience.ts";
import type { Answer, SqliteAccess, Statement } from "./sqlite_access.ts";
import { isBusy, SqliteExecutor } from "./sqlite_executor.ts";
import { SqliteThread, startWorker } from "./sqlite_thread.ts";

/**
 * To make a thread holds the event loop for 16 ms (measured), and a start would wait for it with its migrations: it is
 * made when the start is over, and nobody who called at once has said anything yet that is kept.
 */
const MOVES_AFTER_MS = 1_000;

interface Options {
  /** 0 for a thread from the beginning. */
  readonly movesAfterMs?: number;
  readonly start?: () => Worker;
}

/**
 * Opens the file, its folder included. When its thread ends, what was asked of it fails, the transaction under way with
 * it; the next question starts another.
 */
export class SqliteFile implements SqliteAccess {
  #here: SqliteExecutor | null = null;
  #thread: SqliteThread | null = null;
  #log: CommitLog;
  #moved: Promise<void> = Promise.resolve();
  #isDue = false;
  #closing: Promise<void> | null = null;
  readonly #alarm: ReturnType<typeof setTimeout>;
  readonly #start: () => Worker;

  /** Throws when the file is no database. */
  constructor(private readonly path: string, { movesAfterMs = MOVES_AFTER_MS, start = startWorker }: Options = {}) {
    mkdirSync(dirname(path), { recursive: true });
    this.#start = start;
    this.#log = this.#newLog();
    if (movesAfterMs > 0) this.#here = new SqliteExecutor(path);
    this.#alarm = setTimeout(() => {
      this.#isDue = true;
      this.#move();
    }, movesAfterMs);
  }

  /** Waits up to 5 s while another process writes; inside a transaction none does. */
  ask(statements: readonly Statement[], isInside: boolean): Promise<Answer> {
    if (isInside) return this.#ask(statements, isInside);
    return patiently(() => this.#ask(statements, isInside), isBusy);
  }

  sync(): Promise<void> {
    return this.#log.sync();
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #ask(statements: readonly Statement[], isInside: boolean): Promise<Answer> {
    if (this.#closing !== null) throw new Error("Cannot ask the database: it is closed");
    if (this.#here === null) return await this.#onThread().ask(statements, isInside);
    try {
      return this.#here.ask(statements, isInside);
    } finally {
      if (this.#isDue) this.#move();
    }
  }

  async #close(): Promise<void> {
    clearTimeout(this.#alarm);
    await this.#log.close();
    await this.#moved;
    this.#here?.close();
    await this.#thread?.close();
  }

  /** Not in the middle of a transaction: that one moves when it ends. */
  #move(): void {
    const here = this.#here;
    if (here === null || here.isInTransaction) return;
    this.#here = null;
    // Closed after the thread has opened it: whoever closes a file last moves the log into it, and waits for the disk.
    this.#moved = this.#onThread().opened.then(() => {}, () => {}).then(() => here.close());
  }

  #onThread(): SqliteThread {
    return this.#thread ??= new SqliteThread(this.path, () => this.#lose(), this.#start);
  }

  #lose(): void {
    this.#thread = null;
    // With its last connection the log may have gone; the next one makes another.
    this.#log.close().catch(() => {});
    this.#log = this.#newLog();
  }

  #newLog(): CommitLog {
    return new CommitLog(() => open(`${this.path}-wal`, "r+"));
  }
}
