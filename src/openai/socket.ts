/** One Realtime session over one socket: dials, configures, then carries a call's orders and the model's events. */

import type { CallEffect, CallEvent, FaultCode } from "../call/call.ts";
import { MODEL_BUFFER_BYTES, MODEL_MESSAGE_BYTES } from "../call/limits.ts";
import {
  classifyClose,
  classifyError,
  classifyFailure,
  classifyHandshake,
  type Fault,
  type VendorError,
} from "./faults.ts";
import {
  concernsUpdate,
  created,
  type Handshake,
  type Progress,
  refused,
  startHandshake,
  updated,
} from "./handshake.ts";
import { ClientSocket, type SocketListener } from "../websocket/socket.ts";
import { type Json, livesMs } from "./session.ts";
import { read } from "./wire.ts";
import { type Directions, write } from "./write.ts";

/** A connection attempt takes 100-600 ms; beyond this the network is broken. */
const HANDSHAKE_MS = 5_000;

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
    case "close_turn":
      return true;
    default:
      return false;
  }
}

/** Dials the model. `now` gives the call's own time, ms. */
export function openModel(settings: ModelSettings, listener: ModelListener, now: () => number): ModelSocket {
  return new RealtimeSession(settings, listener, now);
}

class RealtimeSession implements ModelSocket, SocketListener {
  #handshake: Handshake;
  #lastError: VendorError | null = null;
  #livesMs: number | null = null;
  #isOver = false;
  readonly #socket: ClientSocket;

  constructor(
    private readonly settings: ModelSettings,
    private readonly listener: ModelListener,
    private readonly now: () => number,
  ) {
    this.#handshake = startHandshake(settings.session);
    const headers = { Authorization: `Bearer ${settings.apiKey}` };
    const bounds = { maxMessageBytes: MODEL_MESSAGE_BYTES, handshakeMs: HANDSHAKE_MS };
    this.#socket = new ClientSocket({ url: settings.url, headers, ...bounds }, this);
  }

  perform(effect: ModelEffect): void {
    if (this.#isOver || this.#handshake.phase !== "ready" || !this.#socket.isOpen) return;
    if (this.#socket.bufferedBytes > MODEL_BUFFER_BYTES) {
      return this.lose(classifyFailure(true), "the model takes no more audio");
    }
    this.#socket.send(write(effect, this.settings.directions));
  }

  close(): void {
    this.#isOver = true;
    this.#socket.close(1000);
  }

  text(text: string): void {
    if (this.#isOver) return;
    const reading = read(text, this.now());
    switch (reading.kind) {
      case "event":
        return this.listener.event(reading.event);
      case "created":
        return this.#proceed(created(this.#handshake));
      case "updated":
        this.#livesMs = livesMs(reading.session, Date.now());
        return this.#proceed(updated(this.#handshake, reading.session));
      case "error":
        return this.#onError(reading);
      case "unknown":
        return this.listener.unknownMessage(reading.why);
      case "ignored":
    }
  }

  binary(): void {
    if (!this.#isOver) this.listener.unknownMessage("binary");
  }

  refused(status: number): void {
    this.lose(classifyHandshake(status), `the handshake was answered with ${status}`);
  }

  failed(code: string, wasOpen: boolean): void {
    this.lose(classifyFailure(wasOpen), code);
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
    this.#socket.terminate();
  }

  #proceed(progress: Progress): void {
    this.#handshake = progress.handshake;
    if (progress.send !== null) this.#socket.send(JSON.stringify(progress.send));
    const { news } = progress;
    switch (news?.type) {
      case undefined:
        return;
      case "ready":
        return this.listener.event({
          type: "model_ready",
          atMs: this.now(),
          model: this.settings.model,
          ...(this.#livesMs === null ? {} : { livesMs: this.#livesMs }),
        });
      case "lost":
        return this.lose({ code: news.code, row: this.#rowOf(news.code), isFatal: true }, news.detail);
      case "faulted":
        this.listener.diagnosed(news.code, this.#rowOf(news.code), news.action);
        this.listener.event({ type: "model_faulted", atMs: this.now(), code: news.code, action: news.action });
    }
  }

  /** Of a fault that the handshake found: the echo's own, else of the error that refused the update. */
  #rowOf(code: FaultCode): string {
    if (code === "wrong_codec") return "E7";
    if (code === "text_only") return "E4";
    return this.#lastError === null ? "F1" : classifyError(this.#lastError).row;
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

/** A listener that also hears, once it is told, whether a session came to stand (null) or why not. */
export function listening(listener: ModelListener, learn: (fault: FaultCode | null) => void): ModelListener {
  return {
    event(event) {
      if (event.type === "model_ready") learn(null);
      if (event.type === "model_lost") learn(event.code);
      listener.event(event);
    },
    unknownMessage: (why) => listener.unknownMessage(why),
    benignError: (code) => listener.benignError(code),
    diagnosed: (code, row, action) => listener.diagnosed(code, row, action),
  };
}
