/** The events of a journal as closed shapes. Audio comes back as silence of its length: the call never looks into it. */

import { z } from "zod";
import { SILENCE_BYTE } from "./audio/g711.ts";
import type { Audio, CallEvent } from "./call/call.ts";
import { MODEL_MESSAGE_BYTES } from "./call/limits.ts";
import type { Beginning } from "./call/resuming.ts";
import { PHRASE_LANGUAGES, PHRASES } from "./intake/phrases.ts";

/** An event as it is written: a length where its audio was. */
type Written<T extends CallEvent["type"]> = Extract<CallEvent, { type: T }> extends infer E
  ? E extends { audio: Audio } ? Omit<E, "audio"> & { bytes: number } : E
  : never;

/** 20 ms. */
const CARRIER_FRAME_BYTES = 160;

const atMs = z.number();
const bytes = z.int().min(0).max(MODEL_MESSAGE_BYTES);
const id = z.string();
const code = z.string() as unknown as z.ZodType<Extract<CallEvent, { type: "model_lost" }>["code"]>;
const shape = <T extends string, F extends z.ZodRawShape>(type: T, fields: F) =>
  z.strictObject({ type: z.literal(type), atMs, ...fields });
const count = z.number();
const usage = z.strictObject({
  inputTokens: count,
  outputTokens: count,
  cachedTokens: count,
  inputAudioTokens: count,
  outputAudioTokens: count,
  cachedAudioTokens: count.exactOptional(),
});
const transcription = z.strictObject({ seconds: count, inputTokens: count, outputTokens: count });
const order = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("request_reply") }),
  z.strictObject({ kind: z.literal("cancel_reply") }),
  z.strictObject({ kind: z.literal("truncate_line"), lineId: id }),
  z.strictObject({ kind: z.literal("forget_line"), lineId: id }),
  z.strictObject({ kind: z.literal("forget_turn"), turnId: id }),
  z.strictObject({ kind: z.literal("answer_tool"), callId: id }),
]);

const incident = z.strictObject({ id, number: z.string() });

const said = z.string().nullable();
const yesNo = z.enum(["yes", "no", "unknown"]).nullable();
const facts = z.strictObject({
  location: z.strictObject({ raw: said, address: said, unit: said, crossStreet: said, landmark: said }),
  nature: said,
  typeCode: said,
  when: said,
  inProgress: yesNo,
  injuries: yesNo,
  weapons: yesNo,
  callbackNumber: said,
  callerName: said,
  anonymous: z.boolean(),
  details: z.record(z.string(), z.string()),
  language: said,
});

/** What a call that goes on begins with. */
export const beginningShape: z.ZodType<Beginning> = z.strictObject({
  transcript: z.array(
    z.strictObject({ atMs, speaker: z.enum(["caller", "dispatcher"]), text: z.string(), heard: said }),
  ),
  facts,
  asked: z.int(),
  incident: incident.nullable(),
  sent: z.enum(["no", "dispatched", "reported"]),
});

const SHAPES: { readonly [T in CallEvent["type"]]: z.ZodType<Written<T>> } = {
  stream_started: shape("stream_started", { streamSid: id }),
  caller_audio: shape("caller_audio", {
    timestampMs: z.number(),
    bytes,
    levelDb: z.number(),
    isVoiced: z.boolean().exactOptional(),
  }),
  mark_returned: shape("mark_returned", { name: id }),
  digit_pressed: shape("digit_pressed", { digit: z.string() }),
  stream_stopped: shape("stream_stopped", {}),
  stream_closed: shape("stream_closed", { why: z.string() }),
  carrier_ended: shape("carrier_ended", { status: z.string() }),
  model_ready: shape("model_ready", { model: z.string(), livesMs: z.number().exactOptional() }),
  model_faulted: shape("model_faulted", { code, action: z.string() }),
  model_lost: shape("model_lost", { code, detail: z.string() }),
  next_model_ready: shape("next_model_ready", { model: z.string(), livesMs: z.number().exactOptional() }),
  next_model_lost: shape("next_model_lost", { code, detail: z.string() }),
  speech_started: shape("speech_started", { turnId: id, audioStartMs: z.number() }),
  speech_stopped: shape("speech_stopped", { turnId: id, audioEndMs: z.number() }),
  turn_committed: shape("turn_committed", { turnId: id }),
  turn_transcribed: shape("turn_transcribed", { turnId: id, text: z.string(), usage: transcription.exactOptional() }),
  turn_not_transcribed: shape("turn_not_transcribed", { turnId: id }),
  reply_started: shape("reply_started", { replyId: id }),
  reply_audio: shape("reply_audio", {
    replyId: id,
    lineId: id,
    bytes,
    levelsDb: z.array(z.number()).exactOptional(),
  }),
  phrase_audio: shape("phrase_audio", {
    phrase: z.enum(PHRASES),
    language: z.enum(PHRASE_LANGUAGES),
    bytes,
    levelsDb: z.array(z.number()),
  }),
  reply_words: shape("reply_words", { replyId: id, lineId: id, text: z.string(), whole: z.boolean() }),
  reply_moved: shape("reply_moved", { replyId: id }),
  tool_called: shape("tool_called", { replyId: id, callId: id, name: z.string(), arguments: z.string() }),
  reply_ended: shape("reply_ended", {
    replyId: id,
    status: z.enum(["completed", "cancelled", "failed", "incomplete"]),
    reason: z.string().nullable(),
    fault: code.nullable(),
    retryAfterMs: z.number().nullable(),
    usage: usage.nullable(),
  }),
  order_refused: shape("order_refused", { order, code: z.string() }),
  facts_kept: shape("facts_kept", { callId: id.nullable(), incident: incident.nullable() }),
  incident_sent: shape("incident_sent", {
    callId: id.nullable(),
    incident,
    isReport: z.boolean(),
    missing: z.array(z.string()),
  }),
  desk_failed: shape("desk_failed", { callId: id.nullable() }),
  person_answered: shape("person_answered", {}),
  person_left: shape("person_left", {}),
  nobody_answered: shape("nobody_answered", {}),
  time_passed: shape("time_passed", {}),
  hangup_asked: shape("hangup_asked", { reason: z.string() }),
};

/** Reads one event from a line's value, or says what is wrong with it. */
export function eventFrom(value: unknown): CallEvent | string {
  const type = typeof value === "object" && value !== null ? (value as { type?: unknown }).type : undefined;
  if (typeof type !== "string" || !Object.hasOwn(SHAPES, type)) return `${JSON.stringify(type) ?? "it"} is no event`;
  const { success, data, error } = SHAPES[type as CallEvent["type"]].safeParse(value);
  if (!success) {
    return error.issues.map(({ path, message }) => `${[type, ...path].join(".")}: ${message}`).join("; ");
  }
  if (!("bytes" in data)) return data;
  const { bytes, ...event } = data;
  return { ...event, audio: silent(bytes) };
}

/** The carrier's pieces are all alike: an hour's call has 180,000, and they are one object. */
let lastSilence: Audio = { base64: "", ulaw: new Uint8Array() };

function silent(bytes: number): Audio {
  if (lastSilence.ulaw.length === bytes) return lastSilence;
  const audio = { base64: "", ulaw: new Uint8Array(bytes).fill(SILENCE_BYTE) };
  if (bytes === CARRIER_FRAME_BYTES) lastSilence = audio;
  return audio;
}
