/**
 * The simulated OpenAI Realtime API on loopback. The `ws` server is used because a peer must be able to close with 1001,
 * to vanish without a close and to answer a handshake with anything, which Deno's own does not offer.
 */

import type { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
// @ts-types="npm:@types/ws@8.18.2"
import { type WebSocket, WebSocketServer } from "ws";
import { admit, type Handshake } from "./admission.ts";
import type { Mind } from "./mind.ts";
import { answerModels, MODELS_PATH } from "./models.ts";
import { type Faults, MODELS, type OpenAIOptions, type Timing, timingOf } from "./options.ts";
import { SimulatedSession } from "./simulated_session.ts";
import { Waits } from "./waits.ts";

const PATH = "/v1/realtime";

/** An append of 15 MiB as base64, and room. */
const MESSAGE_BYTES = 21 * 1024 * 1024;

/** A peer that does not answer our close within this long is cut off, ms. */
const CLOSE_WAIT_MS = 2_000;

/** A session that is refused hears nothing and says nothing. */
const MINDLESS: Mind = { hear: () => "", reply: () => ({ fault: "empty" }) };

/** An attempt to connect. */
export interface Attempt extends Handshake {
  readonly atMs: number;
  /** The HTTP status that it was answered with; null: it never was. */
  readonly status: number | null;
}

/** The simulated API. */
export interface SimulatedOpenAI {
  /** `ws://127.0.0.1:PORT/v1/realtime`, without a model. */
  readonly url: string;
  /** `http://127.0.0.1:PORT/v1`, the REST API's base. */
  readonly apiUrl: string;
  /** Every attempt to connect, in order. */
  readonly attempts: readonly Attempt[];
  /** Every session that was opened, in order, the refused ones too. */
  readonly sessions: readonly SimulatedSession[];
  /** The session of this index, as soon as it is open. @throws Error when it is not within `deadlineMs`. */
  untilSession(index: number, deadlineMs: number): Promise<SimulatedSession>;
  /** Resolves when `probe` is true, looked at when an attempt comes. @throws Error when it is not within `deadlineMs`. */
  until(probe: () => boolean, deadlineMs: number, what: string): Promise<void>;
  /** What the minds did wrong so far; a test that expects it takes it, else `close` throws. */
  takeProblems(): string[];
  /** Cuts every session off and stops. @throws Error when a mind did wrong. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the simulated API on loopback. */
export async function startOpenAI(options: OpenAIOptions): Promise<SimulatedOpenAI> {
  const simulator = new Simulator(options);
  await simulator.listen(options.port ?? 0);
  return simulator;
}

class Simulator implements SimulatedOpenAI {
  readonly attempts: Attempt[] = [];
  readonly sessions: SimulatedSession[] = [];
  readonly #options: OpenAIOptions;
  readonly #timing: Timing;
  readonly #waits = new Waits();
  readonly #http: Server = createServer((request, response) => this.#answerPlain(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MESSAGE_BYTES });
  readonly #unanswered = new Set<Duplex>();
  #takenProblems = 0;

  constructor(options: OpenAIOptions) {
    this.#options = options;
    this.#timing = timingOf(options);
    this.#http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => {});
      this.#onUpgrade(request, socket, head);
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}${PATH}`;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/v1`;
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(port, "127.0.0.1", resolve);
    });
  }

  async untilSession(index: number, deadlineMs: number): Promise<SimulatedSession> {
    await this.until(() => this.sessions.length > index, deadlineMs, `session ${index}`);
    return this.sessions[index]!;
  }

  until(probe: () => boolean, deadlineMs: number, what: string): Promise<void> {
    return this.#waits.until(probe, deadlineMs, what);
  }

  takeProblems(): string[] {
    const problems = this.sessions.flatMap((session) => session.problems);
    const fresh = problems.slice(this.#takenProblems);
    this.#takenProblems = problems.length;
    return fresh;
  }

  async close(): Promise<void> {
    this.#waits.end("the simulator was closed");
    for (const socket of this.#unanswered) socket.destroy();
    for (const session of this.sessions) if (session.closed === null) session.drop();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    const stopped = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await stopped;
    const problems = this.takeProblems();
    if (problems.length > 0) throw new Error(`The simulated API was used wrongly: ${problems.join("; ")}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const handshake = handshakeOf(request);
    const attempt = this.attempts.length;
    const faults = this.#options.faults?.(attempt) ?? {};
    const status = handshake.url.pathname === PATH ? faults.status ?? 101 : 404;
    this.attempts.push({ ...handshake, atMs: performance.now(), status: faults.isUnanswered === true ? null : status });
    if (faults.isUnanswered === true) {
      this.#unanswered.add(socket);
      socket.on("close", () => this.#unanswered.delete(socket));
      // Read from, so that the end of its peer is noticed.
      socket.resume();
    } else if (status !== 101) socket.end(answer(status));
    else {
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#open(client, handshake, attempt, faults));
    }
    this.#waits.look();
  }

  #open(client: WebSocket, handshake: Handshake, attempt: number, faults: Faults): void {
    const { apiKey, models, mind } = this.#options;
    const admission = admit(handshake, { apiKey, models: models ?? MODELS });
    let patience: ReturnType<typeof setTimeout> | undefined;
    const session = new SimulatedSession({
      index: this.sessions.length,
      attempt,
      handshake,
      model: "model" in admission ? admission.model : handshake.url.searchParams.get("model") ?? "",
      mind: "model" in admission && faults.refusal === undefined ? mind() : MINDLESS,
      timing: this.#timing,
      faults,
      pipe: {
        send: (text) => client.send(text, () => {}),
        close(code, reason) {
          client.close(code, reason);
          patience ??= setTimeout(() => client.terminate(), CLOSE_WAIT_MS);
        },
        terminate: () => client.terminate(),
      },
    });
    client.on("message", (data: Buffer, isBinary: boolean) => session.receive(isBinary ? data : data.toString()));
    client.on("error", () => {});
    client.on("close", (code: number, reason: Buffer) => {
      clearTimeout(patience);
      session.onClose(code, reason.toString());
    });
    this.sessions.push(session);
    if ("model" in admission) session.open();
    else session.refuse(admission.complaint, admission.closeCode);
    this.#waits.look();
  }

  /** The list of models; at other addresses whoever asks without an upgrade reads why the last attempt failed. */
  #answerPlain(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === MODELS_PATH) return answerModels(request, response, this.#options);
    const status = this.attempts.at(-1)?.status ?? 426;
    response.writeHead(status === 101 ? 426 : status, { "content-type": "application/json" }).end(bodyOf(status));
  }
}

function handshakeOf(request: IncomingMessage): Handshake {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return { url: new URL(request.url ?? "/", "ws://127.0.0.1"), headers: Object.fromEntries(headers) };
}

function answer(status: number): string {
  const body = bodyOf(status);
  return `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n` +
    `Connection: close\r\n\r\n${body}`;
}

function bodyOf(status: number): string {
  return JSON.stringify({ error: { type: "invalid_request_error", code: null, message: `Status ${status}.` } });
}
