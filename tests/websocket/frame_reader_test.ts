/** A server's frames, literally, RFC 6455 section 5. */

import assert from "node:assert/strict";
import { FrameError, FrameReader, type FrameSink } from "../../src/websocket/frame_reader.ts";

const TEXT = 0x81;

/** What a reader makes of bytes that arrive in pieces of this size. */
function readIn(size: number, bytes: readonly number[], maxMessageBytes = 100_000): string[] {
  const told: string[] = [];
  const sink: FrameSink = {
    text: (text) => told.push(`text ${text}`),
    binary: () => told.push("binary"),
    ping: (payload) => told.push(`ping ${payload}`),
    closing: (code, reason) => told.push(`closing ${code} ${reason}`),
  };
  const reader = new FrameReader(maxMessageBytes);
  for (let at = 0; at < bytes.length;) {
    const room = reader.room();
    const piece = bytes.slice(at, at + Math.min(size, room.length));
    room.set(piece);
    at += piece.length;
    reader.take(piece.length, sink);
  }
  return told;
}

function frame(first: number, payload: string | readonly number[]): number[] {
  const bytes = typeof payload === "string" ? [...new TextEncoder().encode(payload)] : [...payload];
  const { length } = bytes;
  const head = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : [127, 0, 0, 0, 0];
  if (length >= 65_536) head.push(length >>> 24, length >>> 16 & 255, length >>> 8 & 255, length & 255);
  return [first, ...head, ...bytes];
}

Deno.test("messages come out whole, however the bytes arrive", () => {
  const messages = ["a", "", "é→😀", "x".repeat(125), "y".repeat(126), "z".repeat(70_000), "end"];
  const bytes = messages.flatMap((message) => frame(TEXT, message));
  const wanted = messages.map((message) => `text ${message}`);
  for (const size of [1, 2, 3, 127, 1_000, 1_000_000]) {
    assert.deepEqual(readIn(size, bytes), wanted, `pieces of ${size}`);
  }
});

Deno.test("a message in fragments is one message, with control frames between them", () => {
  const bytes = [
    ...frame(0x01, "on"),
    ...frame(0x89, "?"),
    ...frame(0x00, "e "),
    ...frame(0x8a, ""),
    ...frame(0x80, "two"),
  ];
  for (const size of [1, 1_000]) assert.deepEqual(readIn(size, bytes), ["ping 63", "text one two"]);
  assert.deepEqual(readIn(9, [...frame(0x02, [1]), ...frame(0x80, [2]), ...frame(0x82, [3])]), ["binary", "binary"]);
});

Deno.test("a character may be cut by a fragment's end", () => {
  assert.deepEqual(readIn(99, [...frame(0x01, [0xc3]), ...frame(0x80, [0xa9])]), ["text é"]);
});

Deno.test("a close says why, or nothing", () => {
  assert.deepEqual(readIn(9, frame(0x88, [3, 233, 111, 107])), ["closing 1001 ok"]);
  assert.deepEqual(readIn(9, frame(0x88, [])), ["closing 1005 "]);
});

// What is wrong with it | the bytes | the code it is answered with
const BROKEN: [string, number[], number][] = [
  ["a reserved bit", frame(0xc1, "a"), 1002],
  ["a mask", [0x81, 0x81, 0, 0, 0, 0, 97], 1002],
  ["an unknown opcode", frame(0x83, "a"), 1002],
  ["an unknown control opcode", frame(0x8b, "a"), 1002],
  ["a continuation of nothing", frame(0x80, "a"), 1002],
  ["a message within a message", [...frame(0x01, "a"), ...frame(0x81, "b")], 1002],
  ["a ping in fragments", frame(0x09, "a"), 1002],
  ["a ping beyond 125 bytes", frame(0x89, "a".repeat(126)), 1002],
  ["half a close code", frame(0x88, [3]), 1002],
  ["text that is not UTF-8", frame(0x81, [0xff]), 1007],
  ["a close reason that is not UTF-8", frame(0x88, [3, 232, 0xff]), 1007],
  ["a message beyond the bound", frame(0x81, "a".repeat(100_001)), 1009],
  ["fragments beyond the bound", [...frame(0x01, "a".repeat(60_000)), ...frame(0x80, "a".repeat(60_000))], 1009],
  ["fragments without end and with nothing in them", [...frame(0x01, ""), ...Array(5_000).fill([0, 0]).flat()], 1009],
  ["a length beyond every number", [0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255], 1009],
];
for (const [what, bytes, closeCode] of BROKEN) {
  Deno.test(`${what} fails the connection with ${closeCode}`, () => {
    assert.throws(
      () => readIn(1_000, bytes),
      (error) => error instanceof FrameError && error.closeCode === closeCode,
    );
  });
}

Deno.test("a message beyond the bound is refused by its head, before its bytes have come", () => {
  assert.throws(() => readIn(99, [0x81, 127, 0, 0, 0, 0, 1, 0, 0, 0]), FrameError);
});
