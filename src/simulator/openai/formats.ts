/** The audio formats of a session: how many bytes a millisecond has, how loud they are, how µ-law becomes them. */

import alawmulaw from "alawmulaw";
import { levelDb as ulawLevelDb } from "../../audio/g711.ts";
import type { Format } from "./session_shapes.ts";

/** Digital silence has no level; a floor stands for it. */
const SILENCE_DB = -72;

const ALAW = Int16Array.from({ length: 256 }, (_, byte) => alawmulaw.alaw.decodeSample(byte));

/** 24 kHz PCM16 has 48 bytes a millisecond, G.711 has 8. */
export function bytesPerMs(format: Format): number {
  return format.type === "audio/pcm" ? 48 : 8;
}

/** Loudness of a piece of audio: RMS, dBFS, -72 for silence. */
export function levelDb(format: Format, bytes: Uint8Array): number {
  if (format.type === "audio/pcmu") return ulawLevelDb(bytes);
  let sum = 0;
  let count = 0;
  if (format.type === "audio/pcma") {
    for (const byte of bytes) sum += (ALAW[byte]! / 32_768) ** 2;
    count = bytes.length;
  } else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i + 1 < bytes.length; i += 2) sum += (view.getInt16(i, true) / 32_768) ** 2;
    count = bytes.length >> 1;
  }
  return sum === 0 ? SILENCE_DB : Math.max(SILENCE_DB, 10 * Math.log10(sum / count));
}

/** µ-law at 8 kHz as the session's output format; for PCM each sample is held for three. */
export function encode(format: Format, ulaw: Uint8Array): Uint8Array {
  switch (format.type) {
    case "audio/pcmu":
      return ulaw;
    case "audio/pcma":
      return ulaw.map((byte) => alawmulaw.alaw.encodeSample(alawmulaw.mulaw.decodeSample(byte)));
    case "audio/pcm": {
      const bytes = new Uint8Array(ulaw.length * 6);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < ulaw.length; i++) {
        const sample = alawmulaw.mulaw.decodeSample(ulaw[i]!);
        for (let k = 0; k < 3; k++) view.setInt16(i * 6 + k * 2, sample, true);
      }
      return bytes;
    }
  }
}
