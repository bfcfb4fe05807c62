/** Tokens as the API counts them, roughly: what matters is that they are there, add up and grow. */

import type { Item } from "./conversation.ts";

/** English has about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;
/** A token of the caller's audio is 100 ms, one of the model's 50 ms. */
const INPUT_MS_PER_TOKEN = 100;
const OUTPUT_MS_PER_TOKEN = 50;

/** What a reply consumed. */
export interface Consumed {
  readonly instructions: string;
  /** The conversation that went in. */
  readonly items: readonly Item[];
  /** The caller's audio so far, ms. */
  readonly heardMs: number;
  /** Input tokens of the request before: these are cached. */
  readonly cachedTokens: number;
  /** What came out: characters of text, transcript and arguments, and audio. */
  readonly characters: number;
  readonly spokenMs: number;
}

/** `usage` of `response.done`. */
export function usageOf(consumed: Consumed) {
  const text = tokens(consumed.instructions.length + consumed.items.reduce((sum, item) => sum + lengthOf(item), 0));
  const audio = Math.ceil(consumed.heardMs / INPUT_MS_PER_TOKEN);
  const cached = Math.min(consumed.cachedTokens, text);
  const outputText = tokens(consumed.characters);
  const outputAudio = Math.ceil(consumed.spokenMs / OUTPUT_MS_PER_TOKEN);
  return {
    total_tokens: text + audio + outputText + outputAudio,
    input_tokens: text + audio,
    output_tokens: outputText + outputAudio,
    input_token_details: {
      text_tokens: text,
      audio_tokens: audio,
      image_tokens: 0,
      cached_tokens: cached,
      cached_tokens_details: { text_tokens: cached, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: outputText, audio_tokens: outputAudio },
  };
}

export type Usage = ReturnType<typeof usageOf>;

/** The usage of a reply that failed before it ran. */
export const NO_USAGE: Usage = usageOf({
  instructions: "",
  items: [],
  heardMs: 0,
  cachedTokens: 0,
  characters: 0,
  spokenMs: 0,
});

function lengthOf(item: Item): number {
  switch (item.type) {
    case "message":
      return item.content.reduce((sum, part) => sum + (part.text ?? part.transcript ?? "").length, 0);
    case "function_call":
      return item.name.length + item.arguments.length;
    case "function_call_output":
      return item.output.length;
  }
}

function tokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
