import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cut,
  emptyPlayback,
  endsAtMs,
  heardBytesAt,
  isSounding,
  markEnd,
  markReturned,
  type Playback,
  send,
} from "../../src/call/playback.ts";

const line = (lineId: string, ms: number) => ({ lineId, replyId: `reply_${lineId}`, bytes: ms * 8 });

function sendAll(playback: Playback, parts: ReturnType<typeof line>[], atMs: number) {
  const marks: string[] = [];
  for (const part of parts) {
    const sent = send(playback, part, atMs);
    playback = sent.playback;
    if (sent.mark !== null) marks.push(sent.mark);
  }
  const ended = markEnd(playback, atMs);
  if (ended.mark !== null) marks.push(ended.mark);
  return { playback: ended.playback, marks };
}

Deno.test("`send()` marks the first piece, then every 240 ms, and the end", () => {
  const { marks } = sendAll(emptyPlayback(), [1, 2, 3, 4, 5].map(() => line("a", 100)), 0);
  assert.deepEqual(marks, ["0:a:100", "0:a:400", "0:a:500"]);
});

Deno.test("`heardBytesAt()` interpolates between marks and never passes what was sent", () => {
  const { playback, marks } = sendAll(emptyPlayback(), [line("a", 500), line("a", 500)], 1_000);
  assert.equal(heardBytesAt(playback, 1_250), 250 * 8);
  const returned = markReturned(playback, marks[0]!, 1_540);
  assert.equal(returned!.playback.clock.loopMs, 40);
  assert.equal(heardBytesAt(returned!.playback, 1_600), (600 - 40 + 40) * 8);
  assert.equal(heardBytesAt(returned!.playback, 9_000), 1_000 * 8);
});

Deno.test("what is heard is known over a link that is slow one way only", () => {
  // 20 ms to the carrier, 120 ms back: a clear sent at 2,000 arrives at 2,020, when 1,000 ms have been played.
  const { playback, marks } = sendAll(emptyPlayback(), [line("a", 200), line("a", 2_800)], 1_000);
  const returned = markReturned(playback, marks[0]!, 1_000 + 20 + 200 + 120)!;
  assert.equal(heardBytesAt(returned.playback, 2_000), 1_000 * 8);
});

Deno.test("`markReturned()` ignores marks that a clear flushed, and names it never gave", () => {
  const { playback, marks } = sendAll(emptyPlayback(), [line("a", 1_000)], 0);
  const stopped = cut(playback, 300);
  assert.equal(markReturned(stopped.playback, marks[0]!, 310), null);
  assert.equal(markReturned(playback, "0:b:12", 310), null);
  assert.equal(isSounding(stopped.playback), false);
});

Deno.test("`cut()` tells for each line what was heard of it", () => {
  const { playback } = sendAll(emptyPlayback(), [line("a", 400), line("b", 400), line("c", 400)], 0);
  const { lines, bytes } = cut(playback, 600);
  assert.deepEqual(lines.map(({ lineId, heardMs, sentMs }) => ({ lineId, heardMs, sentMs })), [
    { lineId: "a", heardMs: 400, sentMs: 400 },
    { lineId: "b", heardMs: 200, sentMs: 400 },
    { lineId: "c", heardMs: 0, sentMs: 400 },
  ]);
  assert.equal(bytes, 600 * 8);
});

Deno.test("a second reply starts its own run: what was said before does not shift it", () => {
  const first = sendAll(emptyPlayback(), [line("a", 500)], 0);
  const heard = first.marks.reduce(
    (playback, name) => markReturned(playback, name, 510)?.playback ?? playback,
    first.playback,
  );
  const second = sendAll(heard, [line("b", 1_000)], 8_000);
  assert.equal(second.playback.sentBytes, 1_500 * 8);
  assert.equal(cut(second.playback, 8_300).lines.at(-1)!.heardMs, 300);
});

Deno.test("a model that speaks in real time is not marked with every delta", () => {
  let playback = emptyPlayback();
  let marks = 0;
  for (let atMs = 0; atMs < 4_000; atMs += 20) {
    const sent = send(playback, line("a", 20), atMs);
    playback = sent.playback;
    if (sent.mark === null) continue;
    marks++;
    playback = markReturned(playback, sent.mark, atMs + 20)!.playback;
  }
  assert.ok(marks <= 4_000 / 200, `${marks} marks in 4 s`);
});

Deno.test("heard is never less than marks say, never more than was sent, and never goes back", () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant("send" as const), ms: fc.integer({ min: 1, max: 800 }) }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 900 }) }),
    fc.record({ kind: fc.constant("mark" as const), ms: fc.constant(0) }),
    fc.record({ kind: fc.constant("cut" as const), ms: fc.constant(0) }),
  );
  fc.assert(fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
    let playback = emptyPlayback();
    let atMs = 0;
    const marks: string[] = [];
    for (const { kind, ms } of acts) {
      const before = playback.heardBytes;
      if (kind === "wait") atMs += ms;
      if (kind === "send") {
        const sent = send(playback, line("a", ms), atMs);
        playback = sent.playback;
        if (sent.mark !== null) marks.push(sent.mark);
      }
      if (kind === "mark" && marks.length > 0) {
        playback = markReturned(playback, marks.shift()!, atMs)?.playback ?? playback;
      }
      if (kind === "cut") playback = cut(playback, atMs).playback;
      assert.ok(playback.heardBytes >= before);
      const heard = heardBytesAt(playback, atMs);
      assert.ok(heard >= playback.heardBytes && heard <= playback.sentBytes);
      assert.ok(Number.isFinite(endsAtMs(playback)));
    }
  }));
});
