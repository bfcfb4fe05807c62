/** SQLite's write-ahead log, made durable apart from the commits. */

import type { FileHandle } from "node:fs/promises";

/** The part of a file that is needed. */
export type LogFile = Pick<FileHandle, "datasync" | "close">;

/**
 * A commit at `synchronous = NORMAL` lies in the log, in the system's memory; a sync of the log after it is what FULL
 * would have done within the commit, one after the other: here one sync serves all commits made before it began, and
 * holds nobody who asks SQLite something else. What a checkpoint moved out of the log, SQLite synced.
 */
export class CommitLog {
  #file: Promise<LogFile> | null = null;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(private readonly open: () => Promise<LogFile>) {}

  /** Comes back when everything committed before the call outlives a loss of power. Throws when the disk fails. */
  sync(): Promise<void> {
    if (this.#running === null) return this.#run();
    // The running sync may have begun before the commit: the one after it has not.
    this.#next ??= this.#running.catch(() => {}).then(() => this.#run());
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#next?.catch(() => {});
    await this.#running?.catch(() => {});
    await (await this.#file?.catch(() => null))?.close();
  }

  #run(): Promise<void> {
    this.#next = null;
    const run = this.#sync().finally(() => {
      if (this.#running === run) this.#running = null;
    });
    this.#running = run;
    return run;
  }

  async #sync(): Promise<void> {
    this.#file ??= this.open();
    let file: LogFile;
    try {
      file = await this.#file;
    } catch (error) {
      this.#file = null;
      throw error;
    }
    await file.datasync();
  }
}
