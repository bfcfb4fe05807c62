/**
 * The Realtime session we ask for, and how a refused request for it is mended: one wrong property makes the vendor drop
 * the whole update and stay on its defaults (24 kHz PCM, no tools), so that property is dropped or replaced and
 * the update sent again. GA protocol only.
 */

import type { VendorError } from "./faults.ts";

/** A JSON object on its way to the vendor. */
export type Json = { [key: string]: unknown };

export interface SessionSettings {
  readonly instructions: string;
  readonly voice: string;
  readonly transcriptionModel: string;
  readonly tools: readonly Json[];
}

/** What was done about a refused property. */
export interface Mend {
  readonly session: Json;
  readonly property: string;
  readonly action: string;
}

/** Voices that every Realtime model has, the recommended ones first. */
const SAFE_VOICES = ["marin", "cedar", "alloy"];

/** Transcription models to fall back on, the newest first. */
const SAFE_TRANSCRIPTION = ["gpt-transcribe", "gpt-realtime-whisper"];

/** Without these there is no call, or one that the server interrupts by itself: they are never dropped. */
const ESSENTIAL = [
  "type",
  "output_modalities",
  "instructions",
  "audio",
  "audio.input",
  "audio.output",
  "audio.input.format",
  "audio.output.format",
  "audio.input.turn_detection",
  "audio.input.turn_detection.type",
  "audio.input.turn_detection.create_response",
  "audio.input.turn_detection.interrupt_response",
];

/**
 * The session of a call. The server only detects: whether a sound interrupts and whether a turn is answered are
 * decided by the call, hence `interrupt_response` and `create_response` are off.
 */
export function sessionFor(settings: SessionSettings): Json {
  return {
    type: "realtime",
    output_modalities: ["audio"],
    instructions: settings.instructions,
    max_output_tokens: 4096,
    audio: {
      input: {
        format: { type: "audio/pcmu" },
        noise_reduction: { type: "far_field" },
        transcription: { model: settings.transcriptionModel },
        turn_detection: {
          type: "server_vad",
          threshold: 0.5,
          prefix_padding_ms: 300,
          silence_duration_ms: 500,
          create_response: false,
          interrupt_response: false,
        },
      },
      output: { format: { type: "audio/pcmu" }, voice: settings.voice },
    },
    tools: settings.tools,
    tool_choice: "auto",
  };
}

/** A session that speaks what it is given to say, one piece after the other, and hears nobody. */
export function readingSession({ instructions, voice }: Pick<SessionSettings, "instructions" | "voice">): Json {
  return {
    type: "realtime",
    output_modalities: ["audio"],
    instructions,
    max_output_tokens: 4096,
    audio: {
      input: { format: { type: "audio/pcmu" }, turn_detection: null },
      output: { format: { type: "audio/pcmu" }, voice },
    },
    tools: [],
    tool_choice: "none",
  };
}

/**
 * Mends a session that was refused: drops or replaces the property that the error names. Returns null when the error
 * names none, or one that a call cannot do without; then `minimal` is what remains to be tried.
 */
export function mend(session: Json, error: VendorError): Mend | null {
  const property = refusedProperty(error);
  if (property === null) return null;
  if (property === "audio.output.voice") return replace(session, property, SAFE_VOICES) ?? drop(session, property);
  if (property === "audio.input.transcription.model") {
    return replace(session, property, SAFE_TRANSCRIPTION) ?? drop(session, "audio.input.transcription");
  }
  const isEssential = ESSENTIAL.includes(property) || /^audio\.(in|out)put\.format\b/.test(property);
  return isEssential ? null : drop(session, property);
}

/** The least that a phone call needs: the right codec both ways, sound, and its instructions. */
export function minimal(session: Json): Json {
  return {
    type: "realtime",
    output_modalities: ["audio"],
    instructions: session["instructions"],
    audio: {
      input: {
        format: { type: "audio/pcmu" },
        turn_detection: { type: "server_vad", create_response: false, interrupt_response: false },
      },
      output: { format: { type: "audio/pcmu" } },
    },
    tools: session["tools"],
  };
}

/** What the echo of an update proves wrong: the codec of either way, or a session that would not speak. */
export function echoFault(echo: Json): "wrong_codec" | "text_only" | null {
  const input = at(echo, ["audio", "input", "format", "type"]);
  const output = at(echo, ["audio", "output", "format", "type"]);
  if (input !== "audio/pcmu" || output !== "audio/pcmu") return "wrong_codec";
  const modalities = echo["output_modalities"];
  return Array.isArray(modalities) && !modalities.includes("audio") ? "text_only" : null;
}

/** How long the session has still to live, ms, by its `expires_at` (Unix seconds); null where it has none. */
export function livesMs(echo: Json, unixMs: number): number | null {
  const expiresAt = echo["expires_at"];
  return typeof expiresAt === "number" && expiresAt > 0 ? Math.round(expiresAt * 1_000 - unixMs) : null;
}

/** The property that an error is about, without the leading `session.`; null when it names none. */
export function refusedProperty(error: VendorError): string | null {
  const named = error.param ?? error.message.match(/session\.[a-z_]+(?:\.[a-z_]+|\[\d+\])*/)?.[0] ?? null;
  if (named === null || !/^session[.[]/.test(named)) return null;
  return named.slice("session.".length).replace(/\[\d+\].*$/, "");
}

function replace(session: Json, property: string, candidates: readonly string[]): Mend | null {
  const path = property.split(".");
  const tried = at(session, path);
  const next = candidates[candidates.indexOf(String(tried)) + 1];
  if (tried === undefined || next === undefined) return null;
  return { session: put(session, path, next), property, action: `replaced by ${next}` };
}

function drop(session: Json, property: string): Mend | null {
  const path = property.split(".");
  if (at(session, path) === undefined) return null;
  return { session: put(session, path, undefined), property, action: "dropped" };
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined,
    value,
  );
}

function put(object: Json, path: readonly string[], value: unknown): Json {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  const inner = rest.length === 0 ? value : put(isObject(object[key]) ? object[key] : {}, rest, value);
  const next = { ...object, [key]: inner };
  if (inner === undefined) delete next[key];
  return next;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
