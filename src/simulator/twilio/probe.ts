/** A media socket in a test's own hands: any handshake, any frame, and what came back. */
import { newSid } from "./context.ts";
import { reached, signatureHeader } from "./requests.ts";
import type { SignatureKind } from "./requests.ts";
import { connectSocket } from "./socket.ts";
import type { CarrierSocket } from "./socket.ts";

/** A socket to be opened. */
export interface ProbeOptions {
  /** The stream's URL as TwiML gave it: what is signed. */
  url: string;
  /** `publicUrl` and where it really leads, when those differ. */
  publicUrl?: string;
  reachUrl?: string;
  authToken: string;
  /** Default `good`. */
  signature?: SignatureKind;
  /** What is signed instead of `url`, such as the URL with a slash at its end. */
  signedUrl?: string;
}

/** An open media socket, without any behaviour of its own. */
export class MediaProbe {
  /** Text frames received, in order. */
  readonly received: string[] = [];
  /** Resolves when the socket is closed; 1006 is a connection lost. */
  readonly closed: Promise<{ code: number; reason: string }>;
  #socket: CarrierSocket | null = null;
  #resolveClosed: (close: { code: number; reason: string }) => void = () => {};
  #waiting: (() => void)[] = [];

  private constructor() {
    this.closed = new Promise((resolve) => this.#resolveClosed = resolve);
  }

  /** @throws HandshakeFailed with the status, when the service refuses the handshake. */
  static async open(options: ProbeOptions): Promise<MediaProbe> {
    const { url, publicUrl = url, reachUrl, authToken, signature = "good", signedUrl = url } = options;
    const probe = new MediaProbe();
    const headers = signatureHeader(authToken, signedUrl, {}, signature);
    probe.#socket = await connectSocket(reached(url, publicUrl, reachUrl), headers, {
      onMessage: (data) => {
        probe.received.push(typeof data === "string" ? data : `binary, ${data.length} bytes`);
        for (const wake of probe.#waiting.splice(0)) wake();
      },
      onClose: (code, reason) => probe.#resolveClosed({ code, reason }),
    });
    return probe;
  }

  /** Sends text as a text frame, bytes as a binary frame, anything else as JSON. */
  send(data: string | Uint8Array | Readonly<Record<string, unknown>>): void {
    this.#socket?.send(typeof data === "string" || data instanceof Uint8Array ? data : JSON.stringify(data));
  }

  /** The carrier's `start`, right unless parts are replaced; returns its streamSid. */
  start({ accountSid, callSid, parameters = {}, streamSid = newSid("MZ") }: {
    accountSid: string;
    callSid: string;
    parameters?: Readonly<Record<string, string>>;
    streamSid?: string;
  }): string {
    const mediaFormat = { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 };
    const start = { streamSid, accountSid, callSid, tracks: ["inbound"], mediaFormat, customParameters: parameters };
    this.send({ event: "start", sequenceNumber: "1", start, streamSid });
    return streamSid;
  }

  /** Resolves with the first received text frame that holds `text`; a frame that has come already counts. */
  async untilReceived(text: string, deadlineMs: number): Promise<string> {
    const endMs = performance.now() + deadlineMs;
    while (true) {
      const found = this.received.find((frame) => frame.includes(text));
      if (found !== undefined) return found;
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`Waited ${deadlineMs} ms for a frame with ${text}: got ${this.received.length}`);
      await this.#wake(leftMs);
    }
  }

  /** Closes properly, and resolves when that is done. */
  async close(code = 1000): Promise<void> {
    this.#socket?.close(code);
    await this.closed;
  }

  /** Breaks the connection. */
  terminate(): void {
    this.#socket?.terminate();
  }

  async #wake(withinMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const alarm = setTimeout(resolve, withinMs);
      this.#waiting.push(() => {
        clearTimeout(alarm);
        resolve();
      });
    });
  }
}

/**
 * Opens a media socket for tests of what a service refuses.
 * @throws HandshakeFailed with the status, when the service refuses the handshake.
 */
export function openMediaSocket(options: ProbeOptions): Promise<MediaProbe> {
  return MediaProbe.open(options);
}
