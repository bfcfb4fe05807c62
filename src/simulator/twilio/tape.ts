/** One channel of a recording in memory, up to a limit. */
export class Tape {
  readonly #limitBytes: number;
  #bytes: Uint8Array;
  #length = 0;
  #full = false;

  /** Keeps at most `limitBytes`; 0 keeps nothing. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#bytes = new Uint8Array(Math.min(limitBytes, 80_000));
  }

  /** True once something had to be left out. */
  get full(): boolean {
    return this.#full;
  }

  /** What was kept: a view, valid until the next `append`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Adds audio; once the limit is reached nothing more is kept, so that positions stay times. */
  append(audio: Uint8Array): void {
    if (this.#full || this.#length + audio.length > this.#limitBytes) {
      this.#full = true;
      return;
    }
    if (this.#length + audio.length > this.#bytes.length) this.#grow(this.#length + audio.length);
    this.#bytes.set(audio, this.#length);
    this.#length += audio.length;
  }

  #grow(neededBytes: number): void {
    const larger = new Uint8Array(Math.min(this.#limitBytes, Math.max(neededBytes, this.#bytes.length * 2)));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
