/** A WebSocket client as the carrier is one: signed handshake, no compression, small packets sent at once. */
import type { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { WebSocket as WsClient } from "ws";

/** The carrier gives up connecting after this long: two TCP attempts of 5 s (PROTOCOLS.md 3.2). */
export const CONNECT_TIMEOUT_MS = 10_000;

/** A peer that does not answer our close within this long is cut off. */
const CLOSE_TIMEOUT_MS = 2_000;

/** The largest message taken: five minutes of audio in one piece, as base64, and room. */
const MESSAGE_BYTES = 4 * 1024 * 1024;

/** An open socket. All methods are safe to call after its end. */
export interface CarrierSocket {
  /** A string goes as a text frame, bytes as a binary frame. */
  send(data: string | Uint8Array): void;
  /** The closing handshake; cut off when it is not answered within 2 s. */
  close(code?: number, reason?: string): void;
  /** The connection is gone, without a word. */
  terminate(): void;
  /** Bytes that the peer has not taken yet. */
  readonly bufferedBytes: number;
}

/** What an open socket reports. Nothing comes after `onClose`; code 1006 is a connection lost without a word. */
export interface SocketHandlers {
  onMessage(data: string | Uint8Array): void;
  onClose(code: number, reason: string): void;
}

/** The handshake did not succeed. */
export class HandshakeFailed extends Error {
  override name = "HandshakeFailed";
  /** Twilio's: 31901 no answer in time, 31902 refused, 31910 TLS, 31920 not answered with 101. */
  readonly code: number;
  /** The HTTP status, when there was one. */
  readonly status: number | null;

  /** A failure with its code and status. */
  constructor(code: number, status: number | null, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The part of the `ws` package's client that is used; it comes without types. */
interface Client {
  on(event: "open", listener: () => void): this;
  on(event: "message", listener: (data: Buffer, isBinary: boolean) => void): this;
  on(event: "close", listener: (code: number, reason: Buffer) => void): this;
  on(event: "error", listener: (error: Error & { code?: string }) => void): this;
  on(event: "unexpected-response", listener: (request: unknown, response: IncomingMessage) => void): this;
  send(data: string | Uint8Array, done: (error?: Error) => void): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  readonly bufferedAmount: number;
  readonly readyState: number;
}

const CLOSED = 3;

/**
 * Connects; messages are reported from the moment the returned promise resolves.
 * @throws HandshakeFailed when the service does not answer with 101 in time.
 */
export function connectSocket(
  url: string,
  headers: Readonly<Record<string, string>>,
  handlers: SocketHandlers,
  timeoutMs = CONNECT_TIMEOUT_MS,
): Promise<CarrierSocket> {
  const client: Client = new WsClient(url, { headers, perMessageDeflate: false, maxPayload: MESSAGE_BYTES });
  return new Promise((resolve, reject) => {
    let phase: "connecting" | "open" | "failed" = "connecting";
    const fail = (code: number, status: number | null, why: string) => {
      if (phase !== "connecting") return;
      phase = "failed";
      clearTimeout(alarm);
      client.terminate();
      reject(new HandshakeFailed(code, status, `Cannot connect to "${url}": ${why}`));
    };
    const alarm = setTimeout(() => fail(31901, null, `no answer within ${timeoutMs} ms`), timeoutMs);
    client.on("unexpected-response", (_, response) => {
      response.resume();
      fail(31920, response.statusCode ?? null, `answered with status ${response.statusCode}, expected 101`);
    });
    client.on("error", (error) => fail(codeOf(error), null, error.message));
    client.on("open", () => {
      clearTimeout(alarm);
      phase = "open";
      resolve(openSocket(client));
    });
    client.on("message", (data, isBinary) => handlers.onMessage(isBinary ? new Uint8Array(data) : data.toString()));
    client.on("close", (code, reason) => {
      if (phase === "open") handlers.onClose(code, reason.toString());
    });
  });
}

function openSocket(client: Client): CarrierSocket {
  let patience: ReturnType<typeof setTimeout> | undefined;
  client.on("close", () => clearTimeout(patience));
  return {
    send: (data) => client.send(data, () => {}),
    close(code, reason) {
      if (client.readyState === CLOSED) return;
      client.close(code, reason);
      patience ??= setTimeout(() => client.terminate(), CLOSE_TIMEOUT_MS);
    },
    terminate: () => client.terminate(),
    get bufferedBytes() {
      return client.bufferedAmount;
    },
  };
}

function codeOf(error: Error & { code?: string }): number {
  if (/cert|tls|ssl/i.test(`${error.code} ${error.message}`)) return 31910;
  return /Unexpected server response|Sec-WebSocket|upgrade/i.test(error.message) ? 31920 : 31902;
}
