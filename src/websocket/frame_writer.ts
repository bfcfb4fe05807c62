/**
 * The frames that a WebSocket client sends, RFC 6455 section 5: whole messages, masked. Frames wait one behind the other
 * in a buffer that is used again, until they are taken to be written. Pure: messages in, bytes out.
 */

import { OPCODES } from "./frame_reader.ts";

/** A frame of a caller's audio has 270 bytes; what is larger finds its room and gives it back. */
const ROOM_BYTES = 2_048;

/** UTF-8 takes at most so many bytes for a unit of a string. */
const UTF8_BYTES = 3;

/** The longest head, and the rest of the last word that is masked. */
const MARGIN_BYTES = 14 + 4;

interface Room {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
}

const encoder = new TextEncoder();

export class FrameWriter {
  #room = roomFor(ROOM_BYTES);
  #spare = roomFor(ROOM_BYTES);
  #end = 0;

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.#end;
  }

  /** There is room for the longest encoding: 2.6.10 calls a text whole that it cut to fit. */
  text(text: string): void {
    this.#reserve(UTF8_BYTES * text.length);
    const start = this.#end + headLength(text.length);
    const { written } = encoder.encodeInto(text, this.#room.bytes.subarray(start));
    const shift = headLength(written) - headLength(text.length);
    if (shift > 0) this.#room.bytes.copyWithin(start + shift, start, start + written);
    this.#finish(OPCODES.text, written);
  }

  ping(): void {
    this.#whole(OPCODES.ping, new Uint8Array());
  }

  pong(payload: Uint8Array): void {
    this.#whole(OPCODES.pong, payload);
  }

  close(code: number): void {
    this.#whole(OPCODES.close, Uint8Array.of(code >> 8, code & 255));
  }

  /** Takes what waits. The bytes are good until the next but one is taken: the next must not be before they are written. */
  take(): Uint8Array {
    const { bytes } = this.#room;
    const taken = bytes.subarray(0, this.#end);
    [this.#room, this.#spare] = [this.#spare, bytes.length > ROOM_BYTES ? roomFor(ROOM_BYTES) : this.#room];
    this.#end = 0;
    return taken;
  }

  #whole(opcode: number, payload: Uint8Array): void {
    this.#reserve(payload.length);
    this.#room.bytes.set(payload, this.#end + headLength(payload.length));
    this.#finish(opcode, payload.length);
  }

  /** Masks the payload, which lies behind the place of its head, and writes that head. */
  #finish(opcode: number, length: number): void {
    const { bytes, words } = this.#room;
    const start = this.#end + headLength(length);
    const end = start + length;
    const key = nextKey();
    // Whole words: the first one holds bytes of the head, written below, the last one bytes that nothing stands in yet.
    for (let at = start >> 2; at << 2 < end; at++) words[at]! ^= key;
    bytes[this.#end] = 0x80 | opcode;
    if (length < 126) {
      bytes[this.#end + 1] = 0x80 | length;
    } else if (length < 65_536) {
      bytes[this.#end + 1] = 0x80 | 126;
      bytes[this.#end + 2] = length >> 8;
      bytes[this.#end + 3] = length & 255;
    } else {
      bytes[this.#end + 1] = 0x80 | 127;
      new DataView(bytes.buffer).setBigUint64(this.#end + 2, BigInt(length));
    }
    for (let i = 0; i < 4; i++) bytes[start - 4 + i] = keyBytes[start + i & 3]!;
    this.#end = end;
  }

  #reserve(length: number): void {
    const needed = this.#end + length + MARGIN_BYTES;
    const { bytes } = this.#room;
    if (needed <= bytes.length) return;
    const larger = roomFor(Math.max(needed, 2 * bytes.length));
    larger.bytes.set(bytes.subarray(0, this.#end));
    this.#room = larger;
  }
}

/** Masking keys are drawn many at once: a call to the random source costs more than a frame. */
const keys = new Uint32Array(1_024);
let keysUsed = keys.length;

/** The latest key, as bytes in the order in which they lie in a word. */
const keyWord = new Uint32Array(1);
const keyBytes = new Uint8Array(keyWord.buffer);

function nextKey(): number {
  if (keysUsed === keys.length) {
    crypto.getRandomValues(keys);
    keysUsed = 0;
  }
  return keyWord[0] = keys[keysUsed++]!;
}

/** Two bytes, those of a longer length, and the key. */
function headLength(length: number): number {
  return length < 126 ? 6 : length < 65_536 ? 8 : 14;
}

function roomFor(length: number): Room {
  const buffer = new ArrayBuffer(Math.ceil(length / 4) * 4);
  return { bytes: new Uint8Array(buffer), words: new Uint32Array(buffer) };
}
