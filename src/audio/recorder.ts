/**
 * The recording of a call: µ-law WAV, caller left, dispatcher as heard right, written while the call runs. The header
 * is written after the data it claims, so that the file is valid at every moment, a crash included.
 */

import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { BYTES_PER_MS, UNHEARD_AUDIO_MS } from "../call/limits.ts";
import { SteadyWriter } from "../files.ts";
import { ByteQueue } from "./byte_queue.ts";
import { SILENCE_BYTE } from "./g711.ts";
import { Track } from "./track.ts";
import { HEADER_BYTES, readWavHeader, wavHeader } from "./wav.ts";

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
  /** The recording of another process is gone on with, from this moment of it; absent: a new one. */
  readonly atMs?: number;
}

/** Silence put where no process had the call, at most: 5 MB, and no restart takes longer. */
const GAP_MS = 300_000;

/** Marks confirm what was heard every 240 ms; when none came for so long, the clock is believed instead. */
const UNDECIDED_BYTES = 10_000 * BYTES_PER_MS;

/** Opens a recording, its folder included; what is there already is kept with `atMs`. Throws when the disk refuses. */
export async function openRecorder(path: string, options: RecorderOptions): Promise<Recorder> {
  await mkdir(dirname(path), { recursive: true });
  const { atMs } = options;
  const before = atMs === undefined ? null : await openAgain(path);
  const file = before?.file ?? await open(path, "w");
  let written = 0;
  try {
    written = before === null ? 0 : await bridgeGap(before, atMs ?? 0);
    await file.write(wavHeader(written, 2), 0, HEADER_BYTES, 0);
  } catch (error) {
    await file.close();
    throw error;
  }
  const fromMs = written / 2 / BYTES_PER_MS;
  const tape = new Tape();
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
    caller: (timestampMs, ulaw) => unlessFailed(() => tape.caller(timestampMs - fromMs, ulaw)),
    sent: (ulaw) => unlessFailed(() => tape.sent(ulaw)),
    heard: (bytes, endMs) => unlessFailed(() => tape.heard(bytes, endMs - fromMs)),
    dropUnheard: () => tape.dropUnheard(),
    async close() {
      tape.end();
      await writer.close();
      await file.close().catch(writer.hasFailed ? () => {} : options.onError);
    },
  };
}

interface Before {
  readonly file: FileHandle;
  readonly dataBytes: number;
}

/** A recording that is there, and how much of it; null when there is none, or none of ours. */
async function openAgain(path: string): Promise<Before | null> {
  const file = await open(path, "r+").catch(() => null);
  if (file === null) return null;
  try {
    const header = new Uint8Array(HEADER_BYTES);
    await file.read(header, 0, HEADER_BYTES, 0);
    const { dataBytes } = readWavHeader(header);
    return { file, dataBytes: dataBytes - dataBytes % 2 };
  } catch {
    await file.close();
    return null;
  }
}

/**
 * Silence up to the moment where the recording goes on, written at once: what the process before still has to write lies
 * before that moment. Returns how many bytes of sound there are then.
 */
async function bridgeGap({ file, dataBytes }: Before, atMs: number): Promise<number> {
  const gapMs = Math.min(GAP_MS, Math.round(atMs) - dataBytes / 2 / BYTES_PER_MS);
  if (gapMs <= 0) return dataBytes;
  const silence = new Uint8Array(Math.round(gapMs * BYTES_PER_MS) * 2).fill(SILENCE_BYTE);
  await file.write(silence, 0, silence.length, HEADER_BYTES + dataBytes);
  return dataBytes + silence.length;
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
