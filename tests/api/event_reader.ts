/** A reader of server-sent events over a real socket: it reads what the HTML Living Standard, section 9.2, has. */

import assert from "node:assert/strict";
import { openApi, TOKEN } from "./house.ts";
import { EventTail, SlowReader } from "../../src/api/event_tail.ts";
import type { StreamLimits } from "../../src/api/event_stream.ts";
import { type Database, openMemory } from "../../src/store/store.ts";

export interface Heard {
  readonly id: number;
  readonly type: string;
  // deno-lint-ignore no-explicit-any -- tests look at what they need
  readonly data: any;
}

export class EventReader implements AsyncDisposable {
  #text = "";
  readonly #body: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();

  private constructor(body: ReadableStream<Uint8Array>) {
    this.#body = body.getReader();
  }

  /** Connects, from after an event or from now on. */
  static async connect(address: string, lastEventId?: number): Promise<EventReader> {
    const reader = await EventReader.connectIfFree(address, lastEventId);
    assert.ok(reader !== null, "there is no room for a reader");
    return reader;
  }

  /** The same; null when there are too many readers. */
  static async connectIfFree(address: string, lastEventId?: number): Promise<EventReader | null> {
    const response = await askForEvents(address, lastEventId);
    if (response.status === 503) {
      await response.body?.cancel();
      return null;
    }
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    const reader = new EventReader(response.body!);
    assert.match(await reader.block(), /^retry: \d+$/);
    return reader;
  }

  /** The next event; what has no meaning is skipped. */
  async next(deadlineMs = 2_000): Promise<Heard> {
    for (let block = await this.block(deadlineMs);; block = await this.block(deadlineMs)) {
      if (block === ":") continue;
      const found = block.match(/^id: (\d+)\nevent: ([\w.]+)\ndata: (.*)$/);
      assert.ok(found !== null, block.slice(0, 200));
      return { id: Number(found[1]), type: found[2]!, data: JSON.parse(found[3]!) };
    }
  }

  /** The lines up to the next empty one; `end` when the stream is over. */
  async block(deadlineMs = 2_000): Promise<string> {
    const late = AbortSignal.timeout(deadlineMs);
    const out = Promise.withResolvers<never>();
    const give = () => out.reject(new Error(`Waited ${deadlineMs} ms for something on the event stream`));
    late.addEventListener("abort", give);
    try {
      while (true) {
        const end = this.#text.indexOf("\n\n");
        if (end >= 0) {
          const block = this.#text.slice(0, end);
          this.#text = this.#text.slice(end + 2);
          return block;
        }
        const { done, value } = await Promise.race([this.#body.read(), out.promise]);
        if (done) return "end";
        this.#text += this.#decoder.decode(value, { stream: true });
      }
    } finally {
      late.removeEventListener("abort", give);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#body.cancel();
  }
}

/** Asks for the event stream. */
export function askForEvents(address: string, lastEventId?: number | string): Promise<Response> {
  const resumed: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
  return fetch(`${address}/events`, { headers: { authorization: `Bearer ${TOKEN}`, ...resumed } });
}

export interface Station {
  readonly address: string;
  readonly tail: EventTail;
  /** Writes of this process wake readers. */
  readonly store: Database;
  /** As another process would write: nobody is woken. */
  readonly elsewhere: Database;
  /** How often the log was asked for events. */
  looks(): number;
}

/** The API behind a real socket. */
export async function onAir(
  check: (station: Station) => Promise<void>,
  streams?: StreamLimits,
): Promise<void> {
  const elsewhere = await openMemory();
  let looks = 0;
  const eventsAfter: Database["eventsAfter"] = (id, limit) => (looks += 1, elsewhere.eventsAfter(id, limit));
  const tail = new EventTail({ ...elsewhere, eventsAfter }, (error) => {
    throw error;
  });
  const store = tail.watching(elsewhere);
  const app = openApi(store, { tail, ...streams === undefined ? {} : { streams } });
  const failures: unknown[] = [];
  const onError = (error: unknown) => {
    if (!(error instanceof SlowReader)) failures.push(error);
    return new Response(null, { status: 500 });
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {}, onError }, app.fetch);
  try {
    await check({ address: `http://127.0.0.1:${server.addr.port}`, tail, store, elsewhere, looks: () => looks });
  } finally {
    await tail.close();
    await server.shutdown();
    await elsewhere.close();
  }
  assert.deepEqual(failures, []);
}

/** Writes events that are known by their number. */
export function happen(store: Database, ...numbers: readonly number[]): Promise<void> {
  return store.transact((tx) => tx.put({ events: numbers.map((n) => ({ type: "alarm", data: { n } })) }));
}
