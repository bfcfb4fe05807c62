/**
 * The Media Streams wire: `read` turns Twilio's messages into our words, `write` our effects into its messages. Audio
 * passes as the base64 it is. Source: twilio.com/docs/voice/media-streams/websocket-messages.
 */

import * as z from "zod";
import { decodeBase64, levelDb as levelOf } from "../audio/g711.ts";
import { isVoiced } from "../audio/voice.ts";
import { BYTES_PER_MS, CARRIER_MEDIA_BYTES } from "../call/limits.ts";
import type { CallEffect, CallEvent } from "../call/call.ts";

/** `start`, as far as we rely on it. */
export interface StreamStart {
  readonly streamSid: string;
  readonly callSid: string;
  readonly accountSid: string;
  readonly token: string;
}

/** What a message means to the socket that received it. */
export type Reading =
  | { kind: "connected" }
  | { kind: "start"; start: StreamStart }
  | { kind: "event"; streamSid: string; event: CallEvent }
  /** An event that we do not know: counted, never a fault. */
  | { kind: "unknown" }
  | { kind: "mistake"; why: Mistake };

export type Mistake = "json" | "shape" | "media" | "codec";

/** Longest stamp accepted: a day, the longest call Twilio allows being 24 hours. */
const STAMP_MS = 86_400_000;

const sid = z.string().min(1).max(64);
const start = z.object({
  streamSid: sid,
  start: z.object({
    streamSid: sid,
    callSid: sid,
    accountSid: sid,
    customParameters: z.object({ token: z.string().max(500).catch("") }).catch({ token: "" }),
    mediaFormat: z.object({ encoding: z.string(), sampleRate: z.coerce.number(), channels: z.coerce.number() }),
  }),
});
const mark = z.object({ streamSid: sid, mark: z.object({ name: z.string().max(600) }) });
const dtmf = z.object({ streamSid: sid, dtmf: z.object({ digit: z.string().min(1).max(1) }) });
const stopped = z.object({ streamSid: sid });

/**
 * Reads one message. `atMs` stamps the event. Media messages are nearly all there is: one written as Twilio writes it is
 * read by position; anything else, however little it differs, is parsed.
 */
export function read(text: string, atMs: number): Reading {
  return plainMedia(text, atMs) ?? parsed(text, atMs);
}

/** What stands before and behind a payload. Nothing in it is escaped, and no name can stand in it twice. */
const BEFORE_PAYLOAD = new RegExp(
  '^\\{"event":"media",(?:"sequenceNumber":"\\d{1,10}",)?(?:"streamSid":"(\\w{1,64})",)?' +
    '"media":\\{(?:"track":"inbound",)?(?:"chunk":"\\d{1,10}",)?"timestamp":"(\\d{1,8})","payload":"$',
);
const BEHIND_PAYLOAD = /^"\},"streamSid":"(\w{1,64})"\}$/;
const PAYLOAD = '"payload":"';

function plainMedia(text: string, atMs: number): Reading | null {
  const from = text.indexOf(PAYLOAD) + PAYLOAD.length;
  const to = text.indexOf('"', from);
  const before = to < 0 ? null : BEFORE_PAYLOAD.exec(text.slice(0, from));
  if (before === null) return null;
  const behind = text.slice(to);
  const streamSid = before[1] ?? BEHIND_PAYLOAD.exec(behind)?.[1];
  if (streamSid === undefined || (before[1] !== undefined && behind !== '"}}')) return null;
  const reading = sound(streamSid, Number(before[2]), text.slice(from, to), atMs);
  return reading.kind === "event" ? reading : null;
}

function parsed(text: string, atMs: number): Reading {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { kind: "mistake", why: "json" };
  }
  if (typeof message !== "object" || message === null) return { kind: "mistake", why: "shape" };
  const { event } = message as { event?: unknown };
  return event === "media" ? media(message as Media, atMs) : rare(event, message, atMs);
}

interface Media {
  readonly streamSid?: unknown;
  readonly media?: { readonly track?: unknown; readonly timestamp?: unknown; readonly payload?: unknown } | null;
}

function media(message: Media, atMs: number): Reading {
  const { streamSid } = message;
  const { timestamp, payload, track } = message.media ?? {};
  const timestampMs = Number(timestamp);
  const isStamp = typeof timestamp === "string" && timestamp.trim() !== "" || typeof timestamp === "number";
  const wellFormed = typeof streamSid === "string" && typeof payload === "string" && isStamp &&
    (track === undefined || track === "inbound");
  return wellFormed ? sound(streamSid, timestampMs, payload, atMs) : { kind: "mistake", why: "media" };
}

function sound(streamSid: string, timestampMs: number, base64: string, atMs: number): Reading {
  // Four base64 characters are three bytes: an oversized payload is refused before it is decoded.
  const isSane = timestampMs >= 0 && timestampMs <= STAMP_MS && base64.length <= CARRIER_MEDIA_BYTES * 4 / 3 + 4;
  const ulaw = isSane ? decodeBase64(base64) : null;
  if (ulaw === null || ulaw.length === 0) return { kind: "mistake", why: "media" };
  const levelDb = levelOf(ulaw);
  const event: CallEvent = {
    type: "caller_audio",
    atMs,
    timestampMs,
    audio: { base64, ulaw },
    levelDb,
    isVoiced: isVoiced(ulaw, levelDb),
  };
  return { kind: "event", streamSid, event };
}

function rare(event: unknown, message: object, atMs: number): Reading {
  switch (event) {
    case "connected":
      return { kind: "connected" };
    case "start":
      return started(start.safeParse(message));
    case "mark": {
      const read = mark.safeParse(message).data;
      if (read === undefined) return { kind: "mistake", why: "shape" };
      return { kind: "event", streamSid: read.streamSid, event: { type: "mark_returned", atMs, name: read.mark.name } };
    }
    case "dtmf": {
      const read = dtmf.safeParse(message).data;
      if (read === undefined) return { kind: "mistake", why: "shape" };
      return {
        kind: "event",
        streamSid: read.streamSid,
        event: { type: "digit_pressed", atMs, digit: read.dtmf.digit },
      };
    }
    case "stop": {
      const read = stopped.safeParse(message).data;
      if (read === undefined) return { kind: "mistake", why: "shape" };
      return { kind: "event", streamSid: read.streamSid, event: { type: "stream_stopped", atMs } };
    }
    default:
      return typeof event === "string" ? { kind: "unknown" } : { kind: "mistake", why: "shape" };
  }
}

function started(parsed: ReturnType<typeof start.safeParse>): Reading {
  if (!parsed.success) return { kind: "mistake", why: "shape" };
  const { streamSid, callSid, accountSid, customParameters, mediaFormat } = parsed.data.start;
  if (streamSid !== parsed.data.streamSid) return { kind: "mistake", why: "shape" };
  const isPhoneAudio = mediaFormat.encoding === "audio/x-mulaw" && mediaFormat.channels === 1 &&
    mediaFormat.sampleRate === BYTES_PER_MS * 1_000;
  if (!isPhoneAudio) return { kind: "mistake", why: "codec" };
  return { kind: "start", start: { streamSid, callSid, accountSid, token: customParameters.token } };
}

export type CarrierEffect = Extract<CallEffect, { type: "play" | "mark" | "clear" }>;

/**
 * The writer of one stream: orders as messages to the carrier. A payload was decoded when it was read, so it holds
 * nothing that needs quoting.
 */
export function writerFor(streamSid: string): (effect: CarrierEffect) => string {
  const sid = JSON.stringify(streamSid);
  const media = `{"event":"media","streamSid":${sid},"media":{"payload":"`;
  return (effect) => {
    switch (effect.type) {
      case "play":
        return media + effect.audio.base64 + '"}}';
      case "mark":
        return `{"event":"mark","streamSid":${sid},"mark":{"name":${JSON.stringify(effect.name)}}}`;
      case "clear":
        return `{"event":"clear","streamSid":${sid}}`;
    }
  };
}

/** Writes one order to the carrier. */
export function write(effect: CarrierEffect, streamSid: string): string {
  return writerFor(streamSid)(effect);
}
