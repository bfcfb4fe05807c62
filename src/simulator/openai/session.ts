/** A session's configuration: what it is at first, and what an update makes of it. Pure. */

import { Refusal } from "./complaint.ts";
import type { Format, SessionUpdate, Tool, ToolChoice, Transcription, TurnDetection, Voice } from "./session_shapes.ts";

/** The session as `session.created` and `session.updated` show it. */
export interface Session {
  readonly type: "realtime";
  readonly object: "realtime.session";
  readonly id: string;
  readonly model: string;
  readonly output_modalities: readonly string[];
  readonly instructions: string;
  readonly tools: readonly Tool[];
  readonly tool_choice: ToolChoice;
  readonly max_output_tokens: number | "inf";
  readonly tracing: unknown;
  readonly truncation: unknown;
  readonly prompt: unknown;
  /** Unix time, s. */
  readonly expires_at: number;
  readonly include: unknown;
  readonly audio: {
    readonly input: {
      readonly format: Format;
      readonly transcription: Transcription | null;
      readonly noise_reduction: unknown;
      readonly turn_detection: TurnDetection | null;
    };
    readonly output: { readonly format: Format; readonly voice: Voice; readonly speed: number };
  };
}

const SERVER_VAD = {
  type: "server_vad",
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
} as const;
const SEMANTIC_VAD = {
  type: "semantic_vad",
  eagerness: "auto",
  create_response: true,
  interrupt_response: true,
} as const;
const PCM = { type: "audio/pcm", rate: 24_000 } as const;

/** The models that take `reasoning`. */
const REASONS: ReadonlySet<string> = new Set(["gpt-realtime-2", "gpt-realtime-2.1", "gpt-realtime-2.1-mini"]);

/** The session that stands before any update: 24 kHz PCM both ways, server VAD, no tools. `expiresAt`: Unix time, s. */
export function defaultSession(id: string, model: string, expiresAt: number): Session {
  return {
    type: "realtime",
    object: "realtime.session",
    id,
    model,
    output_modalities: ["audio"],
    instructions: "You are a helpful, witty, and friendly AI. Act like a human, but remember that you aren't one.",
    tools: [],
    tool_choice: "auto",
    max_output_tokens: "inf",
    tracing: null,
    truncation: "auto",
    prompt: null,
    expires_at: expiresAt,
    include: null,
    audio: {
      input: { format: PCM, transcription: null, noise_reduction: null, turn_detection: SERVER_VAD },
      output: { format: PCM, voice: "marin", speed: 1 },
    },
  };
}

/**
 * The session after an update, which is taken as a whole or not at all; what it leaves out stays.
 * @param hasSpoken whether audio of the model was sent in this session: then its voice is fixed.
 * @throws Refusal for another model, a changed voice after speech, or `reasoning` where the model has none.
 */
export function updateSession(session: Session, update: SessionUpdate, hasSpoken: boolean): Session {
  if (update.model !== undefined && update.model !== session.model) {
    throw new Refusal("invalid_value", "The model of a session cannot be changed.", "session.model");
  }
  if (update.reasoning !== undefined) checkReasoning(session.model, "session.reasoning");
  const { input, output } = update.audio ?? {};
  if (output?.voice !== undefined) checkVoice(session, output.voice, hasSpoken, "session.audio.output.voice");
  const { audio, ...rest } = session;
  const detection = input?.turn_detection;
  return {
    ...rest,
    ...update,
    audio: {
      input: {
        ...audio.input,
        ...input,
        turn_detection: detection == null
          ? detection === null ? null : audio.input.turn_detection
          : completed(detection, audio.input.turn_detection),
      },
      output: { ...audio.output, ...output },
    },
  } as Session;
}

/** @throws Refusal when the model takes no `reasoning`. */
export function checkReasoning(model: string, param: string): void {
  if (REASONS.has(model)) return;
  throw new Refusal(
    "unsupported_parameter",
    `Unsupported parameter: '${param}' is not supported with ${model}.`,
    param,
  );
}

/** @throws Refusal when `voice` is another than the one already heard in this session. */
export function checkVoice(session: Session, voice: Voice, hasSpoken: boolean, param: string): void {
  if (!hasSpoken || JSON.stringify(voice) === JSON.stringify(session.audio.output.voice)) return;
  const message = "Cannot update a conversation's voice if assistant audio is present.";
  throw new Refusal("cannot_update_voice", message, param);
}

function completed(given: TurnDetection, before: TurnDetection | null): TurnDetection {
  const kept = before?.type === given.type ? before : {};
  return { ...given.type === "server_vad" ? SERVER_VAD : SEMANTIC_VAD, ...kept, ...given } as TurnDetection;
}
