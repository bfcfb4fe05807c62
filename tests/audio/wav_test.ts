/** The header of a recording, read by its offsets and by an independent reader. */

import assert from "node:assert/strict";
import { HEADER_BYTES, readWav, readWavHeader, wavHeader } from "../../src/audio/wav.ts";
import { readChunks } from "./chunks.ts";

function file(samples: readonly number[], channels: number): Uint8Array {
  return Uint8Array.of(...wavHeader(samples.length, channels), ...samples);
}

Deno.test("a header says µ-law, 8 kHz, two channels, and how long", () => {
  assert.deepEqual(readChunks(file([1, 2, 3, 4, 5, 6], 2)), {
    format: 7,
    channels: 2,
    rateHz: 8_000,
    bytesPerSecond: 16_000,
    blockBytes: 2,
    bitsPerSample: 8,
    samples: 3,
    data: Uint8Array.of(1, 2, 3, 4, 5, 6),
  });
});

Deno.test("a header stands byte by byte where the format wants it", () => {
  const header = wavHeader(0x01020304, 2);
  const hex = "52494646" + "36030201" + "57415645" + "666d7420" + "12000000" + "0700" + "0200" + "401f0000" +
    "803e0000" +
    "0200" + "0800" + "0000" + "66616374" + "04000000" + "82018100" + "64617461" + "04030201";
  assert.equal(HEADER_BYTES, 58);
  assert.equal(header.toHex(), hex);
});

Deno.test("an empty recording is a recording", () => {
  const { samples, data } = readChunks(wavHeader(0, 2));
  assert.deepEqual([samples, data.length], [0, 0]);
});

Deno.test("channels are read back, each by itself, also from a view into a larger buffer", () => {
  const bytes = file([1, 11, 2, 12, 3, 13], 2);
  const channels = [Uint8Array.of(1, 2, 3), Uint8Array.of(11, 12, 13)];
  assert.deepEqual(readWav(bytes), channels);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual(readWav(shifted.subarray(3)), channels);
});

Deno.test("a file that is being written is read as far as its header claims, or as far as it goes", () => {
  const claimed = Uint8Array.of(...wavHeader(4, 2), 1, 11, 2, 12, 3, 13);
  assert.deepEqual(readWav(claimed), [Uint8Array.of(1, 2), Uint8Array.of(11, 12)]);
  const cut = Uint8Array.of(...wavHeader(6, 2), 1, 11, 2);
  assert.deepEqual(readWav(cut), [Uint8Array.of(1), Uint8Array.of(11)]);
});

Deno.test("what is no recording of ours is refused with what is wrong", () => {
  assert.throws(() => readWavHeader(new Uint8Array(57)), /57 bytes, 58 needed/);
  for (const [at, byte] of [[0, 0x58], [8, 0x58], [20, 1], [50, 0x58]] as const) {
    const broken = wavHeader(0, 2);
    broken[at] = byte;
    assert.throws(() => readWavHeader(broken), /not a µ-law WAV/, `byte ${at}`);
  }
});
