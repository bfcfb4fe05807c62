/**
 * Lines of text as the bytes that they will be in a file. A line that waits as a string would be carried along by the
 * garbage collector for a second: twenty thousand of them, with two hundred calls.
 */

/** A second of a busy call. */
const ROOM_BYTES = 16 * 1024;

/** UTF-8 takes at most so many bytes for a unit of a string. */
const UTF8_BYTES = 3;

const NEWLINE = 10;

const encoder = new TextEncoder();

export class LineBuffer {
  #bytes = new Uint8Array(ROOM_BYTES);
  #spare = new Uint8Array(ROOM_BYTES);
  #end = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#end;
  }

  add(line: string): void {
    this.#reserve(UTF8_BYTES * line.length + 1);
    this.#end = this.#addAscii(line) ?? this.#end + encoder.encodeInto(line, this.#bytes.subarray(this.#end)).written;
    this.#bytes[this.#end++] = NEWLINE;
  }

  /** Takes what waits; it is good until the next time. */
  take(): Uint8Array {
    const bytes = this.#bytes;
    const taken = bytes.subarray(0, this.#end);
    this.#bytes = this.#spare;
    this.#spare = bytes.length > ROOM_BYTES ? new Uint8Array(ROOM_BYTES) : bytes;
    this.#end = 0;
    return taken;
  }

  /** Writes a line that is ASCII, as nearly all are, faster than a call of the encoder takes; else null. */
  #addAscii(line: string): number | null {
    const bytes = this.#bytes;
    const start = this.#end;
    for (let i = 0; i < line.length; i++) {
      const unit = line.charCodeAt(i);
      if (unit > 127) return null;
      bytes[start + i] = unit;
    }
    return start + line.length;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#end + bytes, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}
