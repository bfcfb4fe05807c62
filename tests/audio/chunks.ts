/** A RIFF file as any player reads it: chunk by chunk, from the format's description and not with our reader. */

import assert from "node:assert/strict";

export interface Wave {
  readonly format: number;
  readonly channels: number;
  readonly rateHz: number;
  readonly bytesPerSecond: number;
  readonly blockBytes: number;
  readonly bitsPerSample: number;
  /** Samples of each channel, as the `fact` chunk says. */
  readonly samples: number;
  readonly data: Uint8Array;
}

/** Reads a WAV file. Fails when any length in it does not fit, the file's own included. */
export function readChunks(bytes: Uint8Array): Wave {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  assert.deepEqual([text(0), text(8)], ["RIFF", "WAVE"]);
  const end = 8 + view.getUint32(4, true);
  assert.ok(end <= bytes.length, `RIFF claims ${end} bytes of ${bytes.length}`);
  const chunks = new Map<string, { at: number; length: number }>();
  let at = 12;
  while (at < end) {
    const length = view.getUint32(at + 4, true);
    chunks.set(text(at), { at: at + 8, length });
    at += 8 + length + length % 2;
  }
  assert.equal(at, end, "the chunks do not fill the file");
  const [format, fact, data] = ["fmt ", "fact", "data"].map((name) => chunks.get(name));
  assert.ok(format !== undefined && fact !== undefined && data !== undefined && format.length >= 18);
  return {
    format: view.getUint16(format.at, true),
    channels: view.getUint16(format.at + 2, true),
    rateHz: view.getUint32(format.at + 4, true),
    bytesPerSecond: view.getUint32(format.at + 8, true),
    blockBytes: view.getUint16(format.at + 12, true),
    bitsPerSample: view.getUint16(format.at + 14, true),
    samples: view.getUint32(fact.at, true),
    data: bytes.subarray(data.at, data.at + data.length),
  };
}
