/** Sound that knows what it is: the call passes it on unread, so whoever it reaches can tell which piece came. */

import type { Audio } from "../../src/call/call.ts";
import { PHRASE } from "../../src/call/speaking.ts";

/** 20 ms of the caller's line. */
export interface CallerFrame extends Audio {
  /** Counted from 0 on each line. */
  readonly number: number;
  readonly isLoud: boolean;
  /** Of a person, not of a door. */
  readonly isSpeech: boolean;
}

/** A piece of what the model says. */
export interface ModelPiece extends Audio {
  readonly replyId: string;
  readonly lineId: string;
  /** Counted from 0 in each call: pieces are sent in this order. */
  readonly number: number;
  /** Nothing is missing after it: what was owed to the caller has been said. */
  readonly isLast: boolean;
  /** False of sound that nobody could understand. */
  readonly isVoice?: boolean;
}

export const FRAME_MS = 20;
export const FRAME_BYTES = 160;

/** Byte buffers by length: only their length is ever looked at. */
const buffers = new Map<number, Uint8Array>();

/** Bytes of a length, the same object each time. */
export function bytesOf(length: number): Uint8Array {
  let bytes = buffers.get(length);
  if (bytes === undefined) buffers.set(length, bytes = new Uint8Array(length).fill(0x2a));
  return bytes;
}

/** One frame of the caller's line. */
export function callerFrame(number: number, isLoud: boolean, isSpeech: boolean): CallerFrame {
  return { base64: "caller", ulaw: bytesOf(FRAME_BYTES), number, isLoud, isSpeech };
}

/** The n-th (1) stock phrase of a call, 1.5 s: what is owed to the caller is not said by it. */
export function phrasePiece(n: number): ModelPiece {
  const ulaw = bytesOf(12_000);
  return { base64: "phrase", ulaw, replyId: PHRASE, lineId: `${PHRASE}_${n}`, number: -n, isLast: false };
}
