/** What usage costs, worked out by hand. */

import assert from "node:assert/strict";
import type { Usage } from "../../src/call/call.ts";
import { costUsd } from "../../src/openai/prices.ts";

/** 1000 tokens of text in, 600 of them cached; 500 of audio in, 100 cached; 50 of text out, 200 of audio out. */
const USAGE: Usage = {
  inputTokens: 1_500,
  outputTokens: 250,
  cachedTokens: 700,
  inputAudioTokens: 500,
  outputAudioTokens: 200,
  cachedAudioTokens: 100,
};

function is(cost: number | null, dollars: number): void {
  assert.ok(cost !== null && Math.abs(cost - dollars) < 1e-12, `${cost} is not ${dollars}`);
}

Deno.test("`costUsd()` prices text, audio, cached and output apart", () => {
  is(costUsd("gpt-realtime-2.1", USAGE), (400 * 4 + 600 * 0.4 + 400 * 32 + 100 * 0.4 + 50 * 24 + 200 * 64) / 1e6);
  const mini = (400 * 0.6 + 600 * 0.06 + 400 * 10 + 100 * 0.3 + 50 * 2.4 + 200 * 20) / 1e6;
  is(costUsd("gpt-realtime-2.1-mini", USAGE), mini);
});

Deno.test("`costUsd()` takes a dated name for its model's, and knows no other model's price", () => {
  is(costUsd("gpt-realtime-2.1-mini-2026-08-21", USAGE), costUsd("gpt-realtime-2.1-mini", USAGE)!);
  for (const model of ["gpt-realtime", "gpt-realtime-2.1-maxi", "toString", "", "whisper-1"]) {
    assert.equal(costUsd(model, USAGE), null, model);
  }
});

Deno.test("`costUsd()` takes cached tokens for text where nothing else is said, as far as there is text", () => {
  const { cachedAudioTokens: _, ...unsaid } = USAGE;
  is(costUsd("gpt-realtime-2.1", unsaid), costUsd("gpt-realtime-2.1", { ...unsaid, cachedAudioTokens: 0 })!);
  const more = { ...unsaid, cachedTokens: 1_200 };
  is(costUsd("gpt-realtime-2.1", more), costUsd("gpt-realtime-2.1", { ...more, cachedAudioTokens: 200 })!);
});

Deno.test("`costUsd()` prices transcription by the minute", () => {
  const nothing = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, inputAudioTokens: 0, outputAudioTokens: 0 };
  is(
    costUsd("gpt-transcribe", { ...nothing, transcription: { seconds: 90, inputTokens: 0, outputTokens: 0 } }),
    0.00675,
  );
  is(costUsd("gpt-transcribe", nothing), 0);
});
