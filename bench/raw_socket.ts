/**
 * A WebSocket as light as a load generator needs it: text frames over a bare connection, no library, no events, so that
 * one core can play all callers and the model against a service on the other.
 */

/** Room for what arrives at once. */
const BUFFER_BYTES = 32 * 1024;

export class RawSocket {
  /** Resolves when the connection is over, for whatever reason. */
  readonly closed: Promise<void>;
  #pending: Uint8Array[] = [];
  #isWriting = false;
  #isOver = false;

  /** `heard` gets each text message, unmasked; the bytes are good until it returns. */
  constructor(
    private readonly conn: Deno.Conn,
    private readonly heard: (text: Uint8Array) => void,
    private readonly early: Uint8Array = new Uint8Array(0),
  ) {
    this.closed = this.#read().catch(() => {}).finally(() => this.close());
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends a frame, complete with its header; the bytes must not be changed afterwards. */
  send(frame: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#isWriting) this.#pending.push(frame);
    else void this.#write(frame);
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.conn.close();
  }

  async #write(frame: Uint8Array): Promise<void> {
    this.#isWriting = true;
    try {
      for (let next: Uint8Array | undefined = frame; next !== undefined; next = this.#pending.shift()) {
        for (let at = 0; at < next.length;) at += await this.conn.write(at === 0 ? next : next.subarray(at));
      }
    } catch {
      this.close();
    }
    this.#isWriting = false;
  }

  async #read(): Promise<void> {
    let buffer = new Uint8Array(BUFFER_BYTES);
    buffer.set(this.early);
    for (let end = this.early.length;;) {
      const used = this.#frames(buffer, end);
      if (used > 0) buffer.copyWithin(0, used, end);
      end -= used;
      if (end === buffer.length) {
        const larger = new Uint8Array(2 * end);
        larger.set(buffer);
        buffer = larger;
      }
      const count = await this.conn.read(buffer.subarray(end));
      if (count === null) return;
      end += count;
    }
  }

  #frames(buffer: Uint8Array, end: number): number {
    for (let at = 0;;) {
      if (end - at < 2) return at;
      const short = buffer[at + 1]! & 127;
      const isMasked = buffer[at + 1]! >= 128;
      const head = at + (short === 127 ? 10 : short === 126 ? 4 : 2);
      const start = head + (isMasked ? 4 : 0);
      if (end < start) return at;
      const length = short < 126 ? short : lengthAt(buffer, at + 2, head);
      if (end < start + length) return at;
      if (isMasked) { for (let i = 0; i < length; i++) buffer[start + i]! ^= buffer[head + (i & 3)]!; }
      this.#frame(buffer[at]! & 15, buffer.subarray(start, start + length), isMasked);
      at = start + length;
    }
  }

  #frame(opcode: number, payload: Uint8Array, isServer: boolean): void {
    if (opcode === 1) this.heard(payload);
    else if (opcode === 8) this.send(frame(payload, 8, !isServer));
    else if (opcode === 9) this.send(frame(payload, 10, !isServer));
    if (opcode === 8) queueMicrotask(() => this.close());
  }
}

function lengthAt(buffer: Uint8Array, from: number, to: number): number {
  let length = 0;
  for (let i = from; i < to; i++) length = length * 256 + buffer[i]!;
  return length;
}

/** A frame of a message; a client's is masked, with a key of zeros. */
export function frame(payload: Uint8Array, opcode: number, isMasked: boolean): Uint8Array {
  const head = [128 | opcode];
  const mask = isMasked ? 128 : 0;
  const { length } = payload;
  if (length < 126) head.push(mask | length);
  else if (length < 65_536) head.push(mask | 126, length >> 8, length & 255);
  else head.push(mask | 127, 0, 0, 0, 0, length >>> 24, length >>> 16 & 255, length >>> 8 & 255, length & 255);
  if (isMasked) head.push(0, 0, 0, 0);
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/** Reads up to the empty line that ends an HTTP head; returns it and what came after it. */
export async function readHead(conn: Deno.Conn): Promise<{ head: string; rest: Uint8Array }> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  for (let end = 0; end < buffer.length;) {
    const count = await conn.read(buffer.subarray(end));
    if (count === null) break;
    end += count;
    const text = new TextDecoder("latin1").decode(buffer.subarray(0, end));
    const at = text.indexOf("\r\n\r\n");
    if (at >= 0) return { head: text.slice(0, at), rest: buffer.slice(at + 4, end) };
  }
  throw new Error("Cannot shake hands: the connection ended within the head");
}
