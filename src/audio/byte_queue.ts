/** Bytes in the order they came, waiting to be taken: one buffer that is used again, no object for each piece. */

/** A second of audio, and one more while a write is late. */
const ROOM_BYTES = 16 * 1024;

export class ByteQueue {
  #bytes = new Uint8Array(ROOM_BYTES);
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#to - this.#from;
  }

  push(piece: Uint8Array): void {
    this.#reserve(piece.length);
    this.#bytes.set(piece, this.#to);
    this.#to += piece.length;
  }

  /** Adds `count` times the same byte. */
  fill(byte: number, count: number): void {
    this.#reserve(count);
    this.#bytes.fill(byte, this.#to, this.#to + count);
    this.#to += count;
  }

  /** Takes off the first `count` bytes, or what there is. They are good until something is added. */
  take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#from, Math.min(this.#to, this.#from + count));
    this.#from += taken.length;
    if (this.#from === this.#to) this.clear();
    return taken;
  }

  clear(): void {
    this.#from = this.#to = 0;
    if (this.#bytes.length > ROOM_BYTES) this.#bytes = new Uint8Array(ROOM_BYTES);
  }

  #reserve(count: number): void {
    if (this.#to + count <= this.#bytes.length) return;
    const { length } = this;
    const isRoomy = length + count <= this.#bytes.length / 2;
    const next = isRoomy ? this.#bytes : new Uint8Array(Math.max(length + count, 2 * this.#bytes.length));
    next.set(this.#bytes.subarray(this.#from, this.#to));
    this.#bytes = next;
    this.#from = 0;
    this.#to = length;
  }
}
