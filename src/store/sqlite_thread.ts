/** A SQLite file on a thread of its own, seen from the event loop. */

import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { CommitLog } from "./commit_log.ts";
import { type Answer, errorOf, type Reply, type Request, type SqliteAccess, type Statement } from "./sqlite_access.ts";

/** One life of the thread, with the log of the file as it was opened then. */
interface Life {
  readonly worker: Worker;
  readonly log: CommitLog;
  /** The questions that are not answered yet, oldest first. */
  readonly waiting: PromiseWithResolvers<Answer>[];
}

/** Starts the thread's program: the module beside this one, which in a bundle has a bundle's name. */
export function startWorker(): Worker {
  const { url } = import.meta;
  return new Worker(new URL(`sqlite_worker${url.slice(url.lastIndexOf("."))}`, url), { type: "module" });
}

/**
 * Opens the file, its folder included; the thread starts at once. When the thread ends by itself, or cannot open the
 * file, what was asked of it fails, the transaction under way with it; the next question starts another.
 */
export class SqliteThread implements SqliteAccess {
  #life: Life | null;
  #isClosed = false;

  constructor(private readonly path: string, private readonly start: () => Worker = startWorker) {
    mkdirSync(dirname(path), { recursive: true });
    this.#life = this.#begin();
  }

  async ask(statements: readonly Statement[], isInside: boolean): Promise<Answer> {
    if (this.#isClosed) throw new Error("Cannot ask the database: it is closed");
    this.#life ??= this.#begin();
    return await send(this.#life, { kind: "ask", statements, isInside });
  }

  async sync(): Promise<void> {
    // What an earlier life committed, SQLite synced when the file was opened again.
    await this.#life?.log.sync();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const life = this.#life;
    this.#life = null;
    if (life === null) return;
    await life.log.close();
    await send(life, { kind: "close" }).catch(() => {});
    life.worker.terminate();
  }

  #begin(): Life {
    const life: Life = {
      worker: this.start(),
      log: new CommitLog(() => open(`${this.path}-wal`, "r+")),
      waiting: [],
    };
    const end = (why: Error) => this.#end(life, why);
    life.worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      const asked = life.waiting.shift();
      if ("answer" in data) asked?.resolve(data.answer);
      else asked?.reject(errorOf(data.fault));
    };
    life.worker.onmessageerror = () => end(new Error("Cannot read the answer of the database's thread"));
    life.worker.onerror = (event) => {
      // Else it would end the process.
      event.preventDefault();
      end(new Error("The database's thread has ended", { cause: event.message }));
    };
    send(life, { kind: "open", path: this.path }).catch(end);
    return life;
  }

  #end(life: Life, why: Error): void {
    if (this.#life === life) this.#life = null;
    life.worker.terminate();
    for (const asked of life.waiting.splice(0)) asked.reject(why);
    life.log.close().catch(() => {});
  }
}

function send({ worker, waiting }: Life, request: Request): Promise<Answer> {
  // Throws, and leaves nobody waiting, when a parameter cannot be copied.
  worker.postMessage(request);
  const asked = Promise.withResolvers<Answer>();
  waiting.push(asked);
  return asked.promise;
}
