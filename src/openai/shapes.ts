/** The shapes of the vendor's messages, as far as we rely on them; whatever else they hold passes unread. */

import * as z from "zod";

const id = z.string().min(1).max(512);
export const started = z.object({ item_id: id, audio_start_ms: z.number() });
export const stopped = z.object({ item_id: id, audio_end_ms: z.number() });
export const item = z.object({ item_id: id });
const transcriptionUsage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("duration"), seconds: z.number().nonnegative() }),
  z.object({ type: z.literal("tokens"), input_tokens: z.number(), output_tokens: z.number() }),
]);
export const transcribed = z.object({
  item_id: id,
  transcript: z.string(),
  usage: transcriptionUsage.nullish().catch(null),
});
export const part = z.object({ response_id: id });
export const words = z.object({
  response_id: id,
  item_id: id,
  delta: z.string().optional(),
  transcript: z.string().optional(),
});
const output = z.object({
  type: z.string(),
  name: z.string().max(512).nullish(),
  call_id: z.string().max(512).nullish(),
  arguments: z.string().nullish(),
  content: z.array(z.object({ type: z.string() }).catch({ type: "unknown" })).nullish().catch(null),
});
export const itemDone = z.object({ response_id: id, item: output });
export const response = z.object({ response: z.object({ id }) });
export const failure = z.object({
  type: z.string().nullish().catch(null),
  code: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
  param: z.string().nullish().catch(null),
  event_id: z.string().nullish().catch(null),
});
const tokens = z.object({
  audio_tokens: z.number().optional(),
  cached_tokens: z.number().optional(),
  cached_tokens_details: z.object({ audio_tokens: z.number().optional() }).nullish().catch(null),
}).optional();
export const done = z.object({
  response: z.object({
    id,
    status: z.enum(["completed", "cancelled", "failed", "incomplete", "in_progress"]).catch("completed"),
    status_details: z.object({ reason: z.string().nullish().catch(null), error: failure.nullish().catch(null) })
      .nullish()
      .catch(null),
    output: z.array(output.catch({ type: "unknown" })).catch([]),
    usage: z.object({
      input_tokens: z.number().default(0),
      output_tokens: z.number().default(0),
      input_token_details: tokens,
      output_token_details: tokens,
    }).nullish().catch(null),
  }),
});
export const error = z.object({ error: failure });
export const session = z.object({ session: z.record(z.string(), z.unknown()) });
