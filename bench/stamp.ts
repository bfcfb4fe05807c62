/**
 * Stamps in audio: when a piece left, written into its first twelve bytes, so that whoever hears it knows how long it
 * took. Sender and hearer are processes of one machine and read one clock. Four bits a byte, in the softest bytes of
 * µ-law: a stamp in silence stays below -50 dBFS, so that nobody takes it for speech.
 */

/** Base64 characters that a stamp takes: twelve bytes. */
export const STAMP_CHARACTERS = 16;

/** Bytes that say that a stamp follows: the first three, and the fourth with the high halves of the next two. */
const MAGIC = 0xf5faf3;
const MAGIC_END = 0xf7f0f0;
const SOFT = 0xf0f0f0;

const ALPHABET = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const VALUE = new Uint8Array(256);
ALPHABET.forEach((code, value) => VALUE[code] = value);

/** Microseconds of the machine's clock; it wraps after 71 minutes. */
export function microseconds(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1_000) % 2 ** 32;
}

/** Writes a stamp over the first characters of base64 at `at`. */
export function stamp(base64: Uint8Array, at: number, us: number): void {
  put(base64, at, MAGIC);
  put(base64, at + 4, MAGIC_END | spread(us >>> 24));
  put(base64, at + 8, SOFT | spread(us >>> 12 & 0xfff));
  put(base64, at + 12, SOFT | spread(us & 0xfff));
}

/** How long ago, ms, the audio at `at` was stamped; null when it bears no stamp. */
export function ageMs(base64: Uint8Array, at: number, nowUs: number): number | null {
  if (get(base64, at) !== MAGIC) return null;
  const us = (gather(get(base64, at + 4)) & 0xff) * 2 ** 24 + gather(get(base64, at + 8)) * 2 ** 12 +
    gather(get(base64, at + 12));
  return (nowUs - us + 2 ** 32) % 2 ** 32 / 1_000;
}

/** Twelve bits as the low halves of three bytes, and back. */
function spread(bits: number): number {
  return (bits & 0xf00) << 8 | (bits & 0xf0) << 4 | bits & 0xf;
}

function gather(bytes: number): number {
  return bytes >>> 8 & 0xf00 | bytes >>> 4 & 0xf0 | bytes & 0xf;
}

function put(base64: Uint8Array, at: number, bits: number): void {
  for (let i = 0; i < 4; i++) base64[at + i] = ALPHABET[bits >>> (18 - 6 * i) & 63]!;
}

function get(base64: Uint8Array, at: number): number {
  let bits = 0;
  for (let i = 0; i < 4; i++) bits = bits << 6 | VALUE[base64[at + i]!]!;
  return bits;
}

/** Latencies in steps of 20 µs up to a second. */
export class Spread {
  readonly #counts = new Uint32Array(50_001);
  #count = 0;

  add(ms: number): void {
    this.#counts[Math.min(50_000, Math.round(ms * 50))]!++;
    this.#count++;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
  }

  get count(): number {
    return this.#count;
  }

  /** The latency that a share of all stays below, ms; 0 when there is none. */
  quantile(share: number): number {
    let left = this.#count * share;
    const at = this.#counts.findIndex((count) => (left -= count) <= 0);
    return Math.max(0, at) / 50;
  }

  summary(): { count: number; p50: number; p99: number; max: number } {
    const max = this.#counts.findLastIndex((count) => count > 0) / 50;
    return { count: this.#count, p50: this.quantile(0.5), p99: this.quantile(0.99), max: Math.max(0, max) };
  }
}
