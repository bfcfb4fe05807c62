/** The model's mind, which the one who starts the simulator provides: what it hears and what it answers. */

import type { Item } from "./conversation.ts";

/** A turn of the caller, as it was committed. */
export interface HeardTurn {
  readonly itemId: string;
  /** In the session's input format; for a phone call µ-law at 8 kHz. */
  readonly audio: Uint8Array;
}

/** What a reply is made from. */
export interface ReplyContext {
  /** Those of the request when it has some, else the session's. */
  readonly instructions: string;
  /** Transcripts of the caller's turns so far, oldest first; "" for noise. */
  readonly heard: readonly string[];
  readonly items: readonly Item[];
  readonly toolChoice: unknown;
  /** True when the API made the request itself, at the end of a turn. */
  readonly isAutomatic: boolean;
}

/** Something said. */
export interface Speech {
  readonly text: string;
  /** µ-law at 8 kHz. */
  readonly audio: Uint8Array;
}

/** A function call; `arguments` is JSON. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: string;
}

/**
 * What goes wrong with a reply: `empty` completes with no output; `text_only` says it as text though audio was asked
 * for; `inaudible` sends its words with audio that has no level; `stall` creates the reply and then nothing more comes,
 * `stall_midway` sends half of its speech first; `failed` ends it with an error, `incomplete` and `cancelled` with a
 * reason, after half of its speech when it has some.
 */
export type ReplyFault =
  | "empty"
  | "text_only"
  | "inaudible"
  | "stall"
  | "stall_midway"
  | { readonly failed: { readonly type: string; readonly code: string | null; readonly message: string } }
  | { readonly incomplete: "max_output_tokens" | "content_filter" }
  | { readonly cancelled: "turn_detected" };

/** A reply: speech first, then tools; either may be missing. */
export interface Reply {
  /** From the request to the first audio, ms; the simulator's default when missing. */
  readonly firstAudioMs?: number;
  readonly speech?: Speech;
  readonly tools?: readonly ToolCall[];
  readonly fault?: ReplyFault;
}

/** One mind thinks for one session. */
export interface Mind {
  /** What the caller said in a turn; "" for noise, null when transcribing fails. Asked once a turn, at its commit. */
  hear(turn: HeardTurn): string | null;
  /** The answer to a request for a reply. Asked when the reply is created. */
  reply(context: ReplyContext): Reply;
}
