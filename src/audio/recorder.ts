/**
 * The recording of a call: µ-law WAV, caller left, dispatcher as heard right, written while the call runs. The header
 * is written after the data it claims, so that the file is valid at every moment, a crash included.
 */

import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { BYTES_PER_MS, UNHEARD_AUDIO_MS } from "../call/limits.ts";
import { SteadyWriter } from "../files.ts";
import { ByteQueue } from "./byte_queue.ts";
import { Track } from "./track.ts";
import { HEADER_BYTES, wavHeader } from "./wav.ts";

export interface Recorder {
  /** The caller's audio, at the carrier's stamp, ms. */
  caller(timestampMs: number, ulaw: Uint8Array): void;
  /** Audio handed to the carrier, in this order, not heard yet. */
  sent(ulaw: Uint8Array): void;
  /** The next `bytes` of what was sent were played; the last of them ended at `endMs` on the carrier's clock. */
  heard(bytes: number, endMs: number): void;
  /** What was sent and not heard never will be. */
  dropUnheard(): void;
  /** Writes the rest and closes the file. Never throws. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  readonly flushEveryMs?: number;
  /** Told once when the disk fails; the call goes on without its recording. */
  readonly onError: (error: unknown) => void;
}

/** Marks confirm what was heard every 240 ms; when none came for so long, the clock is believed instead. */
const UNDECIDED_BYTES = 10_000 * BYTES_PER_MS;

/** Opens a recording, its folder included. Throws when the disk refuses. */
export async function openRecorder(path: string, options: RecorderOptions): Promise<Recorder> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "w");
  try {
    await file.write(wavHeader(0, 2), 0, HEADER_BYTES, 0);
  } catch (error) {
    await file.close();
    throw error;
  }
  const tape = new Tape();
  let written = 0;
  const flush = async () => {
    const data = tape.take();
    if (data.length === 0) return;
    await file.write(data, 0, data.length, HEADER_BYTES + written);
    written += data.length;
    await file.write(wavHeader(written, 2), 0, HEADER_BYTES, 0);
  };
  const writer = new SteadyWriter(flush, options.flushEveryMs ?? 1_000, options.onError);
  const unlessFailed = (record: () => void) => writer.hasFailed ? tape.forget() : record();
  return {
    caller: (timestampMs, ulaw) => unlessFailed(() => tape.caller(timestampMs, ulaw)),
    sent: (ulaw) => unlessFailed(() => tape.sent(ulaw)),
    heard: (bytes, endMs) => unlessFailed(() => tape.heard(bytes, endMs)),
    dropUnheard: () => tape.dropUnheard(),
    async close() {
      tape.end();
      await writer.close();
      await file.close().catch(writer.hasFailed ? () => {} : options.onError);
    },
  };
}

/** Both tracks, and what of the right one is still undecided. */
class Tape {
  readonly #left = new Track();
  readonly #right = new Track();
  readonly #unheard = new ByteQueue();
  /** Until here the right track is known, while something is unheard. */
  #decidedTo = 0;
  #isOver = false;

  caller(timestampMs: number, ulaw: Uint8Array): void {
    this.#left.place(Math.round(timestampMs * BYTES_PER_MS), ulaw);
    if (this.#unheard.length === 0 || this.#left.end - this.#decidedTo <= UNDECIDED_BYTES) return;
    this.heard(this.#unheard.length, this.#left.end / BYTES_PER_MS);
  }

  sent(ulaw: Uint8Array): void {
    if (this.#unheard.length === 0) this.#decidedTo = Math.max(this.#right.end, this.#left.end);
    if (this.#unheard.length + ulaw.length > UNHEARD_AUDIO_MS * BYTES_PER_MS) return;
    this.#unheard.push(ulaw);
  }

  heard(bytes: number, endMs: number): void {
    const played = this.#unheard.take(bytes);
    if (played.length > 0) this.#right.place(Math.round(endMs * BYTES_PER_MS) - played.length, played);
    this.#decidedTo = Math.max(this.#decidedTo, this.#right.end);
  }

  dropUnheard(): void {
    this.#unheard.clear();
  }

  /** Nothing more will be heard: both tracks are as long as the longer one. */
  end(): void {
    this.dropUnheard();
    this.#isOver = true;
  }

  forget(): void {
    this.dropUnheard();
    this.#left.takeTo(this.#left.end);
    this.#right.takeTo(this.#right.end);
  }

  /** Takes off both tracks what is decided on both, interleaved. */
  take(): Uint8Array {
    const decided = this.#unheard.length === 0 ? this.#left.end : Math.min(this.#left.end, this.#decidedTo);
    const to = this.#isOver ? Math.max(this.#left.end, this.#right.end) : decided;
    const left = this.#left.takeTo(to);
    const right = this.#right.takeTo(to);
    const both = new Uint8Array(left.length * 2);
    for (let i = 0; i < left.length; i++) {
      both[i * 2] = left[i]!;
      both[i * 2 + 1] = right[i]!;
    }
    return both;
  }
}
