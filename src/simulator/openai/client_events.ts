/** What a client may send (GA protocol, 11 events), as closed shapes. */

import * as z from "zod";
import { parse, Refusal, wrongValue } from "./complaint.ts";
import * as shapes from "./session_shapes.ts";

/** Ids of items and calls that a client makes up are at most this long. */
const itemId = z.string().max(32);
const callId = z.string().max(32).regex(/^[a-zA-Z0-9_-]+$/, "string does not match pattern ^[a-zA-Z0-9_-]+$.");
const common = {
  id: itemId.optional(),
  object: z.literal("realtime.item").optional(),
  status: z.enum(["completed", "incomplete", "in_progress"]).optional(),
};
const inputText = z.strictObject({ type: z.literal("input_text"), text: z.string() });
const userPart = z.discriminatedUnion("type", [
  inputText,
  z.strictObject({ type: z.literal("input_audio"), audio: z.string(), transcript: z.string().nullable().optional() }),
  z.strictObject({
    type: z.literal("input_image"),
    image_url: z.string(),
    detail: z.enum(["auto", "low", "high"]).optional(),
  }),
]);
/** Audio of the assistant cannot be put into a conversation, only its words. */
const assistantPart = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("output_text"), text: z.string() }),
]);
const message = { ...common, type: z.literal("message") };

const item = z.discriminatedUnion("type", [
  z.discriminatedUnion("role", [
    z.strictObject({ ...message, role: z.literal("system"), content: z.array(inputText) }),
    z.strictObject({ ...message, role: z.literal("user"), content: z.array(userPart) }),
    z.strictObject({ ...message, role: z.literal("assistant"), content: z.array(assistantPart) }),
  ]),
  z.strictObject({
    ...common,
    type: z.literal("function_call"),
    call_id: callId.optional(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.strictObject({ ...common, type: z.literal("function_call_output"), call_id: callId, output: z.string() }),
]);

const responseParams = z.strictObject({
  instructions: z.string().optional(),
  output_modalities: shapes.modalities.optional(),
  audio: z.strictObject({
    output: z.strictObject({ format: shapes.outputFormat.optional(), voice: shapes.voice.optional() }).optional(),
  }).optional(),
  tools: shapes.tools.optional(),
  tool_choice: shapes.toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: shapes.reasoning.optional(),
  max_output_tokens: shapes.maxOutputTokens.optional(),
  conversation: z.enum(["auto", "none"]).optional(),
  input: z.array(item).optional(),
  metadata: shapes.metadata.nullable().optional(),
  prompt: shapes.prompt.nullable().optional(),
});

const head = <T extends string>(type: T) => ({ type: z.literal(type), event_id: z.string().max(512).optional() });
const ofItem = { item_id: z.string() };

const EVENTS = {
  "session.update": z.strictObject({ ...head("session.update"), session: shapes.sessionUpdate }),
  "input_audio_buffer.append": z.strictObject({ ...head("input_audio_buffer.append"), audio: z.string() }),
  "input_audio_buffer.commit": z.strictObject(head("input_audio_buffer.commit")),
  "input_audio_buffer.clear": z.strictObject(head("input_audio_buffer.clear")),
  "output_audio_buffer.clear": z.strictObject(head("output_audio_buffer.clear")),
  "conversation.item.create": z.strictObject({
    ...head("conversation.item.create"),
    previous_item_id: z.string().nullable().optional(),
    item,
  }),
  "conversation.item.retrieve": z.strictObject({ ...head("conversation.item.retrieve"), ...ofItem }),
  "conversation.item.truncate": z.strictObject({
    ...head("conversation.item.truncate"),
    ...ofItem,
    content_index: z.int().min(0),
    audio_end_ms: z.int().min(0),
  }),
  "conversation.item.delete": z.strictObject({ ...head("conversation.item.delete"), ...ofItem }),
  "response.create": z.strictObject({ ...head("response.create"), response: responseParams.optional() }),
  "response.cancel": z.strictObject({ ...head("response.cancel"), response_id: z.string().optional() }),
};

export type ClientEvent = z.infer<(typeof EVENTS)[keyof typeof EVENTS]>;
export type ResponseParams = z.infer<typeof responseParams>;
export type NewItem = z.infer<typeof item>;

/**
 * Reads one client event. An append, which comes fifty times a second, is checked by hand.
 * @throws Refusal when its type is unknown or it does not fit its shape.
 */
export function readClientEvent(event: Readonly<Record<string, unknown>>): ClientEvent {
  const { type } = event;
  if (type === "input_audio_buffer.append" && isPlainAppend(event)) return event as ClientEvent;
  if (type === undefined) {
    throw new Refusal("missing_required_parameter", "Missing required parameter: 'type'.", "type");
  }
  const shape = typeof type === "string" && Object.hasOwn(EVENTS, type) ? EVENTS[type as keyof typeof EVENTS] : null;
  if (shape === null) throw wrongValue(type, Object.keys(EVENTS), "type");
  return parse<ClientEvent>(shape, event);
}

function isPlainAppend(event: Readonly<Record<string, unknown>>): boolean {
  if (typeof event["audio"] !== "string") return false;
  for (const key in event) if (key !== "type" && key !== "audio") return false;
  return true;
}
