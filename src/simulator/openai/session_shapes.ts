/**
 * The session as the API takes it: closed objects, so that one unknown key refuses the whole update (GA protocol; the
 * published schema is open, the live API is not).
 */

import * as z from "zod";

/** The voices of every Realtime model. */
export const VOICES = [
  "alloy",
  "ash",
  "ballad",
  "coral",
  "echo",
  "sage",
  "shimmer",
  "verse",
  "marin",
  "cedar",
] as const;

const TRANSCRIBERS = [
  "gpt-transcribe",
  "gpt-live-transcribe",
  "gpt-realtime-whisper",
  "whisper-1",
  "gpt-4o-transcribe",
  "gpt-4o-transcribe-diarize",
  "gpt-4o-mini-transcribe",
  "gpt-4o-mini-transcribe-2025-12-15",
] as const;

/** Only these take `languages` and `keywords`. */
const TAKES_HINTS: ReadonlySet<string> = new Set(["gpt-transcribe", "gpt-live-transcribe"]);

const pcmu = z.strictObject({ type: z.literal("audio/pcmu") });
const pcma = z.strictObject({ type: z.literal("audio/pcma") });
const rate = z.literal(24_000);
const inputFormat = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("audio/pcm"), rate: rate.optional() }),
  pcmu,
  pcma,
]);
/** On output the rate is reported to be required. */
export const outputFormat = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("audio/pcm"), rate }),
  pcmu,
  pcma,
]);

export const voice = z.union([z.enum(VOICES), z.strictObject({ id: z.string() })]);

/** Exactly one of the two. */
export const modalities = z.array(z.enum(["text", "audio"])).superRefine((value, context) => {
  if (value.length === 1) return;
  const given = value.map((name) => `'${name}'`).join(",");
  const message = `Invalid modalities: [${given}]. Supported combinations are: ['text'] and ['audio'].`;
  context.addIssue({ code: "custom", message, input: value });
});

const transcription = z.strictObject({
  model: z.enum(TRANSCRIBERS),
  language: z.string().optional(),
  languages: z.array(z.string()).optional(),
  keywords: z.array(z.string()).optional(),
  prompt: z.string().optional(),
  delay: z.enum(["minimal", "low", "medium", "high", "xhigh"]).optional(),
}).superRefine((value, context) => {
  if (TAKES_HINTS.has(value.model)) return;
  for (const hint of ["languages", "keywords"] as const) {
    if (value[hint] === undefined) continue;
    const message = `Unsupported parameter: '${hint}' is not supported with ${value.model}.`;
    context.addIssue({
      code: "custom",
      path: [hint],
      message,
      params: { code: "unsupported_parameter" },
      input: value,
    });
  }
});

const responding = { create_response: z.boolean().optional(), interrupt_response: z.boolean().optional() };
const turnDetection = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("server_vad"),
    threshold: z.number().min(0).max(1).optional(),
    prefix_padding_ms: z.int().min(0).optional(),
    silence_duration_ms: z.int().min(0).optional(),
    idle_timeout_ms: z.int().min(5_000).max(30_000).nullable().optional(),
    ...responding,
  }),
  z.strictObject({
    type: z.literal("semantic_vad"),
    eagerness: z.enum(["low", "medium", "high", "auto"]).optional(),
    ...responding,
  }),
]);

const functionTool = z.strictObject({
  type: z.literal("function"),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "string does not match pattern ^[a-zA-Z0-9_-]{1,64}$."),
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
const mcpTool = z.strictObject({
  type: z.literal("mcp"),
  server_label: z.string(),
  server_url: z.string().optional(),
  connector_id: z.string().optional(),
  authorization: z.string().optional(),
  server_description: z.string().optional(),
  headers: z.record(z.string(), z.string()).nullable().optional(),
  allowed_tools: z.unknown().optional(),
  require_approval: z.unknown().optional(),
  defer_loading: z.boolean().optional(),
});
export const tools = z.array(z.discriminatedUnion("type", [functionTool, mcpTool]));

export const toolChoice = z.union([
  z.enum(["auto", "none", "required"]),
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("function"), name: z.string() }),
    z.strictObject({ type: z.literal("mcp"), server_label: z.string(), name: z.string().nullable().optional() }),
  ]),
]);

export const maxOutputTokens = z.union([z.int().min(1).max(4_096), z.literal("inf")]);
export const metadata = z.record(z.string(), z.string());
export const reasoning = z.strictObject({ effort: z.enum(["minimal", "low", "medium", "high", "xhigh"]).optional() });
export const prompt = z.strictObject({
  id: z.string(),
  version: z.string().nullable().optional(),
  variables: z.record(z.string(), z.unknown()).nullable().optional(),
});

/** `session` of `session.update`. */
export const sessionUpdate = z.strictObject({
  type: z.literal("realtime"),
  model: z.string().optional(),
  output_modalities: modalities.optional(),
  instructions: z.string().optional(),
  max_output_tokens: maxOutputTokens.optional(),
  audio: z.strictObject({
    input: z.strictObject({
      format: inputFormat.optional(),
      noise_reduction: z.strictObject({ type: z.enum(["near_field", "far_field"]), strength: z.number().optional() })
        .nullable().optional(),
      transcription: transcription.nullable().optional(),
      turn_detection: turnDetection.nullable().optional(),
    }).optional(),
    output: z.strictObject({
      format: outputFormat.optional(),
      voice: voice.optional(),
      speed: z.number().min(0.25).max(1.5).optional(),
    }).optional(),
  }).optional(),
  tools: tools.optional(),
  tool_choice: toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: reasoning.optional(),
  truncation: z.union([
    z.enum(["auto", "disabled"]),
    z.strictObject({
      type: z.literal("retention_ratio"),
      retention_ratio: z.number().min(0).max(1),
      token_limits: z.strictObject({ post_instructions: z.int().min(0).optional() }).optional(),
    }),
  ]).optional(),
  tracing: z.union([
    z.literal("auto"),
    z.strictObject({
      workflow_name: z.string().optional(),
      group_id: z.string().optional(),
      metadata: z.record(z.string(), z.unknown()).optional(),
    }),
  ]).nullable().optional(),
  prompt: prompt.nullable().optional(),
  include: z.array(z.enum(["item.input_audio_transcription.logprobs"])).nullable().optional(),
});

export type SessionUpdate = z.infer<typeof sessionUpdate>;
export type TurnDetection = z.infer<typeof turnDetection>;
export type Transcription = z.infer<typeof transcription>;
export type Tool = z.infer<typeof tools>[number];
export type ToolChoice = z.infer<typeof toolChoice>;
export type Voice = z.infer<typeof voice>;
/** How audio is written: 24 kHz PCM16, or G.711 at 8 kHz. */
export type Format = z.infer<typeof inputFormat>;
