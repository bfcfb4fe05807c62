/**
 * What the models cost, US dollars. Prices as of November 2026, from the vendor's price list
 * (openai.com/api/pricing); a model that is not here has no known cost.
 */

import type { Usage } from "../call/call.ts";

/** US dollars for a million tokens. */
interface TokenPrices {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

type Price =
  | { readonly text: TokenPrices; readonly audio: TokenPrices }
  /** US dollars for a minute of audio. */
  | { readonly minute: number };

const REALTIME_2: Price = {
  text: { input: 4, cached: 0.4, output: 24 },
  audio: { input: 32, cached: 0.4, output: 64 },
};

const PRICES: Readonly<Record<string, Price>> = {
  "gpt-realtime-2": REALTIME_2,
  "gpt-realtime-2.1": REALTIME_2,
  "gpt-realtime-2.1-mini": {
    text: { input: 0.6, cached: 0.06, output: 2.4 },
    audio: { input: 10, cached: 0.3, output: 20 },
  },
  "gpt-transcribe": { minute: 0.0045 },
};

const MILLION = 1_000_000;

/**
 * What a model's usage costs: the tokens of one that converses, the audio of one that transcribes. Null for a model whose
 * price is not known; a dated name ("…-2026-08-21") is its model's.
 */
export function costUsd(model: string, usage: Usage): number | null {
  const name = model.replace(/-\d{4}-\d{2}-\d{2}$/, "");
  const price = Object.hasOwn(PRICES, name) ? PRICES[name] : undefined;
  if (price === undefined) return null;
  if ("minute" in price) return (usage.transcription?.seconds ?? 0) / 60 * price.minute;
  const audio = { input: usage.inputAudioTokens, cached: cachedAudio(usage), output: usage.outputAudioTokens };
  const text = {
    input: usage.inputTokens - audio.input,
    cached: usage.cachedTokens - audio.cached,
    output: usage.outputTokens - audio.output,
  };
  return (cost(text, price.text) + cost(audio, price.audio)) / MILLION;
}

/** Cached tokens are a part of the input. */
function cost({ input, cached, output }: TokenPrices, price: TokenPrices): number {
  return (input - cached) * price.input + cached * price.cached + output * price.output;
}

/** Where the vendor does not say which tokens were cached, text was: instructions and history come first. */
function cachedAudio({ inputTokens, inputAudioTokens, cachedTokens, cachedAudioTokens }: Usage): number {
  return cachedAudioTokens ?? Math.max(0, cachedTokens - (inputTokens - inputAudioTokens));
}
