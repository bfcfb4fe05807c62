/** One reply of a model as the caller would get it: when it began, how it sounded, how it ended, what it is called. */

import { isLinear } from "../audio/linear.ts";
import { levelDb, levelsDb } from "../audio/g711.ts";
import type { FaultCode } from "../call/call.ts";
import { AUDIBLE_DB, BYTES_PER_MS } from "../call/limits.ts";
import { listenTo, noSound } from "../call/sound_check.ts";
import type { Json } from "../openai/session.ts";
import { classifyError } from "../openai/faults.ts";
import type { Entry, Exchange } from "./exchange.ts";

export interface Reply {
  /** What is wrong with it; null when nothing is. */
  readonly fault: FaultCode | null;
  /** What was seen on the wire. */
  readonly seen: string;
  readonly audio: Uint8Array;
  /** From the request to the first audio, ms; null without any. */
  readonly firstAudioMs: number | null;
  readonly bytesPerMs: number | null;
  readonly levelDb: number | null;
  readonly durationMs: number;
  readonly tools: readonly { readonly name: string; readonly callId: string; readonly arguments: string }[];
  readonly ms: number;
}

/** A live call gives a reply up after 3 s; the doctor wants to know whether it comes at all. */
const FIRST_AUDIO_LIMIT_MS = 8_000;

/** So much of a reply is listened to: enough to judge it. */
const LISTEN_MS = 8_000;

/** A reply that sends nothing for so long has stopped, though it has not ended: sound comes faster than it is spoken. */
const PAUSE_MS = 3_000;

/** From a cancel to the end of its reply. */
const CANCEL_MS = 1_500;

/** A token of the model's audio (platform.openai.com/docs/guides/realtime-costs), ms. */
const TOKEN_MS = 50;

/** Asks for a reply by `request`, and listens to it. */
export async function replyTo(exchange: Exchange, request: string): Promise<Reply> {
  const from = exchange.entries.length;
  const beganMs = exchange.nowMs;
  exchange.send(request);
  const moved = await exchange.until((entry) => isSign(entry) ? entry : null, FIRST_AUDIO_LIMIT_MS, from);
  let stoppedAfterMs: number | null = null;
  if (moved?.audio !== undefined) {
    const ended = await exchange.until((entry) => isEnd(entry) ? entry : null, LISTEN_MS, from);
    if (ended === null && !exchange.isOver) {
      const last = exchange.entries.findLast(({ audio }) => audio !== undefined)!;
      if (exchange.nowMs - last.atMs > PAUSE_MS) stoppedAfterMs = Math.round(last.atMs - beganMs);
      exchange.send({ type: "response.cancel", event_id: "cancel:" });
      await exchange.until((entry) => entry.type === "response.done" ? entry : null, CANCEL_MS, from);
    }
  }
  const reply = judge(exchange, exchange.entries.slice(from), beganMs);
  if (stoppedAfterMs === null || reply.fault !== null) return reply;
  return { ...reply, fault: "reply_stalled", seen: `no sound came after ${stoppedAfterMs} ms, and no response.done` };
}

function isSign(entry: Entry): boolean {
  return entry.audio !== undefined || isEnd(entry);
}

function isEnd({ type, reading }: Entry): boolean {
  if (reading?.kind !== "error") return type === "response.done";
  // Nobody else asks for replies here: one under way is the vendor's mistake.
  return !reading.isBenign || reading.error.code === "conversation_already_has_active_response";
}

function judge(exchange: Exchange, entries: readonly Entry[], beganMs: number): Reply {
  const pieces = entries.flatMap(({ audio }) => audio === undefined ? [] : [audio]);
  const audio = joined(pieces);
  const first = entries.find((entry) => entry.audio !== undefined);
  const end = entries.find(isEnd);
  const fault = exchange.loss?.code ?? faultOf(entries, end, pieces, audio);
  const seen = [endText(exchange, entries, end), modalitiesText(entries), usageText(end)].filter((text) => text !== "")
    .join("; ");
  return {
    fault,
    seen,
    audio,
    firstAudioMs: first === undefined ? null : Math.round(first.atMs - beganMs),
    bytesPerMs: audio.length === 0 ? null : rateOf(end, audio),
    levelDb: audio.length === 0 ? null : levelDb(audio),
    durationMs: Math.round(audio.length / BYTES_PER_MS),
    tools: entries.flatMap(({ reading }) =>
      reading?.kind === "event" && reading.event.type === "tool_called" ? [reading.event] : []
    ),
    ms: Math.round((entries.at(-1)?.atMs ?? exchange.nowMs) - beganMs),
  };
}

function faultOf(
  entries: readonly Entry[],
  end: Entry | undefined,
  pieces: readonly Uint8Array[],
  audio: Uint8Array,
): FaultCode | null {
  if (end?.reading?.kind === "error") return classifyError(end.reading.error).code;
  const ended = end?.reading?.kind === "event" && end.reading.event.type === "reply_ended" ? end.reading.event : null;
  if (ended?.fault != null) return ended.fault;
  const hasTool = entries.some(({ reading }) => reading?.kind === "event" && reading.event.type === "tool_called");
  if (audio.length === 0) return ended === null ? "reply_stalled" : hasTool ? null : "empty_reply";
  if (isLinear(audio)) return "wrong_codec";
  return soundFault(pieces) ?? (levelDb(audio) < AUDIBLE_DB ? "inaudible_audio" : null);
}

/** As a live call judges the same sound. */
function soundFault(pieces: readonly Uint8Array[]): FaultCode | null {
  let sounding = noSound();
  for (const piece of pieces) {
    const heard = listenTo(sounding, levelsDb(piece));
    if (heard.fault !== null) return heard.fault;
    sounding = heard.sounding;
  }
  return null;
}

/** How the reply ended, in the vendor's own words. */
function endText(exchange: Exchange, entries: readonly Entry[], end: Entry | undefined): string {
  if (exchange.loss !== null) return exchange.loss.detail;
  if (end?.reading?.kind === "error") {
    const { type, code, message } = end.reading.error;
    return `error ${code ?? type}: ${message}`;
  }
  if (end === undefined) {
    const isCreated = entries.some(({ type }) => type === "response.created");
    const hasAudio = entries.some(({ audio }) => audio !== undefined);
    if (hasAudio) return "response.done did not come";
    return `${isCreated ? "response.created and then nothing" : "no response.created"} within ` +
      `${FIRST_AUDIO_LIMIT_MS / 1_000} s`;
  }
  const response = end.message["response"] as Json | undefined;
  const details = response?.["status_details"] as { reason?: string; error?: Json } | null | undefined;
  const output = Array.isArray(response?.["output"]) ? response["output"] as Json[] : [];
  const error = details?.error ?? null;
  const why = error !== null
    ? ` (${error["code"] ?? error["type"]}: ${error["message"] ?? ""})`
    : details?.reason === undefined
    ? ""
    : ` (${details.reason})`;
  return `response.done status ${response?.["status"]}${why}, output: [${output.map(itemText).join(", ")}]`;
}

/** A request for audio that became one for text. */
function modalitiesText(entries: readonly Entry[]): string {
  const created = entries.find(({ type }) => type === "response.created")?.message["response"] as Json | undefined;
  const modalities = created?.["output_modalities"];
  if (!Array.isArray(modalities) || modalities.includes("audio")) return "";
  return `response.created echoes output_modalities ${JSON.stringify(modalities)}`;
}

function itemText(item: Json): string {
  const content = Array.isArray(item["content"]) ? item["content"] as Json[] : [];
  return content.length === 0 ? String(item["type"]) : content.map((part) => String(part["type"])).join("+");
}

function usageText(end: Entry | undefined): string {
  const usage = (end?.message["response"] as Json | undefined)?.["usage"] as Json | null | undefined;
  return usage == null ? "" : `usage ${usage["input_tokens"] ?? 0} in, ${usage["output_tokens"] ?? 0} out`;
}

/** Bytes a millisecond by the vendor's own count of audio, where it counts plausibly; else as the codec has them. */
function rateOf(end: Entry | undefined, audio: Uint8Array): number {
  const ended = end?.reading?.kind === "event" && end.reading.event.type === "reply_ended" ? end.reading.event : null;
  const tokens = ended?.usage?.outputAudioTokens ?? 0;
  const counted = tokens > 0 ? audio.length / (tokens * TOKEN_MS) : null;
  if (isLinear(audio)) return Math.round(counted ?? 48);
  // Tokens are whole: of a short reply their count is rough.
  return counted !== null && Math.abs(counted - BYTES_PER_MS) > 2 ? Math.round(counted) : BYTES_PER_MS;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
