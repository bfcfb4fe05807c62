/** One reader of the event stream (server-sent events, HTML Living Standard, section 9.2). */

import type { LoggedEvent } from "../store/ports.ts";
import { type EventTail, SlowReader } from "./event_tail.ts";

export interface StreamLimits {
  /** Readers at once. */
  readonly readers: number;
  /** A line without a meaning is sent this often: proxies close what is silent, and a reader that is gone shows. */
  readonly heartbeatMs: number;
  /** Bytes that wait for a reader, and how long they may: who is slower is dropped, and comes back where it was. */
  readonly bufferBytes: number;
  readonly slowMs: number;
}

export const STREAMS: StreamLimits = { readers: 64, heartbeatMs: 15_000, bufferBytes: 262_144, slowMs: 15_000 };

/** A reader that lost its connection comes back after this long. */
const BACK_AFTER_MS = 1_000;

const encoder = new TextEncoder();

/** The events after an id, as long as the reader reads. `left` is called once when it does not any more. */
export async function eventStream(
  tail: EventTail,
  afterId: number | null,
  limits: StreamLimits,
  left: () => void,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const reader = new Reader(tail, limits, left);
  const leave = await tail.follow(() => reader.wake());
  // An id from the future is of another database: what is new in this one would never come.
  reader.begin(Math.min(afterId ?? tail.newest, tail.newest), leave);
  const strategy = { highWaterMark: limits.bufferBytes, size: (chunk: Uint8Array) => chunk.byteLength };
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => void reader.run(controller),
    pull: () => reader.roomIsThere(),
    cancel: () => reader.end(),
  }, strategy);
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

class Reader {
  #cursor = 0;
  #leave = () => {};
  #isOver = false;
  #wake = Promise.withResolvers<void>();
  #room = Promise.withResolvers<void>();

  constructor(
    private readonly tail: EventTail,
    private readonly limits: StreamLimits,
    private readonly left: () => void,
  ) {}

  begin(cursor: number, leave: () => void): void {
    this.#cursor = cursor;
    this.#leave = leave;
    this.tail.end.addEventListener("abort", this.end);
    if (this.tail.end.aborted) this.end();
  }

  wake(): void {
    this.#wake.resolve();
  }

  roomIsThere(): void {
    this.#room.resolve();
  }

  /** Nobody reads any more, or the service stops. */
  readonly end = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.tail.end.removeEventListener("abort", this.end);
    this.#leave();
    this.left();
    this.#wake.resolve();
    this.#room.resolve();
  };

  /** Sends until it is over. */
  async run(controller: Controller): Promise<void> {
    try {
      this.#send(controller, `retry: ${BACK_AFTER_MS}\n\n`);
      while (!this.#isOver) await this.#step(controller);
      controller.close();
    } catch (error) {
      this.end();
      // Dropped: what waits for it is thrown away, and its connection is cut.
      controller.error(error);
    }
  }

  async #step(controller: Controller): Promise<void> {
    // Made before the log is read: what happens meanwhile is not slept through.
    this.#wake = Promise.withResolvers();
    const events = await this.tail.after(this.#cursor);
    for (const event of events) {
      await this.#hasRoom(controller);
      if (this.#isOver) return;
      this.#send(controller, textOf(event));
      this.#cursor = event.id;
    }
    if (events.length > 0 || this.#isOver || await within(this.limits.heartbeatMs, this.#wake.promise)) return;
    await this.#hasRoom(controller);
    if (!this.#isOver) this.#send(controller, ":\n\n");
  }

  #send(controller: Controller, text: string): void {
    this.#room = Promise.withResolvers();
    controller.enqueue(encoder.encode(text));
  }

  /** Comes back when there is room for more. Throws when the reader is too slow. */
  async #hasRoom(controller: Controller): Promise<void> {
    if (this.#isOver || (controller.desiredSize ?? 0) > 0) return;
    if (!await within(this.limits.slowMs, this.#room.promise)) {
      throw new SlowReader();
    }
  }
}

function textOf({ id, type, data }: LoggedEvent): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Whether a promise is fulfilled in time. */
async function within(ms: number, promise: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => timer = setTimeout(resolve, ms, false));
  const isInTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return isInTime;
}
