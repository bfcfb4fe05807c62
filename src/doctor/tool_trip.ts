/** A tool's way there and back: the model calls it for what it heard, gets the result, and answers. */

import type { FaultCode } from "../call/call.ts";
import type { ModelSettings } from "../openai/socket.ts";
import { write } from "../openai/write.ts";
import type { Exchange } from "./exchange.ts";
import type { Hearing } from "./hearing.ts";
import { KNOWN_SENTENCE } from "./known_speech.ts";
import { type Reply, replyTo } from "./reply.ts";

export interface ToolTrip {
  readonly fault: FaultCode | null;
  readonly seen: string;
  /** The tool that was called; null: none was. */
  readonly name: string | null;
  readonly ms: number;
}

const TOOL = "record_answers";

/** What the tool answers in a call that has just begun. */
const RESULT = JSON.stringify({ ok: true, questionsLeft: 7, missing: ["nature", "when"] });

/** Asks for the tool as a live call does, answers it, and asks for the reply that follows. */
export async function callTool(exchange: Exchange, settings: ModelSettings, heard: Hearing): Promise<ToolTrip> {
  const began = exchange.nowMs;
  if (!heard.isCommitted) exchange.send(said(KNOWN_SENTENCE));
  const request = write({ type: "request_reply", purpose: "record_only" }, settings.directions);
  const reply = await replyTo(exchange, request);
  const tool = reply.tools[0];
  const ms = () => Math.round(exchange.nowMs - began);
  if (tool === undefined) return { fault: reply.fault, seen: reply.seen, name: null, ms: ms() };
  if (tool.name !== TOOL || !isObject(tool.arguments)) {
    const seen = `${tool.name} was called, with arguments that ${
      isObject(tool.arguments) ? "fit" : "are no JSON object"
    }`;
    return { fault: "vendor_error", seen, name: tool.name, ms: ms() };
  }
  exchange.send(write({ type: "answer_tool", callId: tool.callId, result: RESULT }, settings.directions));
  const answer = await replyTo(exchange, write({ type: "request_reply", purpose: "continue" }, settings.directions));
  return { fault: answer.fault, seen: `${tool.name} was called; ${answered(answer)}`, name: tool.name, ms: ms() };
}

function answered({ fault, seen, firstAudioMs }: Reply): string {
  if (fault !== null) return `after its result: ${seen}`;
  return firstAudioMs === null ? "its result was taken" : `its result was answered after ${firstAudioMs} ms`;
}

function said(text: string): { [key: string]: unknown } {
  const item = { type: "message", role: "user", content: [{ type: "input_text", text }] };
  return { type: "conversation.item.create", item };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
