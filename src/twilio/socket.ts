/**
 * One media stream over one socket: refuses what is not a call, then carries the caller's audio and the call's orders.
 * Whatever a peer sends, at most its own socket is closed.
 */

import type { CallEvent, FaultCode } from "../call/call.ts";
import {
  CARRIER_BUFFER_BYTES,
  CARRIER_BURST,
  CARRIER_MESSAGE_BYTES,
  CARRIER_MESSAGES_PER_S,
  CARRIER_MISTAKES,
  CARRIER_PING_AFTER_S,
  CARRIER_START_WAIT_MS,
  STREAM_SILENT_MS,
} from "../call/limits.ts";
import { STOOD_STILL_MS } from "../alarm.ts";
import type { Lobby } from "./lobby.ts";
import { type CarrierEffect, read, type StreamStart, writerFor } from "./wire.ts";

/** The call that a stream belongs to. */
export interface StreamListener {
  /** The call's own time, ms since it was opened. */
  now(): number;
  event(event: CallEvent): void;
  /** Something is wrong with the stream itself. */
  fault(code: FaultCode, action: string): void;
}

/** What decides over a stream, and what is told of everything that was refused. */
export interface StreamGate {
  /** Returns the call that `start` proves to belong to, or why it belongs to none. */
  admit(start: StreamStart, carrier: CarrierSocket): StreamListener | { refused: string };
  refused(reason: string): void;
  unknownMessage(): void;
  exception(error: unknown): void;
}

export interface CarrierSocket {
  perform(effect: CarrierEffect): void;
  close(): void;
}

/** Close codes in the range that applications may use; Twilio logs them with its 31921. */
const REFUSED = 4403;
const MISTAKEN = 4400;
const OVERSIZED = 4413;
const FLOODING = 4429;
const SILENT = 4408;

/** After a standstill a live stream's frames are read within this, at a busy house. */
const CAUGHT_UP_MS = 250;

/** Serves one accepted media socket until it closes. `clockMs` is any steady clock. */
export function serveStream(socket: WebSocket, gate: StreamGate, lobby: Lobby, clockMs: () => number): void {
  const stream = new MediaStream(socket, gate, lobby, clockMs);
  socket.onmessage = (message) => stream.receive(message.data);
  socket.onclose = (event) => stream.end(`closed ${event.code}`);
  socket.onerror = () => stream.end("socket error");
}

class MediaStream {
  #call: { readonly streamSid: string; readonly listener: StreamListener } | null = null;
  #isOver = false;
  #hasSpoken = false;
  #closeAlarm: ReturnType<typeof setTimeout> | undefined;
  #mistakes = 0;
  #allowance = CARRIER_BURST;
  #lastAtMs: number;
  #lookDueMs = Infinity;
  /** Before `start`: how long it may take; after it: whether messages still come. */
  #alarm = setTimeout(() => this.#forget("no_start"), CARRIER_START_WAIT_MS);
  readonly #leaveLobby: () => void;

  constructor(
    private readonly socket: WebSocket,
    private readonly gate: StreamGate,
    lobby: Lobby,
    private readonly clockMs: () => number,
  ) {
    this.#lastAtMs = clockMs();
    this.#leaveLobby = lobby.enter(() => this.#forget("crowded_out"));
  }

  /** Takes in one message. Never throws: what goes wrong here closes this socket alone. */
  receive(data: unknown): void {
    // A call that is over has closed the socket: what still comes is nobody's.
    if (this.#isOver || this.socket.readyState !== WebSocket.OPEN) return;
    this.#hasSpoken = true;
    try {
      if (this.#isFlood()) return this.#refuse("flood", FLOODING);
      if (typeof data !== "string") return this.#mistake("binary");
      if (data.length > CARRIER_MESSAGE_BYTES) return this.#refuse("oversized", OVERSIZED);
      this.#read(data);
    } catch (error) {
      this.gate.exception(error);
      this.#refuse("exception", MISTAKEN);
    }
  }

  /** The socket is gone. Never throws. */
  end(why: string): void {
    this.#isOver = true;
    clearTimeout(this.#alarm);
    clearTimeout(this.#closeAlarm);
    this.#leaveLobby();
    const call = this.#call;
    this.#call = null;
    try {
      call?.listener.event({ type: "stream_closed", atMs: call.listener.now(), why });
    } catch (error) {
      this.gate.exception(error);
    }
  }

  #read(text: string): void {
    const reading = read(text, this.#call?.listener.now() ?? 0);
    switch (reading.kind) {
      case "connected":
        return;
      case "unknown":
        return this.gate.unknownMessage();
      case "mistake":
        return this.#mistake(reading.why);
      case "start":
        return this.#begin(reading.start);
      case "event":
        if (this.#call === null) return this.#mistake("before_start");
        if (reading.streamSid !== this.#call.streamSid) return this.#mistake("wrong_stream");
        return this.#call.listener.event(reading.event);
    }
  }

  #begin(start: StreamStart): void {
    if (this.#call !== null) return this.#mistake("second_start");
    const carrier = carrierOver(this.socket, start.streamSid, () => this.#refuse("not_reading", FLOODING));
    const listener = this.gate.admit(start, carrier);
    if ("refused" in listener) return this.#refuse(listener.refused, REFUSED);
    clearTimeout(this.#alarm);
    this.#leaveLobby();
    this.#watch();
    this.#call = { streamSid: start.streamSid, listener };
    listener.event({ type: "stream_started", atMs: listener.now(), streamSid: start.streamSid });
  }

  #mistake(reason: string): void {
    this.gate.refused(reason);
    if (++this.#mistakes >= CARRIER_MISTAKES) this.#refuse("too_many_mistakes", MISTAKEN);
  }

  #refuse(reason: string, code: number): void {
    this.gate.refused(reason);
    if (this.socket.readyState === WebSocket.OPEN) this.socket.close(code, reason);
    this.end(reason);
  }

  /**
   * Has no more to do with a socket that proved nothing. Deno keeps one that it closed until the peer answers, and cuts
   * off one that is open and does not answer a ping: so a mute one is left to that, and closed only if it is still there.
   */
  #forget(reason: string): void {
    this.gate.refused(reason);
    this.end(reason);
    const close = () => this.socket.readyState === WebSocket.OPEN && this.socket.close(REFUSED, reason);
    if (this.#hasSpoken) close();
    else this.#closeAlarm = setTimeout(close, 2 * CARRIER_PING_AFTER_S * 1_000);
  }

  /** Looks now and then whether messages still come: a stream that fell silent is told, and closed. */
  #watch(): void {
    const silentMs = this.clockMs() - this.#lastAtMs;
    if (silentMs < STREAM_SILENT_MS) return this.#watchIn(Math.ceil(STREAM_SILENT_MS - silentMs));
    // Where the process stood still, what the carrier sent meanwhile is read first.
    if (this.clockMs() - this.#lookDueMs > STOOD_STILL_MS) return this.#watchIn(CAUGHT_UP_MS);
    this.#call?.listener.fault("stream_silent", "closed the stream, so that the carrier asks what comes next");
    if (this.socket.readyState === WebSocket.OPEN) this.socket.close(SILENT, "stream_silent");
    this.end("no audio came");
  }

  #watchIn(ms: number): void {
    this.#lookDueMs = this.clockMs() + ms;
    this.#alarm = setTimeout(() => this.#watch(), ms);
  }

  #isFlood(): boolean {
    const atMs = this.clockMs();
    const earned = (atMs - this.#lastAtMs) * CARRIER_MESSAGES_PER_S / 1_000;
    this.#allowance = Math.min(CARRIER_BURST, this.#allowance + earned) - 1;
    this.#lastAtMs = atMs;
    return this.#allowance < 0;
  }
}

function carrierOver(socket: WebSocket, streamSid: string, notReading: () => void): CarrierSocket {
  const write = writerFor(streamSid);
  return {
    perform(effect) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > CARRIER_BUFFER_BYTES) return notReading();
      socket.send(write(effect));
    },
    close() {
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
    },
  };
}
