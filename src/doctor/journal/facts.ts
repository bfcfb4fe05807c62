/** What a journal tells of a call, counted for a diagnosis: replies, waits, the caller's side, what was reported. Pure. */

import type { CallEvent, FaultCode } from "../../call/call.ts";
import { BYTES_PER_MS } from "../../call/limits.ts";
import type { RecordedCall, RecordedEffect, RecordedStep } from "../../journal_reader.ts";

/** One reply, as its events tell. Times are ms since the call was opened. */
export interface ReplyFacts {
  readonly id: string;
  readonly startedAtMs: number;
  firstAudioAtMs: number | null;
  bytes: number;
  /** The loudest 20 ms, dBFS; null where it was not measured. */
  loudestDb: number | null;
  hasTool: boolean;
  ended: Extract<CallEvent, { type: "reply_ended" }> | null;
}

/** Something that happened once. */
export interface Notice {
  readonly atMs: number;
  readonly code: FaultCode;
  readonly what: string;
}

/** A silence that a caller was owed sound in. */
export interface Silence {
  readonly atMs: number;
  readonly ms: number;
}

export interface CallFacts {
  readonly replies: ReplyFacts[];
  /** Reported by the call itself: `faults[]`, in the order of time. */
  readonly reported: Notice[];
  readonly lost: Notice[];
  readonly silences: Silence[];
  /** Orders that the model refused. */
  readonly refused: { readonly atMs: number; readonly order: string; readonly code: string }[];
  readonly notTranscribed: number[];
  transcribed: number;
  turns: number;
  /** Turns that were begun and not stopped. */
  openTurns: number;
  /** The caller's audio: how much came, and how much of it was a voice, ms. */
  callerMs: number;
  voicedMs: number;
  marksSent: number;
  marksReturned: number;
  playedBytes: number;
  streamAtMs: number | null;
  end: { readonly atMs: number; readonly outcome: string; readonly reason: string } | null;
  lastAtMs: number;
}

/** Louder than this is no line noise, dBFS. */
const VOICE_DB = -40;

/** Shorter silences belong to conversation, ms: CONTRACT's longest under a fault that can heal. */
export const DEAD_AIR_MS = 3_000;

/** Collects the facts of a call. */
export function factsOf(call: RecordedCall): CallFacts {
  const facts: CallFacts = {
    ...{ replies: [], reported: [], lost: [], silences: [], refused: [], notTranscribed: [] },
    ...{ transcribed: 0, turns: 0, openTurns: 0, callerMs: 0, voicedMs: 0, marksSent: 0, marksReturned: 0 },
    ...{ playedBytes: 0, streamAtMs: null, end: null, lastAtMs: 0 },
  };
  const owed = new Owed(facts.silences);
  for (const step of call.steps) {
    facts.lastAtMs = step.event.atMs;
    takeEvent(facts, step.event);
    takeReply(facts, step.event);
    for (const effect of step.effects ?? []) takeEffect(facts, step.event.atMs, effect);
    const isPlayed = playsSound(step);
    if (isPlayed) facts.playedBytes += bytesOf(step.event);
    owed.take(step.event, isPlayed);
    if (step.effects?.some(dismisses) === true) owed.nothing();
  }
  owed.end(facts.lastAtMs);
  return facts;
}

function takeEvent(facts: CallFacts, event: CallEvent): void {
  switch (event.type) {
    case "stream_started":
      facts.streamAtMs ??= event.atMs;
      return;
    case "caller_audio":
      facts.callerMs += event.audio.ulaw.length / BYTES_PER_MS;
      if (event.isVoiced ?? event.levelDb > VOICE_DB) facts.voicedMs += event.audio.ulaw.length / BYTES_PER_MS;
      return;
    case "mark_returned":
      facts.marksReturned++;
      return;
    case "model_lost":
      facts.lost.push({ atMs: event.atMs, code: event.code, what: event.detail });
      return;
    case "model_faulted":
      facts.lost.push({ atMs: event.atMs, code: event.code, what: event.action });
      return;
    case "speech_started":
      facts.turns++;
      facts.openTurns++;
      return;
    case "speech_stopped":
      facts.openTurns = Math.max(0, facts.openTurns - 1);
      return;
    case "turn_transcribed":
      facts.transcribed++;
      return;
    case "turn_not_transcribed":
      facts.notTranscribed.push(event.atMs);
      return;
    case "order_refused":
      facts.refused.push({ atMs: event.atMs, order: event.order.kind, code: event.code });
      return;
    default:
      return;
  }
}

function takeReply(facts: CallFacts, event: CallEvent): void {
  if (event.type === "reply_started") {
    const { replyId: id, atMs: startedAtMs } = event;
    const fresh = { firstAudioAtMs: null, bytes: 0, loudestDb: null, hasTool: false, ended: null };
    facts.replies.push({ id, startedAtMs, ...fresh });
    return;
  }
  const reply = "replyId" in event ? facts.replies.findLast(({ id }) => id === event.replyId) : undefined;
  if (reply === undefined) return;
  if (event.type === "tool_called") reply.hasTool = true;
  if (event.type === "reply_ended") reply.ended = event;
  if (event.type !== "reply_audio") return;
  reply.firstAudioAtMs ??= event.atMs;
  reply.bytes += event.audio.ulaw.length;
  if (event.levelsDb !== undefined) reply.loudestDb = Math.max(reply.loudestDb ?? -Infinity, ...event.levelsDb);
}

function takeEffect(facts: CallFacts, atMs: number, effect: RecordedEffect): void {
  if (effect.type === "mark") facts.marksSent++;
  if (effect.type === "report_fault") {
    facts.reported.push({ atMs, code: effect["code"] as FaultCode, what: String(effect["action"]) });
  }
  if (effect.type === "finish") {
    facts.end ??= { atMs, outcome: String(effect["outcome"]), reason: String(effect["reason"]) };
  }
}

/** Sound of a reply without an effects line was played, and nothing else. */
function playsSound({ event, effects }: RecordedStep): boolean {
  if (effects?.some(({ type }) => type === "play") === true) return true;
  return event.type === "reply_audio" && effects === null;
}

/** A turn is thrown away: a noise. */
function dismisses({ type, keep }: RecordedEffect): boolean {
  return type === "forget_turn" || type === "close_turn" && keep === false;
}

function bytesOf(event: CallEvent): number {
  return "audio" in event ? event.audio.ulaw.length : 0;
}

/** The silences that callers were owed sound in: after the stream began, and after each of their turns. */
class Owed {
  #sinceMs: number | null = null;

  constructor(private readonly silences: Silence[]) {}

  take(event: CallEvent, isPlayed: boolean): void {
    if (isPlayed) return this.end(event.atMs);
    if (event.type === "stream_started" || event.type === "speech_stopped") this.#sinceMs ??= event.atMs;
    // Who speaks is owed nothing; who left neither.
    if (event.type === "speech_started") this.#sinceMs = null;
    if (event.type === "stream_stopped" || event.type === "stream_closed") this.end(event.atMs);
  }

  /** The turn was no speech: nobody waits for an answer to it. */
  nothing(): void {
    this.#sinceMs = null;
  }

  end(atMs: number): void {
    if (this.#sinceMs !== null && atMs - this.#sinceMs > DEAD_AIR_MS) {
      this.silences.push({ atMs: this.#sinceMs, ms: atMs - this.#sinceMs });
    }
    this.#sinceMs = null;
  }
}
