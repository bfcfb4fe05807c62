/**
 * The frames that a WebSocket server sends, RFC 6455 section 5, read strictly: no extensions, so no reserved bits.
 * Pure: bytes in, messages out.
 */

/** What a server's frames come to. */
export interface FrameSink {
  text(text: string): void;
  binary(): void;
  ping(payload: Uint8Array): void;
  closing(code: number, reason: string): void;
}

/** The server broke the protocol, or went beyond a bound: the connection fails with this close code. */
export class FrameError extends Error {
  override readonly name = "FrameError";

  constructor(readonly closeCode: number, readonly code: string) {
    super(`Cannot read what the server sent: ${code}`);
  }
}

export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Code of a close frame that names none (RFC 6455, 7.4.1). */
const NO_CODE = 1005;

/** A piece of a reply with its JSON is 400 bytes; what is larger finds its room and gives it back. */
const ROOM_BYTES = 4 * 1024;

/** A message comes whole, or in a few fragments: each is kept apart, however little is in it. */
const MESSAGE_FRAGMENTS = 4_096;

/** Reads a server's frames out of the bytes of a connection. */
export class FrameReader {
  #buffer = new Uint8Array(ROOM_BYTES);
  #end = 0;
  #parts: Uint8Array[] = [];
  #partsBytes = 0;
  #partsOpcode = 0;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  constructor(private readonly maxMessageBytes: number) {}

  /** Where the next bytes of the connection belong. */
  room(): Uint8Array {
    return this.#buffer.subarray(this.#end);
  }

  /** Reads the frames that `count` more bytes complete. Throws FrameError; then there is nothing more to be read. */
  take(count: number, sink: FrameSink): void {
    this.#end += count;
    let at = 0;
    for (let next = this.#frame(at, sink); next > at; next = this.#frame(at, sink)) at = next;
    const left = this.#end - at;
    if (left === 0) this.#buffer = this.#buffer.length > ROOM_BYTES ? new Uint8Array(ROOM_BYTES) : this.#buffer;
    else if (at > 0) this.#buffer.copyWithin(0, at, this.#end);
    this.#end = left;
  }

  /** Reads one frame at `at` and returns where it ends, or `at` when it is not complete. */
  #frame(at: number, sink: FrameSink): number {
    const buffer = this.#buffer;
    const has = this.#end - at;
    if (has < 2) return at;
    const first = buffer[at]!;
    const short = buffer[at + 1]!;
    if ((first & 0x70) !== 0) throw new FrameError(1002, "WS_RESERVED_BITS");
    if (short > 127) throw new FrameError(1002, "WS_MASKED");
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (has < head) return at;
    const length = short < 126 ? short : short === 126 ? buffer[at + 2]! << 8 | buffer[at + 3]! : this.#length(at + 2);
    if (length + this.#partsBytes > this.maxMessageBytes) throw new FrameError(1009, "WS_MESSAGE_TOO_BIG");
    if (has < head + length) {
      this.#reserve(head + length);
      return at;
    }
    const start = at + head;
    this.#deliver(first & 15, first > 127, buffer.subarray(start, start + length), sink);
    return start + length;
  }

  #length(at: number): number {
    const length = new DataView(this.#buffer.buffer).getBigUint64(at);
    return length > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(length);
  }

  /** Room for a frame that is on its way, wherever in the buffer it begins. */
  #reserve(bytes: number): void {
    if (this.#buffer.length >= 2 * bytes) return;
    const larger = new Uint8Array(Math.max(2 * bytes, 2 * this.#buffer.length));
    larger.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = larger;
  }

  #deliver(opcode: number, isFinal: boolean, payload: Uint8Array, sink: FrameSink): void {
    if (opcode === OPCODES.text && isFinal && this.#partsOpcode === 0) return sink.text(this.#text(payload));
    if (opcode >= OPCODES.close) return this.#control(opcode, isFinal, payload, sink);
    const isNext = opcode === OPCODES.continuation;
    if (opcode > OPCODES.binary || isNext !== (this.#partsOpcode !== 0)) throw new FrameError(1002, "WS_OPCODE");
    if (this.#parts.length === MESSAGE_FRAGMENTS) throw new FrameError(1009, "WS_TOO_MANY_FRAGMENTS");
    if (!isNext) this.#partsOpcode = opcode;
    this.#parts.push(payload.slice());
    this.#partsBytes += payload.length;
    if (isFinal) this.#whole(sink);
  }

  #whole(sink: FrameSink): void {
    const whole = new Uint8Array(this.#partsBytes);
    this.#parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    const isText = this.#partsOpcode === OPCODES.text;
    this.#parts = [];
    this.#partsBytes = this.#partsOpcode = 0;
    if (isText) sink.text(this.#text(whole));
    else sink.binary();
  }

  #control(opcode: number, isFinal: boolean, payload: Uint8Array, sink: FrameSink): void {
    if (!isFinal || payload.length > 125 || opcode > OPCODES.pong) throw new FrameError(1002, "WS_CONTROL");
    if (opcode === OPCODES.ping) return sink.ping(payload);
    if (opcode === OPCODES.pong) return;
    if (payload.length === 1) throw new FrameError(1002, "WS_CLOSE");
    const code = payload.length === 0 ? NO_CODE : payload[0]! << 8 | payload[1]!;
    sink.closing(code, this.#text(payload.subarray(2)));
  }

  #text(bytes: Uint8Array): string {
    try {
      return this.#utf8.decode(bytes);
    } catch {
      throw new FrameError(1007, "WS_NOT_UTF8");
    }
  }
}
