/** A vendor in the test's hands: a real WebSocket server on loopback that does what it is told, and what we hear of it. */

import assert from "node:assert/strict";
import type { CallEvent } from "../../src/call/call.ts";
import { type ModelListener, type ModelSettings, type ModelSocket, openModel } from "../../src/openai/socket.ts";
import { sessionFor } from "../../src/openai/session.ts";
import { clientEventProblems } from "../support/schema.ts";

/** Anything that takes longer on loopback will not come. */
const DEADLINE_MS = 5_000;

export const SESSION = sessionFor({
  instructions: "Be brief.",
  voice: "marin",
  transcriptionModel: "gpt-transcribe",
  tools: [],
});

export const CREATED = { type: "session.created", session: { type: "realtime" } };

/** What happened, in order; waited for, not slept for. */
export class Log<T> {
  readonly entries: T[] = [];
  #waiting: (() => void)[] = [];

  add(entry: T): void {
    this.entries.push(entry);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** The first entry, past or to come, that is wanted. Throws when it does not come. */
  async until(wanted: (entry: T) => boolean, what = "it"): Promise<T> {
    const endMs = performance.now() + DEADLINE_MS;
    for (;;) {
      const found = this.entries.find(wanted);
      if (found !== undefined) return found;
      const leftMs = endMs - performance.now();
      assert.ok(leftMs > 0, `Waited for ${what} in vain; came: ${JSON.stringify(this.entries).slice(0, 2_000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
  }
}

/** One notice that the socket gave: an event of the call, or something to count. */
export type Notice =
  | CallEvent
  | { type: "unknown"; why: string }
  | { type: "benign"; code: string }
  | { type: "diagnosed"; code: string; row: string; action: string };

/** Dials `url`; notices land in the log. */
export function dial(url: string, more: Partial<ModelSettings> = {}): { model: ModelSocket; notices: Log<Notice> } {
  const notices = new Log<Notice>();
  const listener: ModelListener = {
    event: (event) => notices.add(event),
    unknownMessage: (why) => notices.add({ type: "unknown", why }),
    benignError: (code) => notices.add({ type: "benign", code }),
    diagnosed: (code, row, action) => notices.add({ type: "diagnosed", code, row, action }),
  };
  const settings = { url: new URL(url), apiKey: "sk-test", model: "m1", session: SESSION, directions: () => undefined };
  return { model: openModel({ ...settings, ...more }, listener, () => 7), notices };
}

/** Events of the call by their type, in order. */
export function eventsOf(notices: Log<Notice>): string[] {
  return notices.entries.map(({ type }) => type);
}

export interface Vendor extends AsyncDisposable {
  readonly url: string;
  /** The headers of each dial. */
  readonly dials: Headers[];
  /** What the client sent, each checked against the published schema. */
  readonly received: Log<{ type: string; [key: string]: unknown }>;
  /** The client's socket closed, with this code. */
  readonly closed: Log<number>;
  /** The latest client's socket. */
  socket(): WebSocket;
  send(...frames: object[]): void;
}

/** Starts it. `opened` greets a client; `answer` gives the frames that answer a message of its own. */
export function startVendor(
  answer: (message: { type: string; session?: unknown; event_id?: string }) => object[] = echoUpdate,
  opened: object[] = [CREATED],
): Vendor {
  const dials: Headers[] = [];
  const received: Vendor["received"] = new Log();
  const closed = new Log<number>();
  let latest: WebSocket | undefined;
  const send = (...frames: object[]) => frames.forEach((frame) => latest?.send(JSON.stringify(frame)));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    dials.push(new Headers(request.headers));
    const { socket, response } = Deno.upgradeWebSocket(request);
    latest = socket;
    socket.onopen = () => send(...opened);
    socket.onclose = ({ code }) => closed.add(code);
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      assert.deepEqual(clientEventProblems(message), []);
      received.add(message);
      send(...answer(message));
    };
    return response;
  });
  return {
    url: `ws://127.0.0.1:${server.addr.port}/v1/realtime?model=m1`,
    dials,
    received,
    closed,
    socket: () => latest!,
    send,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await turn();
    },
  };
}

/** Lets the client's own sockets notice that their connections are closed. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Takes every update as it is. */
export function echoUpdate(message: { type: string; session?: unknown }): object[] {
  return message.type === "session.update" ? [{ type: "session.updated", session: message.session }] : [];
}

/** A model whose session stands. */
export async function readyModel(vendor: Vendor): Promise<{ model: ModelSocket; notices: Log<Notice> }> {
  const dialed = dial(vendor.url);
  await dialed.notices.until(({ type }) => type === "model_ready", "a session");
  return dialed;
}
