/**
 * What the call orders, as the vendor's messages. Audio passes as the base64 it is. An order's `event_id` says which
 * order it is, so that an error that echoes it can be told apart without keeping a list.
 */

import { silence } from "../audio/g711.ts";
import type { CallEffect, ModelOrder, ReplyPurpose } from "../call/call.ts";
import { toolDefinitions } from "../intake/tools.ts";
import type { VendorError } from "./faults.ts";
import type { Json } from "./session.ts";

export type ModelEffect = Extract<
  CallEffect,
  {
    type:
      | "listen"
      | "listen_to_silence"
      | "request_reply"
      | "cancel_reply"
      | "truncate_line"
      | "forget_line"
      | "forget_turn"
      | "answer_tool"
      | "tell_model"
      | "close_turn";
  }
>;

/** The words that go with a request, by its purpose; undefined leaves the session's own instructions alone. */
export type Directions = (purpose: ReplyPurpose) => string | undefined;

/** Writes one order. */
export function write(effect: ModelEffect, directions: Directions): string {
  switch (effect.type) {
    case "listen":
      return `{"type":"input_audio_buffer.append","audio":"${effect.audio.base64}"}`;
    case "listen_to_silence":
      return `{"type":"input_audio_buffer.append","audio":"${silence(effect.ms)}"}`;
    case "request_reply":
      return JSON.stringify({
        type: "response.create",
        event_id: "reply:",
        response: request(effect.purpose, directions),
      });
    case "cancel_reply":
      return order("response.cancel", "cancel:", { response_id: effect.replyId });
    case "truncate_line": {
      const { lineId, heardMs } = effect;
      return order("conversation.item.truncate", `truncate:${lineId}`, {
        item_id: lineId,
        content_index: 0,
        audio_end_ms: heardMs,
      });
    }
    case "forget_line":
      return order("conversation.item.delete", `forget_line:${effect.lineId}`, { item_id: effect.lineId });
    case "forget_turn":
      return order("conversation.item.delete", `forget_turn:${effect.turnId}`, { item_id: effect.turnId });
    case "close_turn":
      return order(effect.keep ? "input_audio_buffer.commit" : "input_audio_buffer.clear", "turn:", {});
    case "tell_model":
      return order("conversation.item.create", "tell:", {
        item: { type: "message", role: "system", content: [{ type: "input_text", text: effect.text }] },
      });
    case "answer_tool":
      return order("conversation.item.create", `tool:${effect.callId}`, {
        item: { type: "function_call_output", call_id: effect.callId, output: effect.result },
      });
  }
}

function order(type: string, eventId: string, fields: Json): string {
  return JSON.stringify({ type, event_id: eventId.slice(0, 512), ...fields });
}

/** What is said on the call's own behalf is spoken, not acted: no tools with it. */
const SPEAKS_ONLY: ReadonlySet<ReplyPurpose> = new Set([
  "greet",
  "say_goodbye",
  "warn_danger",
  "prompt_silent",
  "offer_keypad",
]);

function request(purpose: ReplyPurpose, directions: Directions): Json {
  const instructions = directions(purpose);
  const choice = SPEAKS_ONLY.has(purpose) ? "none" : purpose === "record_only" ? "required" : null;
  return {
    output_modalities: ["audio"],
    ...(instructions === undefined ? {} : { instructions }),
    ...(choice === null ? {} : { tool_choice: choice }),
    ...(purpose === "record_only" ? { tools: recordOnly() } : {}),
  };
}

/** While a person is rung the model may only write down what it has heard. */
function recordOnly(): Json[] {
  return toolDefinitions().filter(({ name }) => name === "record_answers");
}

/** Which of our orders an error answers; null when it does not say, or speaks of something else. */
export function orderOf(error: VendorError): ModelOrder | null {
  if (error.eventId === null) {
    return error.code === "conversation_already_has_active_response" ? { kind: "request_reply" } : null;
  }
  const colon = error.eventId.indexOf(":");
  const rest = error.eventId.slice(colon + 1);
  switch (error.eventId.slice(0, colon)) {
    case "reply":
      return { kind: "request_reply" };
    case "cancel":
      return { kind: "cancel_reply" };
    case "truncate":
      return { kind: "truncate_line", lineId: rest };
    case "forget_line":
      return { kind: "forget_line", lineId: rest };
    case "forget_turn":
      return { kind: "forget_turn", turnId: rest };
    case "tool":
      return { kind: "answer_tool", callId: rest };
    default:
      return null;
  }
}
