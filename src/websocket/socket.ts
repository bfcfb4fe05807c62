/**
 * A WebSocket client over a connection of our own, so that TCP_NODELAY can be set: Deno's own client leaves Nagle's
 * algorithm on, which makes a caller's voice wait for the vendor's acknowledgements, and the `ws` package pays for
 * Node's streams with every frame.
 */

import { FrameError, FrameReader, type FrameSink } from "./frame_reader.ts";
import { FrameWriter } from "./frame_writer.ts";
import { askUpgrade, HEAD_BYTES, readUpgrade } from "./upgrade.ts";

export interface SocketOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The largest message that is read, bytes. */
  readonly maxMessageBytes: number;
  /** From the dial to the answered handshake, at most, ms. */
  readonly handshakeMs: number;
  /** A server that sends nothing for this long is pinged, and gone when as much again brings nothing, ms; default 5 s. */
  readonly silentMs?: number;
}

export interface SocketListener {
  text(text: string): void;
  binary(): void;
  /** The handshake was answered as it should; the request's id, where the server names it (`x-request-id`). */
  opened?(requestId: string | null): void;
  /** The handshake was answered with another status than 101. Nothing follows. */
  refused(status: number): void;
  /** The connection could not be made, broke, or its peer broke the protocol; `code` as the system names it. Nothing follows. */
  failed(code: string, wasOpen: boolean): void;
  /** The peer closed, or answered our close. 1005: with no code; 1006: without a word. Nothing follows. */
  closed(code: number, reason: string): void;
}

/** A model's server sends something every second while anybody speaks; a pong takes a tenth of one. */
const SILENT_MS = 5_000;

/** A timer this late says that the process stood still: what came meanwhile is read first. */
const STOOD_STILL_MS = 100;

/** An unanswered close is waited for this long, ms. */
const CLOSE_WAIT_MS = 2_000;

/** A server that lets this much wait has no use for one more pong: it only asks, and does not read. */
const PONGS_BYTES = 1024 * 1024;

const ABNORMAL = 1006;

/** Dials at once. */
export class ClientSocket implements FrameSink {
  #state: "connecting" | "open" | "closing" | "over" = "connecting";
  #conn: Deno.Conn | null = null;
  readonly #reader: FrameReader;
  readonly #writer = new FrameWriter();
  #writingBytes = 0;
  #alarm: ReturnType<typeof setTimeout>;
  /** Whether anything has come since it was looked last. */
  #isHeard = false;

  constructor(private readonly options: SocketOptions, private readonly listener: SocketListener) {
    this.#reader = new FrameReader(options.maxMessageBytes);
    this.#alarm = setTimeout(() => this.#fail("ETIMEDOUT"), options.handshakeMs);
    void this.#run();
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Bytes that were sent and that the system has not taken yet. */
  get bufferedBytes(): number {
    return this.#writingBytes + this.#writer.length;
  }

  /** Sends a message; when the socket is not open, it is dropped. */
  send(text: string): void {
    if (this.#state !== "open") return;
    this.#writer.text(text);
    if (this.#writingBytes === 0) void this.#write();
  }

  /** Begins to close; while it dials, gives up. */
  close(code: number): void {
    if (this.#state === "connecting") return this.terminate();
    if (this.#state !== "open") return;
    this.#state = "closing";
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => this.#end(() => this.listener.closed(ABNORMAL, "")), CLOSE_WAIT_MS);
    this.#writer.close(code);
    if (this.#writingBytes === 0) void this.#write();
  }

  /** Is over at once, and tells nothing any more. */
  terminate(): void {
    this.#end(() => {});
  }

  text(text: string): void {
    this.listener.text(text);
  }

  binary(): void {
    this.listener.binary();
  }

  ping(payload: Uint8Array): void {
    if (this.#state !== "open" || this.#writer.length > PONGS_BYTES) return;
    this.#writer.pong(payload);
    if (this.#writingBytes === 0) void this.#write();
  }

  closing(code: number, reason: string): void {
    if (this.#state === "open") {
      this.#writer.close(code === 1005 ? 1000 : code);
      this.#state = "closing";
    }
    const told = () => this.#end(() => this.listener.closed(code, reason));
    if (this.#writingBytes === 0) void this.#write().then(told);
    else told();
  }

  async #run(): Promise<void> {
    try {
      const { key, request } = askUpgrade(this.options.url, this.options.headers);
      const conn = await dial(this.options.url, (conn) => this.#own(conn));
      await writeAll(conn, new TextEncoder().encode(request));
      const early = await this.#upgraded(conn, key);
      if (early === null || this.#state !== "connecting") return;
      clearTimeout(this.#alarm);
      this.#state = "open";
      this.#watch(false);
      for (let at = 0; at < early.length;) at += this.#put(early.subarray(at));
      await this.#read(conn);
    } catch (error) {
      if (error instanceof FrameError && this.#state === "open") await this.#sayWhy(error.closeCode);
      this.#fail(codeOf(error));
    }
  }

  /** Keeps the connection that is being made, so that `terminate` can close it. */
  #own(conn: Deno.Conn): void {
    this.#conn = conn;
    if (this.#state === "over") conn.close();
  }

  /** Reads the handshake's answer; returns what came behind it, null when there is no WebSocket. */
  async #upgraded(conn: Deno.Conn, key: string): Promise<Uint8Array | null> {
    const head = new Uint8Array(HEAD_BYTES);
    for (let end = 0; end < head.length;) {
      const count = await conn.read(head.subarray(end));
      if (count === null) break;
      end += count;
      const text = new TextDecoder("latin1").decode(head.subarray(0, end));
      const headEnd = text.indexOf("\r\n\r\n");
      if (headEnd < 0) continue;
      const answer = readUpgrade(text.slice(0, headEnd), key);
      if (answer === "open") {
        this.listener.opened?.(/\r\nx-request-id: *([\w-]+)/i.exec(text.slice(0, headEnd))?.[1] ?? null);
        return head.slice(headEnd + 4, end);
      }
      if (answer === "invalid") break;
      this.#end(() => this.listener.refused(answer.status));
      return null;
    }
    this.#fail("WS_NO_HANDSHAKE");
    return null;
  }

  async #read(conn: Deno.Conn): Promise<void> {
    while (this.#state !== "over") {
      const count = await conn.read(this.#reader.room());
      if (count === null) return this.#end(() => this.listener.closed(ABNORMAL, ""));
      this.#take(count);
    }
  }

  #put(bytes: Uint8Array): number {
    const room = this.#reader.room();
    const part = bytes.subarray(0, room.length);
    room.set(part);
    this.#take(part.length);
    return part.length;
  }

  /** Looks in a while whether the server is still there; `isAsked`: a ping was sent. */
  #watch(isAsked: boolean): void {
    const ms = this.options.silentMs ?? SILENT_MS;
    const dueMs = performance.now() + ms;
    this.#isHeard = false;
    this.#alarm = setTimeout(() => {
      if (this.#state !== "open") return;
      if (this.#isHeard || performance.now() - dueMs > STOOD_STILL_MS) return this.#watch(false);
      if (isAsked) return this.#fail("WS_SILENT");
      this.#writer.ping();
      if (this.#writingBytes === 0) void this.#write();
      this.#watch(true);
    }, ms);
  }

  #take(count: number): void {
    this.#isHeard = true;
    if (this.#state === "over") return;
    this.#reader.take(count, this);
  }

  async #write(): Promise<void> {
    const conn = this.#conn;
    if (conn === null) return;
    try {
      while (this.#writer.length > 0 && this.#state !== "over") {
        const bytes = this.#writer.take();
        this.#writingBytes = bytes.length;
        for (let at = await conn.write(bytes); at < bytes.length;) at += await conn.write(bytes.subarray(at));
        this.#writingBytes = 0;
      }
    } catch (error) {
      this.#fail(codeOf(error));
    }
  }

  /** A server that broke the protocol is told, if it takes one more frame. */
  async #sayWhy(closeCode: number): Promise<void> {
    if (this.#writingBytes > 0) return;
    this.#writer.close(closeCode);
    await this.#write();
  }

  #fail(code: string): void {
    const wasOpen = this.#state !== "connecting";
    this.#end(() => this.listener.failed(code, wasOpen));
  }

  #end(tell: () => void): void {
    if (this.#state === "over") return;
    this.#state = "over";
    clearTimeout(this.#alarm);
    try {
      this.#conn?.close();
    } catch {
      // TLS being made owns it, and closes it when it fails.
    }
    tell();
  }
}

async function dial(url: URL, own: (conn: Deno.Conn) => void): Promise<Deno.Conn> {
  const isSecure = url.protocol === "wss:";
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const conn = await Deno.connect({ hostname, port: Number(url.port || (isSecure ? 443 : 80)) });
  conn.setNoDelay(true);
  own(conn);
  if (!isSecure) return conn;
  const secure = await Deno.startTls(conn, { hostname });
  own(secure);
  await secure.handshake();
  return secure;
}

async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

function codeOf(error: unknown): string {
  if (error instanceof FrameError) return error.code;
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "Error";
}
