/** Bytes that grow at one end and are forgotten at the other, addressed by their place in all that was ever appended. */
export class Tape {
  #bytes = new Uint8Array(4_096);
  /** Place of the first byte kept. */
  #from = 0;
  #length = 0;

  /** How many bytes were ever appended. */
  get end(): number {
    return this.#from + this.#length;
  }

  /** Adds bytes; they are copied. */
  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }

  /** A copy of the bytes from place `from` up to `to`, as far as they are kept. */
  copy(from: number, to = this.end): Uint8Array {
    return this.#bytes.slice(Math.max(0, from - this.#from), Math.max(0, to - this.#from));
  }

  /** All that is kept, not copied: valid until the next change. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets the bytes before place `from`; done when it is worth moving the rest. */
  forget(from: number): void {
    const count = Math.min(from - this.#from, this.#length);
    if (count <= 0 || (count < 16_384 && count < this.#length)) return;
    this.#bytes.copyWithin(0, count, this.#length);
    this.#from += count;
    this.#length -= count;
  }
}
