/** A thread with a SQLite file on it, seen from the event loop. */

import { type Answer, errorOf, type Reply, type Request, type Statement } from "./sqlite_access.ts";

/** Starts the thread's program: the module beside this one, which in a bundle has a bundle's name. */
export function startWorker(): Worker {
  const { url } = import.meta;
  return new Worker(new URL(`sqlite_worker${url.slice(url.lastIndexOf("."))}`, url), { type: "module" });
}

/** One thread, until it is closed or ends by itself; then what it was asked fails, and `onEnd` is called. */
export class SqliteThread {
  /** Comes back when the file is open. Rejects when it cannot be, as everything asked then does. */
  readonly opened: Promise<unknown>;
  readonly #worker: Worker;
  /** The questions that are not answered yet, oldest first. */
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];

  constructor(path: string, private readonly onEnd: () => void, start: () => Worker = startWorker) {
    this.#worker = start();
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      const asked = this.#waiting.shift();
      if ("answer" in data) asked?.resolve(data.answer);
      else asked?.reject(errorOf(data.fault));
    };
    this.#worker.onmessageerror = () => this.#end(new Error("Cannot read the answer of the database's thread"));
    this.#worker.onerror = (event) => {
      // Else it would end the process.
      event.preventDefault();
      this.#end(new Error("The database's thread has ended", { cause: event.message }));
    };
    this.opened = this.#send({ kind: "open", path });
    this.opened.catch((error) => this.#end(error));
  }

  /** As `SqliteAccess.ask`. */
  ask(statements: readonly Statement[], isInside: boolean): Promise<Answer> {
    return this.#send({ kind: "ask", statements, isInside });
  }

  /** Comes back when all is answered and the file is closed. */
  async close(): Promise<void> {
    await this.#send({ kind: "close" }).catch(() => {});
    this.#worker.terminate();
  }

  #send(request: Request): Promise<Answer> {
    // First: it throws, and nobody may wait, when a parameter cannot be copied.
    this.#worker.postMessage(request);
    const asked = Promise.withResolvers<Answer>();
    this.#waiting.push(asked);
    return asked.promise;
  }

  #end(why: Error): void {
    this.#worker.terminate();
    this.onEnd();
    for (const asked of this.#waiting.splice(0)) asked.reject(why);
  }
}
