/**
 * One Realtime session over one socket: dials, configures, then carries a call's orders and the model's events.
 *
 * The `ws` client is used because Deno's own leaves Nagle's algorithm on, which makes a caller's voice wait for the
 * vendor's acknowledgements (tens of milliseconds on a real link).
 */

import { Buffer } from "node:buffer";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
// @ts-types="npm:@types/ws@8.18.2"
import WebSocket from "ws";
import type { CallEffect, CallEvent, FaultCode } from "../call/call.ts";
import { MODEL_BUFFER_BYTES, MODEL_MESSAGE_BYTES } from "../call/limits.ts";
import { classifyClose, classifyError, classifyHandshake, type Fault, type VendorError } from "./faults.ts";
import {
  concernsUpdate,
  created,
  type Handshake,
  type Progress,
  refused,
  startHandshake,
  updated,
} from "./handshake.ts";
import type { Json } from "./session.ts";
import { read } from "./wire.ts";
import { type Directions, write } from "./write.ts";

/** A connection attempt takes 100-600 ms; beyond this the network is broken. */
const HANDSHAKE_MS = 5_000;

const GONE: Fault = { code: "connection_lost", row: "1006", isFatal: true };
const UNREACHABLE: Fault = { code: "unreachable", row: "DNS, TCP, TLS", isFatal: true };

export interface ModelSettings {
  /** The full URL, `model=` included. */
  readonly url: URL;
  readonly apiKey: string;
  readonly model: string;
  readonly session: Json;
  readonly directions: Directions;
}

/** What the socket tells: events for the call, and things to count. */
export interface ModelListener {
  event(event: CallEvent): void;
  unknownMessage(why: "json" | "type" | "shape" | "binary"): void;
  benignError(code: string): void;
  /** A refused, mended or failed session, for the operator: the fault, its row of the diagnosis table, what was done. */
  diagnosed(code: FaultCode, row: string, action: string): void;
}

export type ModelEffect = Parameters<typeof write>[0];

export interface ModelSocket {
  /** Sends an order; before the session stands, and after it is gone, it is dropped. */
  perform(effect: ModelEffect): void;
  /** Closes the session; no event comes after it. */
  close(): void;
}

/** Whether an effect is an order to the model. */
export function isModelEffect(effect: CallEffect): effect is ModelEffect {
  switch (effect.type) {
    case "listen":
    case "listen_to_silence":
    case "request_reply":
    case "cancel_reply":
    case "truncate_line":
    case "forget_line":
    case "forget_turn":
    case "answer_tool":
    case "tell_model":
      return true;
    default:
      return false;
  }
}

/** Dials the model. `now` gives the call's own time, ms. */
export function openModel(settings: ModelSettings, listener: ModelListener, now: () => number): ModelSocket {
  const socket = new WebSocket(settings.url, {
    headers: { Authorization: `Bearer ${settings.apiKey}` },
    perMessageDeflate: false,
    maxPayload: MODEL_MESSAGE_BYTES,
    handshakeTimeout: HANDSHAKE_MS,
    createConnection: (options: unknown) => withoutDelay(options, settings.url.protocol === "wss:"),
  });
  const session = new RealtimeSession(socket, settings, listener, now);
  socket.on("message", (data, isBinary) => session.receive(data, isBinary));
  socket.on("unexpected-response", (_request, response) => {
    response.resume();
    session.lose(classifyHandshake(response.statusCode ?? 0), `the handshake was answered with ${response.statusCode}`);
  });
  socket.on("error", (error) => session.failed(error));
  socket.on("close", (code, reason) => session.closed(code, reason.toString().slice(0, 200)));
  return session;
}

class RealtimeSession implements ModelSocket {
  #handshake: Handshake;
  #lastError: VendorError | null = null;
  #isOver = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly settings: ModelSettings,
    private readonly listener: ModelListener,
    private readonly now: () => number,
  ) {
    this.#handshake = startHandshake(settings.session);
  }

  perform(effect: ModelEffect): void {
    if (this.#isOver || this.#handshake.phase !== "ready" || this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > MODEL_BUFFER_BYTES) return this.lose(GONE, "the model takes no more audio");
    this.socket.send(write(effect, this.settings.directions));
  }

  close(): void {
    this.#isOver = true;
    if (this.socket.readyState === WebSocket.CONNECTING) this.socket.terminate();
    else this.socket.close(1000);
  }

  receive(data: WebSocket.RawData, isBinary: boolean): void {
    if (this.#isOver) return;
    if (isBinary) return this.listener.unknownMessage("binary");
    const reading = read(textOf(data), this.now());
    switch (reading.kind) {
      case "event":
        return this.listener.event(reading.event);
      case "created":
        return this.#proceed(created(this.#handshake));
      case "updated":
        return this.#proceed(updated(this.#handshake, reading.session));
      case "error":
        return this.#onError(reading);
      case "unknown":
        return this.listener.unknownMessage(reading.why);
      case "ignored":
    }
  }

  failed(error: Error): void {
    const wasOpen = this.socket.readyState !== WebSocket.CONNECTING && this.#handshake.phase !== "opening";
    this.lose(wasOpen ? GONE : UNREACHABLE, codeOf(error));
  }

  closed(code: number, reason: string): void {
    this.lose(classifyClose(code, reason, this.#lastError), `closed ${code}${reason === "" ? "" : ` ${reason}`}`);
  }

  /** The session is over, for this reason; the first one counts. */
  lose(fault: Fault, detail: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.listener.diagnosed(fault.code, fault.row, detail);
    this.listener.event({ type: "model_lost", atMs: this.now(), code: fault.code, detail });
    this.socket.terminate();
  }

  #proceed(progress: Progress): void {
    this.#handshake = progress.handshake;
    if (progress.send !== null) this.socket.send(JSON.stringify(progress.send));
    const { news } = progress;
    switch (news?.type) {
      case undefined:
        return;
      case "ready":
        return this.listener.event({ type: "model_ready", atMs: this.now(), model: this.settings.model });
      case "lost":
        return this.lose({ code: news.code, row: "F1", isFatal: true }, news.detail);
      case "faulted":
        this.listener.diagnosed(news.code, "F1", news.action);
        this.listener.event({ type: "model_faulted", atMs: this.now(), code: news.code, action: news.action });
    }
  }

  #onError({ error, order, isBenign }: Extract<ReturnType<typeof read>, { kind: "error" }>): void {
    this.#lastError = error;
    if (concernsUpdate(this.#handshake, error)) return this.#proceed(refused(this.#handshake, error));
    const fault = classifyError(error);
    const code = error.code ?? error.type;
    if (fault.isFatal) return this.lose(fault, code);
    if (isBenign) this.listener.benignError(code);
    else this.listener.diagnosed(fault.code, fault.row, code);
    if (order !== null) this.listener.event({ type: "order_refused", atMs: this.now(), order, code });
  }
}

/** Twenty small messages a second must not wait for each other's acknowledgement. */
function withoutDelay(options: unknown, secure: boolean): ReturnType<typeof connectTcp> {
  const to = options as { host: string; port: number; servername?: string };
  if (!secure) {
    const socket = connectTcp({ host: to.host, port: to.port });
    socket.once("connect", () => socket.setNoDelay(true));
    return socket;
  }
  const socket = connectTls({ host: to.host, port: to.port, servername: to.servername ?? to.host });
  socket.once("secureConnect", () => socket.setNoDelay(true));
  return socket;
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
