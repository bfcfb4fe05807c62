import assert from "node:assert/strict";
import { heard, lines, open, remove, type Transcript, write } from "../../src/call/transcript.ts";

const say = (transcript: Transcript, id: string, atMs: number, text: string, speaker: "caller" | "dispatcher") =>
  write(open(transcript, id, speaker, atMs), id, text, true);

Deno.test("lines stand in the order they were spoken, however late their words come", () => {
  let transcript: Transcript = open([], "t1", "caller", 1_000);
  transcript = say(transcript, "l1", 2_000, "Where is it?", "dispatcher");
  transcript = write(transcript, "t1", "There was a theft", true);
  assert.deepEqual(lines(transcript).map((line) => line.text), ["There was a theft", "Where is it?"]);
});

Deno.test("a line that began earlier takes its place before one that is already there", () => {
  const transcript = say(say([], "l1", 2_000, "second", "dispatcher"), "t1", 1_500, "first", "caller");
  assert.deepEqual(lines(transcript).map((line) => line.text), ["first", "second"]);
});

Deno.test("`heard` is the part of a dispatcher line that was played, in whole words", () => {
  const spoken = say([], "l1", 0, "Where is it happening right now?", "dispatcher");
  const of = (heardMs: number) =>
    lines(heard(spoken, [{ lineId: "l1", replyId: "r", sentMs: 1_000, heardMs }]))[0]!.heard;
  assert.equal(of(1_000), "Where is it happening right now?");
  assert.equal(of(985), "Where is it happening right now?");
  assert.equal(of(500), "Where is it");
  assert.equal(of(0), "");
});

Deno.test("a caller's line has no `heard`; noise that was removed is gone; lines without words are left out", () => {
  let transcript = say([], "t1", 0, "Hello", "caller");
  transcript = open(open(transcript, "t2", "caller", 10), "t3", "caller", 20);
  assert.deepEqual(lines(remove(transcript, "t2")).map((line) => [line.text, line.heard]), [["Hello", null]]);
});

Deno.test("words arrive in pieces and are replaced by the whole; they are bounded", () => {
  let transcript: Transcript = open([], "l1", "dispatcher", 0);
  transcript = write(write(transcript, "l1", "Where ", false), "l1", "is", false);
  assert.equal(lines(transcript)[0]!.text, "Where is");
  transcript = write(transcript, "l1", "x".repeat(50_000), true);
  assert.equal(lines(transcript)[0]!.text.length, 10_000);
});
