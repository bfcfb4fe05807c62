/** What a call used, model by model, and what its record says of it. */

import assert from "node:assert/strict";
import type { CallEvent, TranscriptionUsage, Usage } from "../src/call/call.ts";
import { costUsd } from "../src/openai/prices.ts";
import { UsageBooks } from "../src/usage_books.ts";

const USAGE: Usage = {
  inputTokens: 100_000,
  outputTokens: 20_000,
  cachedTokens: 30_000,
  inputAudioTokens: 40_000,
  outputAudioTokens: 15_000,
};

function ready(model: string): CallEvent {
  return { type: "model_ready", atMs: 0, model };
}

function ended(usage: Usage | null): CallEvent {
  const reply = { replyId: "resp_1", status: "completed", reason: null, fault: null, retryAfterMs: null } as const;
  return { type: "reply_ended", atMs: 0, ...reply, usage };
}

function transcribed(usage?: TranscriptionUsage): CallEvent {
  return { type: "turn_transcribed", atMs: 0, turnId: "t1", text: "Hello", ...usage === undefined ? {} : { usage } };
}

function booksOf(transcriptionModel: string | null, ...events: CallEvent[]): UsageBooks {
  const books = new UsageBooks(transcriptionModel);
  for (const event of events) books.follow(event);
  return books;
}

Deno.test("nothing used costs nothing that is known", () => {
  const books = booksOf("gpt-transcribe", ready("gpt-realtime-2.1"), ended(null), transcribed());
  assert.deepEqual([books.total, books.costUsd], [null, null]);
});

Deno.test("each model is paid by its own price, and the tokens are told together", () => {
  const books = booksOf(
    "gpt-transcribe",
    ready("gpt-realtime-2.1"),
    ended(USAGE),
    ready("gpt-realtime-2.1-mini"),
    ended(USAGE),
  );
  const cost = costUsd("gpt-realtime-2.1", USAGE)! + costUsd("gpt-realtime-2.1-mini", USAGE)!;
  assert.equal(books.costUsd, Number(cost.toFixed(6)));
  assert.equal(books.total?.inputTokens, 200_000);
});

Deno.test("transcription is added by its length and its tokens, and paid as the transcription model", () => {
  const events = [
    ready("gpt-realtime-2.1"),
    ended(USAGE),
    transcribed({ seconds: 30, inputTokens: 0, outputTokens: 0 }),
  ];
  const books = booksOf("gpt-transcribe", ...events, transcribed({ seconds: 60, inputTokens: 7, outputTokens: 3 }));
  assert.deepEqual(books.total, { ...USAGE, transcription: { seconds: 90, inputTokens: 7, outputTokens: 3 } });
  assert.equal(books.costUsd, Number((costUsd("gpt-realtime-2.1", USAGE)! + 0.00675).toFixed(6)));
});

Deno.test("one model without a price leaves the cost unknown, and the usage known", () => {
  const seconds = { seconds: 30, inputTokens: 0, outputTokens: 0 };
  for (
    const books of [
      booksOf("gpt-transcribe", ready("gpt-realtime-2.1"), ended(USAGE), ready("another"), ended(USAGE)),
      booksOf("gpt-transcribe", ended(USAGE)),
      booksOf("whisper-1", ready("gpt-realtime-2.1"), ended(USAGE), transcribed(seconds)),
      booksOf(null, ready("gpt-realtime-2.1"), ended(USAGE), transcribed(seconds)),
    ]
  ) {
    assert.equal(books.costUsd, null);
    assert.ok(books.total !== null && books.total.inputTokens >= 100_000);
  }
});

Deno.test("the cached part that was audio is told when it is known of every reply", () => {
  const known = { ...USAGE, cachedAudioTokens: 5 };
  const uncached = { ...USAGE, cachedTokens: 0 };
  assert.equal(booksOf(null, ended(known), ended(known), ended(uncached)).total?.cachedAudioTokens, 10);
  assert.equal("cachedAudioTokens" in booksOf(null, ended(known), ended(USAGE)).total!, false);
});
