/** A records system that receives webhooks, on loopback: checks every signature as receivers do, keeps what came. */

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { Watch } from "./watch.ts";

/** One attempt that arrived and was signed right. */
export interface Delivery {
  /** `webhook-id`: the same in every attempt. */
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  // deno-lint-ignore no-explicit-any -- whoever looks knows what they expect
  readonly data: any;
  readonly headers: Readonly<Record<string, string>>;
  readonly atMs: number;
}

/** What the receiver answers: a status, and headers with it. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers so much later. */
  readonly afterMs?: number;
}

export interface ReceiverOptions {
  /** `whsec_…`: whatever is not signed with it gets 401. */
  readonly secret: string;
  /** Decides on each attempt; default 204. */
  readonly reply?: (delivery: Delivery, attempts: readonly Delivery[]) => Reply;
}

export class Receiver {
  /** Every attempt, in the order of arrival. */
  readonly deliveries: Delivery[] = [];
  /** Attempts whose signature, id or timestamp was wrong. */
  refused = 0;
  readonly #watch = new Watch();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(private readonly server: Server, readonly url: string) {}

  /** The first attempt of each message, in order. */
  get messages(): readonly Delivery[] {
    const seen = new Set<string>();
    return this.deliveries.filter(({ id }) => !seen.has(id) && seen.add(id));
  }

  /** Comes back when `isThere` says so of what has come. Throws after `deadlineMs`. */
  until(isThere: (receiver: Receiver) => boolean, deadlineMs: number, what: string): Promise<void> {
    return this.#watch.until(() => isThere(this), deadlineMs, what);
  }

  /** Takes note of an attempt. */
  arrived(delivery: Delivery): void {
    this.deliveries.push(delivery);
    this.#watch.look();
  }

  /** Answers after a while, unless it is closed before. */
  later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Starts one on a free port. */
export async function startReceiver({ secret, reply = () => ({ status: 204 }) }: ReceiverOptions): Promise<Receiver> {
  const webhook = new Webhook(secret);
  const server = createServer((request, response) => {
    textOf(request).then((body) => {
      const delivery = verified(webhook, request, body);
      if (delivery === null) {
        receiver.refused++;
        return response.writeHead(401).end();
      }
      receiver.arrived(delivery);
      const { status, headers = {}, afterMs = 0 } = reply(delivery, receiver.deliveries);
      const answer = () => void response.writeHead(status, { ...headers }).end();
      if (afterMs > 0) receiver.later(afterMs, answer);
      else answer();
    }, () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver = new Receiver(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`);
  return receiver;
}

function verified(webhook: Webhook, request: IncomingMessage, body: string): Delivery | null {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  try {
    const { type, timestamp, data } = webhook.verify(body, headers) as {
      type: string;
      timestamp: string;
      data: unknown;
    };
    const isRight = request.method === "POST" && typeof type === "string" && !Number.isNaN(Date.parse(timestamp)) &&
      data !== undefined && headers["content-type"] === "application/json";
    return isRight ? { id: headers["webhook-id"]!, type, timestamp, data, headers, atMs: Date.now() } : null;
  } catch {
    return null;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of request) text += decoder.decode(piece, { stream: true });
  return text;
}
