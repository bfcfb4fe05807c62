/** One media stream for tests: the socket under it, its gate, and messages as Twilio sends them. */

import assert from "node:assert/strict";
import type { CallEvent } from "../../src/call/call.ts";
import { Lobby } from "../../src/twilio/lobby.ts";
import { type CarrierSocket, serveStream, type StreamListener } from "../../src/twilio/socket.ts";
import type { StreamStart } from "../../src/twilio/wire.ts";

export const STREAM = "MZ1";
export const MEDIA = {
  event: "media",
  streamSid: STREAM,
  media: { track: "inbound", timestamp: "0", payload: "/38A" },
};
export const MARK = { event: "mark", streamSid: STREAM, mark: { name: "m" } };
export const START = {
  event: "start",
  streamSid: STREAM,
  start: {
    streamSid: STREAM,
    callSid: "CA1",
    accountSid: "AC1",
    customParameters: { token: "t-1" },
    mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
  },
};

/** The socket's side that `serveStream` sees. */
class Wire {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  sent: unknown[] = [];
  closedWith: [number | undefined, string | undefined] | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code?: number, reason?: string): void {
    assert.ok(this.readyState === WebSocket.OPEN, "a socket is closed twice");
    this.readyState = WebSocket.CLOSING;
    this.closedWith = [code, reason];
  }
}

/** A stream with its gate, whose clock stands still unless it is moved. */
export class Stream implements Disposable {
  readonly wire = new Wire();
  readonly refusals: string[] = [];
  readonly exceptions: unknown[] = [];
  readonly events: CallEvent[] = [];
  readonly starts: StreamStart[] = [];
  unknown = 0;
  nowMs = 0;
  carrier: CarrierSocket | null = null;

  readonly faults: string[] = [];

  constructor(
    private readonly admitted: StreamListener | { refused: string } | null = null,
    lobby: Lobby = new Lobby(Infinity),
  ) {
    const gate = {
      admit: (start: StreamStart, carrier: CarrierSocket) => {
        this.starts.push(start);
        this.carrier = carrier;
        return this.admitted ??
          {
            now: () => 42,
            event: (event: CallEvent) => void this.events.push(event),
            fault: (code: string) => void this.faults.push(code),
          };
      },
      refused: (reason: string) => void this.refusals.push(reason),
      unknownMessage: () => void this.unknown++,
      exception: (error: unknown) => void this.exceptions.push(error),
    };
    serveStream(this.wire as unknown as WebSocket, gate, lobby, () => this.nowMs);
  }

  receives(message: unknown): void {
    this.wire.onmessage?.({
      data: typeof message === "string" || message instanceof ArrayBuffer ? message : JSON.stringify(message),
    });
  }

  /** The socket is gone; without this the alarm for a late `start` would be left behind. */
  [Symbol.dispose](): void {
    this.wire.readyState = WebSocket.CLOSED;
    this.wire.onclose?.({ code: 1000 });
  }
}

/** One that has started. */
export function started(): Stream {
  const stream = new Stream();
  stream.receives({ event: "connected", protocol: "Call", version: "1.0.0" });
  stream.receives(START);
  return stream;
}

/** The types of the events that its call got, in order. */
export function types(stream: Stream): string[] {
  return stream.events.map(({ type }) => type);
}
