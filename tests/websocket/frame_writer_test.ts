/** Our frames, read as a server reads them. */

import assert from "node:assert/strict";
import { FrameWriter } from "../../src/websocket/frame_writer.ts";

interface Read {
  readonly first: number;
  readonly key: number;
  readonly payload: Uint8Array;
}

/** Reads masked frames strictly: their mask bit, the shortest form of their length, nothing left over. */
function frames(bytes: Uint8Array): Read[] {
  const found: Read[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length;) {
    const short = view.getUint8(at + 1) - 128;
    assert.ok(short >= 0, "a frame is not masked");
    const length = short < 126 ? short : short === 126 ? view.getUint16(at + 2) : Number(view.getBigUint64(at + 2));
    assert.ok(short === 126 ? length >= 126 : short === 127 ? length >= 65_536 : true, "a length could be shorter");
    const key = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    const payload = bytes.slice(key + 4, key + 4 + length).map((byte, i) => byte ^ bytes[key + (i & 3)]!);
    assert.equal(payload.length, length, "a frame is cut short");
    found.push({ first: bytes[at]!, key: view.getUint32(key), payload });
    at = key + 4 + length;
  }
  return found;
}

const LENGTHS = [0, 1, 2, 3, 4, 5, 7, 124, 125, 126, 127, 128, 129, 130, 1_000, 5_000, 65_535, 65_536, 70_001];

Deno.test("a server reads what was written, wherever the frame lies in the buffer", () => {
  for (const before of [0, 1, 2, 3]) {
    const writer = new FrameWriter();
    writer.text("b".repeat(before));
    for (const length of LENGTHS) writer.text("a".repeat(length));
    const read = frames(writer.take());
    assert.deepEqual(read.map(({ payload }) => payload.length), [before, ...LENGTHS]);
    assert.ok(read.every(({ first }) => first === 0x81));
    assert.ok(read.slice(1).every(({ payload }) => payload.every((byte) => byte === 97)));
  }
});

Deno.test("text beyond ASCII arrives as it is", () => {
  const writer = new FrameWriter();
  const texts = ["é", "→".repeat(60), "é".repeat(124), "😀".repeat(500), "abc"];
  for (const text of texts) writer.text(text);
  assert.deepEqual(frames(writer.take()).map(({ payload }) => new TextDecoder().decode(payload)), texts);
});

Deno.test("text beyond ASCII stays whole after the encoder has become warm", () => {
  const writer = new FrameWriter();
  const greeting = "You have reached the police department. También hablo español.";
  const wanted = new TextEncoder().encode(greeting).length;
  for (let i = 0; i < 50_000; i++) {
    writer.text(greeting);
    const { length } = writer.take();
    assert.equal(length, wanted + 6, `frame ${i} was cut`);
  }
});

Deno.test("each frame has a key of its own, also beyond those that are drawn at once", () => {
  const writer = new FrameWriter();
  for (let i = 0; i < 3_000; i++) writer.text("");
  const keys = new Set(frames(writer.take()).map(({ key }) => key));
  assert.ok(keys.size > 2_990, `${keys.size} keys for 3000 frames`);
});

Deno.test("what was taken stays as it is while the next is written", () => {
  const writer = new FrameWriter();
  writer.text("first");
  const taken = writer.take();
  const before = taken.slice();
  writer.text("second, and longer");
  assert.deepEqual(taken, before);
  assert.equal(new TextDecoder().decode(frames(writer.take())[0]!.payload), "second, and longer");
  assert.equal(writer.length, 0);
});

Deno.test("control frames carry what they answer", () => {
  const writer = new FrameWriter();
  writer.pong(Uint8Array.of(1, 2, 3));
  writer.close(1000);
  const [pong, close] = frames(writer.take());
  assert.deepEqual([pong!.first, ...pong!.payload], [0x8a, 1, 2, 3]);
  assert.deepEqual([close!.first, ...close!.payload], [0x88, 3, 232]);
});
