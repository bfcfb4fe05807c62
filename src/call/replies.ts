/**
 * One sequencer owns the model's replies: at most one is asked for or under way, the next is asked for when the last
 * one has ended. Audio of a reply that was cut is dropped, however late it comes.
 */

import type { Asking } from "../intake/counting.ts";
import type { CallEffect, ReplyPurpose } from "./call.ts";
import {
  BLAST_MS,
  CANCEL_WAIT_MS,
  LINES_PER_REPLY,
  REPLY_RETRY_MS,
  REPLY_STILL_MS,
  REPLY_WAIT_MS,
  SECOND_REPLY_WAIT_MS,
  TOOLS_PER_REPLY,
} from "./limits.ts";
import { noSound, type Sounding } from "./sound_check.ts";

export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
}

/** A reply from the request to its end. */
export interface Reply {
  /** Null until the model has named it. */
  readonly replyId: string | null;
  readonly purpose: ReplyPurpose;
  /** Asked for a second time, because the first was no good. */
  readonly isAgain: boolean;
  readonly askedAtMs: number;
  /** When it last showed a sign of life, or was cut; null when neither has happened. */
  readonly movedAtMs: number | null;
  /** What it has put into the conversation so far, and which of that has no sound yet. */
  readonly lineIds: readonly string[];
  readonly soundlessIds: readonly string[];
  readonly audioBytes: number;
  readonly sounding: Sounding;
  /** We want no more of it: cancelled, or to be cancelled as soon as it has a name. */
  readonly isCut: boolean;
  readonly tools: readonly ToolCall[];
  /** The slot that it says it asks for. */
  readonly asking: Asking;
}

/** A reply that is to be asked for. */
export interface Wanted {
  readonly purpose: ReplyPurpose;
  readonly isAgain: boolean;
  readonly notBeforeMs: number;
}

export interface Replies {
  readonly current: Reply | null;
  readonly wanted: Wanted | null;
  /** Replies in a row that ended without sound and without a reason of ours. */
  readonly silentInARow: number;
  /** Requests in a row that were refused because another reply was under way. */
  readonly refusedInARow: number;
}

export interface Sequenced {
  readonly replies: Replies;
  readonly effects: readonly CallEffect[];
}

/** A model that was not asked for anything yet. */
export function noReplies(): Replies {
  return { current: null, wanted: null, silentInARow: 0, refusedInARow: 0 };
}

/** Asks for a reply: now when nothing is under way, else as soon as what is under way has ended. */
export function want(replies: Replies, purpose: ReplyPurpose, atMs: number): Sequenced {
  return next({ ...replies, wanted: { purpose, isAgain: false, notBeforeMs: atMs } }, atMs);
}

/** Asks for a reply once more, not before a moment. */
export function wantAgain(replies: Replies, purpose: ReplyPurpose, atMs: number, notBeforeMs = atMs): Sequenced {
  return next({ ...replies, wanted: { purpose, isAgain: true, notBeforeMs } }, atMs);
}

/** Sends the wanted request if its time has come. */
export function next(replies: Replies, atMs: number): Sequenced {
  const { wanted, current } = replies;
  if (wanted === null || current !== null || wanted.notBeforeMs > atMs) return { replies, effects: [] };
  const { purpose, isAgain } = wanted;
  return {
    replies: { ...replies, wanted: null, current: asked(purpose, isAgain, atMs) },
    effects: [{ type: "request_reply", purpose }],
  };
}

/** The model began a reply: the one asked for, or one that it began by itself. */
export function started(replies: Replies, replyId: string, atMs: number): Sequenced {
  const current = { ...(replies.current ?? asked("answer", false, atMs)), replyId };
  // A server that answers by itself refused our request for that answer: it must not be asked for a second time.
  const wanted = replies.current === null && replies.refusedInARow > 0 ? null : replies.wanted;
  return {
    replies: { ...replies, current, wanted, refusedInARow: 0 },
    effects: current.isCut ? [{ type: "cancel_reply", replyId }] : [],
  };
}

/** Whether audio of this reply may still be played. */
export function isWelcome(replies: Replies, replyId: string): boolean {
  return replies.current !== null && replies.current.replyId === replyId && !replies.current.isCut;
}

/** What the sound of the current reply is like. */
export function sounds(replies: Replies, sounding: Sounding): Replies {
  const { current } = replies;
  return current === null ? replies : { ...replies, current: { ...current, sounding } };
}

/** Whether a reply said something that can be heard. */
export function spokeUp({ audioBytes, sounding }: Reply): boolean {
  return audioBytes > 0 && sounding.isAudible && sounding.blastMs < BLAST_MS;
}

/** The current reply put words or `bytes` of sound into one of its lines. */
export function spoke(replies: Replies, lineId: string, bytes: number, atMs: number): Replies {
  const { current } = replies;
  if (current === null) return replies;
  const isNew = !current.lineIds.includes(lineId);
  const lineIds = isNew ? [...current.lineIds, lineId].slice(-LINES_PER_REPLY) : current.lineIds;
  const soundless = isNew ? [...current.soundlessIds, lineId].slice(-LINES_PER_REPLY) : current.soundlessIds;
  const soundlessIds = bytes > 0 && soundless.length > 0 ? soundless.filter((id) => id !== lineId) : soundless;
  const audioBytes = current.audioBytes + bytes;
  return { ...replies, current: { ...current, lineIds, soundlessIds, audioBytes, movedAtMs: atMs } };
}

/** Whether this is a line of the reply that was cut, not met before: the model put it down after it was told to stop. */
export function isSurplus(replies: Replies, replyId: string, lineId: string): boolean {
  const { current } = replies;
  return current !== null && current.replyId === replyId && current.isCut && !current.lineIds.includes(lineId);
}

/** The current reply called a tool; it is acted on when the reply has ended. Repeated and surplus calls are dropped. */
export function calledTool(replies: Replies, replyId: string, tool: ToolCall, atMs: number): Replies {
  const { current } = replies;
  if (current?.replyId !== replyId || current.tools.length >= TOOLS_PER_REPLY) return replies;
  if (current.tools.some((other) => other.callId === tool.callId)) return replies;
  return { ...replies, current: { ...current, tools: [...current.tools, tool], movedAtMs: atMs } };
}

/** The current reply says what it asks for. */
export function asks(replies: Replies, asking: Asking): Replies {
  const { current } = replies;
  if (current === null || asking === undefined) return replies;
  return { ...replies, current: { ...current, asking } };
}

/** The current reply is being made, though nothing of it can be heard: the arguments of a tool. */
export function moved(replies: Replies, replyId: string, atMs: number): Replies {
  const { current } = replies;
  if (current === null || current.replyId !== replyId || current.isCut) return replies;
  return { ...replies, current: { ...current, movedAtMs: atMs } };
}

/** No more of the current reply: it is cancelled once, at once or as soon as it has a name. */
export function cut(replies: Replies, atMs: number): Sequenced {
  const { current } = replies;
  const without = { ...replies, wanted: null };
  if (current === null || current.isCut) return { replies: without, effects: [] };
  return {
    replies: { ...without, current: { ...current, isCut: true, movedAtMs: atMs } },
    effects: current.replyId === null ? [] : [{ type: "cancel_reply", replyId: current.replyId }],
  };
}

/** The model is gone: nothing more of it is waited for. */
export function none(replies: Replies): Replies {
  return { ...replies, current: null, wanted: null };
}

/** A reply that is none of ours ended: if it stood in the way of a request, that is sent now, not a little later. */
export function otherEnded(replies: Replies, atMs: number): Sequenced {
  const { wanted, refusedInARow } = replies;
  if (wanted === null || refusedInARow === 0) return { replies, effects: [] };
  return next({ ...replies, wanted: { ...wanted, notBeforeMs: Math.min(atMs, wanted.notBeforeMs) } }, atMs);
}

/** A reply ended; one that broke off counts as silent. Null when it is not the current one. */
export function ended(replies: Replies, replyId: string, isWhole = true): { replies: Replies; reply: Reply } | null {
  const reply = replies.current;
  if (reply === null || reply.replyId !== replyId) return null;
  const spoke = spokeUp(reply) && isWhole;
  const isSilent = !spoke && !reply.isCut && reply.tools.length === 0;
  // One that was cut because it stalled has spoken, and is counted.
  const silentInARow = isSilent ? replies.silentInARow + 1 : spoke && !reply.isCut ? 0 : replies.silentInARow;
  return { replies: { ...replies, current: null, silentInARow }, reply };
}

/** The request was refused because a reply is under way that we do not know: ask again a little later. */
export function refused(replies: Replies, atMs: number): Replies {
  const { current } = replies;
  if (current === null || current.replyId !== null) return replies;
  const { purpose, isAgain } = current;
  const again: Wanted = { purpose, isAgain, notBeforeMs: atMs + REPLY_RETRY_MS };
  const wanted = current.isCut ? replies.wanted : replies.wanted ?? again;
  return { ...replies, current: null, wanted, refusedInARow: replies.refusedInARow + 1 };
}

/**
 * Nothing has come from the current reply for too long. One that has a name is cancelled, and its end is waited for: the
 * vendor takes no other request before. One without a name, or cancelled already, is forgotten.
 */
export function giveUp(replies: Replies, atMs: number): Sequenced {
  const { current } = replies;
  if (current === null || current.isCut) return { replies: { ...replies, current: null }, effects: [] };
  const silentInARow = replies.silentInARow + 1;
  if (current.replyId === null) return { replies: { ...replies, current: null, silentInARow }, effects: [] };
  return cut({ ...replies, silentInARow }, atMs);
}

/** The current reply's sound is none: no more of it, and it counts as silent. */
export function discard(replies: Replies, atMs: number): Sequenced {
  return cut({ ...replies, silentInARow: replies.silentInARow + 1 }, atMs);
}

/** When the current reply has been still for too long, or the next one may be asked for; null when neither is due. */
export function dueMs(replies: Replies): number | null {
  const { current, wanted } = replies;
  if (current === null) return wanted?.notBeforeMs ?? null;
  if (current.isCut) return (current.movedAtMs ?? current.askedAtMs) + CANCEL_WAIT_MS;
  const firstMs = current.askedAtMs + (current.isAgain ? SECOND_REPLY_WAIT_MS : REPLY_WAIT_MS);
  return current.movedAtMs === null ? firstMs : Math.max(firstMs, current.movedAtMs + REPLY_STILL_MS);
}

function asked(purpose: ReplyPurpose, isAgain: boolean, atMs: number): Reply {
  return {
    replyId: null,
    purpose,
    isAgain,
    askedAtMs: atMs,
    movedAtMs: null,
    lineIds: [],
    soundlessIds: [],
    audioBytes: 0,
    sounding: noSound(),
    isCut: false,
    tools: [],
    asking: undefined,
  };
}
