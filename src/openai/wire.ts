/**
 * The Realtime wire, as it is read: the vendor's messages become our events (`write.ts` is the other way). Audio passes
 * as the base64 it is. Messages are parsed once; the frequent ones are checked by hand, for speed.
 */

import * as z from "zod";
import type { CallEvent, ModelOrder, TranscriptionUsage, Usage } from "../call/call.ts";
import { decodeBase64, levelsDb } from "../audio/g711.ts";
import { classifyReply, isBenign, retryAfterMs, type VendorError } from "./faults.ts";
import type { Json } from "./session.ts";
import * as shapes from "./shapes.ts";
import { orderOf } from "./write.ts";

/** What a message means to the socket that received it. */
export type Reading =
  | { kind: "event"; event: CallEvent }
  | { kind: "created" }
  | { kind: "updated"; session: Json }
  | { kind: "error"; error: VendorError; order: ModelOrder | null; isBenign: boolean }
  /** Known, and nothing to us. */
  | { kind: "ignored" }
  /** Not in the vocabulary, or not in its shape: counted, never fatal. */
  | { kind: "unknown"; why: "json" | "type" | "shape" };

const IGNORED: ReadonlySet<string> = new Set([
  "conversation.created",
  "conversation.item.added",
  "conversation.item.created",
  "conversation.item.deleted",
  "conversation.item.done",
  "conversation.item.input_audio_transcription.delta",
  "conversation.item.input_audio_transcription.segment",
  "conversation.item.retrieved",
  "conversation.item.truncated",
  "input_audio_buffer.cleared",
  "input_audio_buffer.timeout_triggered",
  "rate_limits.updated",
  "response.content_part.added",
  "response.content_part.done",
  "response.function_call_arguments.done",
  "response.output_audio.done",
  "response.audio.done",
  "response.output_item.added",
  "response.output_text.delta",
  "response.output_text.done",
]);

/**
 * Reads one message. `atMs` stamps the event. Pieces of sound are nearly all there is: one written as the vendor writes
 * it is read by position; anything else, however little it differs, is parsed.
 */
export function read(text: string, atMs: number): Reading {
  return plainAudio(text, atMs) ?? parsed(text, atMs);
}

/** What stands before a piece of sound. Nothing in it is escaped, and no name can stand in it twice. */
const BEFORE_DELTA = new RegExp(
  '^\\{"type":"response\\.output_audio\\.delta","event_id":"\\w+","response_id":"(\\w+)","item_id":"(\\w+)",' +
    '"output_index":\\d+,"content_index":\\d+,"delta":"$',
);
const DELTA = '"delta":"';

function plainAudio(text: string, atMs: number): Reading | null {
  const from = text.indexOf(DELTA) + DELTA.length;
  const to = text.length - 2;
  if (from < DELTA.length || !text.endsWith('"}')) return null;
  const before = BEFORE_DELTA.exec(text.slice(0, from));
  if (before === null) return null;
  const reading = sound(before[1]!, before[2]!, text.slice(from, to), atMs);
  return reading.kind === "event" ? reading : null;
}

function parsed(text: string, atMs: number): Reading {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { kind: "unknown", why: "json" };
  }
  if (typeof message !== "object" || message === null) return { kind: "unknown", why: "shape" };
  const { type } = message as { type?: unknown };
  if (type === "response.output_audio.delta" || type === "response.audio.delta") return audio(message as Json, atMs);
  if (typeof type !== "string") return { kind: "unknown", why: "shape" };
  if (IGNORED.has(type)) return { kind: "ignored" };
  try {
    return rare(type, message as Json, atMs);
  } catch (error) {
    if (error instanceof z.ZodError) return { kind: "unknown", why: "shape" };
    throw error;
  }
}

function audio(message: Json, atMs: number): Reading {
  const { response_id: replyId, item_id: lineId, delta } = message;
  if (!isId(replyId) || !isId(lineId) || typeof delta !== "string") {
    return { kind: "unknown", why: "shape" };
  }
  return sound(replyId, lineId, delta, atMs);
}

function sound(replyId: string, lineId: string, base64: string, atMs: number): Reading {
  const ulaw = decodeBase64(base64);
  if (ulaw === null) return { kind: "unknown", why: "shape" };
  if (ulaw.length === 0) return { kind: "ignored" };
  return event({ type: "reply_audio", atMs, replyId, lineId, audio: { base64, ulaw }, levelsDb: levelsDb(ulaw) });
}

/** As `shapes.ts` checks it, for the frequent messages. */
function isId(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 512;
}

function rare(type: string, message: Json, atMs: number): Reading {
  switch (type) {
    case "session.created":
      return { kind: "created" };
    case "session.updated":
      return { kind: "updated", session: shapes.session.parse(message).session };
    case "error": {
      const error = vendorErrorOf(shapes.error.parse(message).error);
      return { kind: "error", error, order: orderOf(error), isBenign: isBenign(error) };
    }
    case "response.created":
      return event({ type: "reply_started", atMs, replyId: shapes.response.parse(message).response.id });
    case "response.done":
      return event(replyEnded(shapes.done.parse(message).response, atMs));
    case "response.function_call_arguments.delta":
      return event({ type: "reply_moved", atMs, replyId: shapes.part.parse(message).response_id });
    case "response.output_item.done":
      return itemFinished(shapes.itemDone.parse(message), atMs);
    case "response.output_audio_transcript.delta":
    case "response.audio_transcript.delta":
    case "response.output_audio_transcript.done":
    case "response.audio_transcript.done": {
      const { response_id: replyId, item_id: lineId, delta, transcript } = shapes.words.parse(message);
      const text = transcript ?? delta ?? "";
      return event({ type: "reply_words", atMs, replyId, lineId, text, whole: transcript !== undefined });
    }
    default:
      return turnEvent(type, message, atMs);
  }
}

function turnEvent(type: string, message: Json, atMs: number): Reading {
  switch (type) {
    case "input_audio_buffer.speech_started": {
      const { item_id: turnId, audio_start_ms: audioStartMs } = shapes.started.parse(message);
      return event({ type: "speech_started", atMs, turnId, audioStartMs });
    }
    case "input_audio_buffer.speech_stopped": {
      const { item_id: turnId, audio_end_ms: audioEndMs } = shapes.stopped.parse(message);
      return event({ type: "speech_stopped", atMs, turnId, audioEndMs });
    }
    case "input_audio_buffer.committed":
      return event({ type: "turn_committed", atMs, turnId: shapes.item.parse(message).item_id });
    case "conversation.item.input_audio_transcription.completed": {
      const { item_id: turnId, transcript: text, usage } = shapes.transcribed.parse(message);
      const told = usage == null ? {} : { usage: transcriptionUsage(usage) };
      return event({ type: "turn_transcribed", atMs, turnId, text, ...told });
    }
    case "conversation.item.input_audio_transcription.failed":
      return event({ type: "turn_not_transcribed", atMs, turnId: shapes.item.parse(message).item_id });
    default:
      return { kind: "unknown", why: "type" };
  }
}

function event(event: CallEvent): Reading {
  return { kind: "event", event };
}

function itemFinished(message: z.infer<typeof shapes.itemDone>, atMs: number): Reading {
  const { response_id: replyId, item } = message;
  if (item.type !== "function_call") return { kind: "ignored" };
  const { call_id: callId, name } = item;
  if (callId == null || name == null) return { kind: "unknown", why: "shape" };
  return event({ type: "tool_called", atMs, replyId, callId, name, arguments: item.arguments ?? "{}" });
}

function replyEnded(reply: z.infer<typeof shapes.done>["response"], atMs: number): CallEvent {
  const details = reply.status_details;
  const error = details?.error ? vendorErrorOf(details.error) : null;
  const status = reply.status === "in_progress" ? "completed" : reply.status;
  const content = reply.output.flatMap((item) => item.content ?? []).map((part) => part.type);
  const end = {
    status,
    reason: details?.reason ?? error?.code ?? null,
    error,
    hasAudio: content.some((type) => type === "output_audio" || type === "audio"),
    hasText: content.some((type) => type === "output_text" || type === "text"),
    hasTool: reply.output.some((item) => item.type === "function_call"),
  };
  const { usage } = reply;
  return {
    type: "reply_ended",
    atMs,
    replyId: reply.id,
    status,
    reason: end.reason,
    fault: classifyReply(end),
    retryAfterMs: retryAfterMs(error),
    usage: usage == null ? null : tokensOf(usage),
  };
}

function tokensOf(usage: NonNullable<z.infer<typeof shapes.done>["response"]["usage"]>): Usage {
  const { input_token_details: input, output_token_details: output } = usage;
  const cachedAudioTokens = input?.cached_tokens_details?.audio_tokens;
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cachedTokens: input?.cached_tokens ?? 0,
    inputAudioTokens: input?.audio_tokens ?? 0,
    outputAudioTokens: output?.audio_tokens ?? 0,
    ...cachedAudioTokens === undefined ? {} : { cachedAudioTokens },
  };
}

function transcriptionUsage(usage: NonNullable<z.infer<typeof shapes.transcribed>["usage"]>): TranscriptionUsage {
  if (usage.type === "duration") return { seconds: usage.seconds, inputTokens: 0, outputTokens: 0 };
  return { seconds: 0, inputTokens: usage.input_tokens, outputTokens: usage.output_tokens };
}

function vendorErrorOf(error: z.infer<typeof shapes.failure>): VendorError {
  return {
    type: error.type ?? "unknown",
    code: error.code ?? null,
    message: error.message ?? "",
    param: error.param ?? null,
    eventId: error.event_id ?? null,
  };
}
