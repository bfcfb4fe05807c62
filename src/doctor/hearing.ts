/** A model is let hear known speech, at the pace of a call: whether its detector notices, and what is written down. */

import { SILENCE_BYTE } from "../audio/g711.ts";
import { BYTES_PER_MS } from "../call/limits.ts";
import type { Exchange } from "./exchange.ts";
import { knownSpeech } from "./known_speech.ts";

export interface Hearing {
  /** `speech_started`, `speech_stopped` and `committed` came. */
  readonly isNoticed: boolean;
  readonly isCommitted: boolean;
  /** What was written down; null: nothing came. */
  readonly transcript: string | null;
  /** What the vendor says of a transcript that failed. */
  readonly failure: string | null;
  /** From the end of the speech to its transcript, ms. */
  readonly afterMs: number | null;
  readonly ms: number;
}

const FRAME_MS = 20;

/** A turn is over after 0.5 s of silence; a detector may take its time. */
const SILENCE_MS = 3_000;

const TRANSCRIPT_MS = 6_000;

/** Speaks the known sentence into the session, then silence until the turn is taken. */
export async function hear(exchange: Exchange): Promise<Hearing> {
  const from = exchange.entries.length;
  const beganMs = exchange.nowMs;
  const speech = knownSpeech();
  await play(exchange, speech, () => false);
  const spokenMs = exchange.nowMs;
  const isCommitted = () => exchange.entries.slice(from).some(({ type }) => type === "input_audio_buffer.committed");
  await play(exchange, new Uint8Array(SILENCE_MS * BYTES_PER_MS).fill(SILENCE_BYTE), isCommitted);
  const end = isCommitted()
    ? await exchange.until(
      (entry) => /input_audio_transcription\.(completed|failed)$/.test(entry.type) ? entry : null,
      TRANSCRIPT_MS,
      from,
    )
    : null;
  const error = end?.message["error"] as { code?: string; message?: string } | undefined;
  return {
    isNoticed: exchange.entries.slice(from).some(({ type }) => type === "input_audio_buffer.speech_started"),
    isCommitted: isCommitted(),
    transcript: typeof end?.message["transcript"] === "string" ? end.message["transcript"] : null,
    failure: error === undefined ? null : `${error.code ?? ""} ${error.message ?? ""}`.trim(),
    afterMs: end === null ? null : Math.round(end.atMs - spokenMs),
    ms: Math.round(exchange.nowMs - beganMs),
  };
}

/** Sends audio at the pace at which it sounds, until it is over or `isEnough`. */
async function play(exchange: Exchange, audio: Uint8Array, isEnough: () => boolean): Promise<void> {
  const bytes = FRAME_MS * BYTES_PER_MS;
  const began = performance.now();
  for (let at = 0; at < audio.length && !exchange.isOver && !isEnough(); at += bytes) {
    const dueMs = began + at / BYTES_PER_MS - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    const frame = audio.subarray(at, at + bytes).toBase64();
    exchange.send(`{"type":"input_audio_buffer.append","audio":"${frame}"}`);
  }
}
