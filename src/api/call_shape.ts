/** A call, as the API describes it. */

import * as z from "zod";
import type { FaultCode, Outcome } from "../call/call.ts";
import { DIAGNOSES } from "../diagnosis.ts";
import type { CallRecord } from "../store/call_record.ts";
import { mayLack, time } from "./fields.ts";

const OUTCOMES = [
  "dispatched",
  "reported",
  "answered",
  "transferred",
  "abandoned",
  "refused",
  "failed",
] as const satisfies readonly Outcome[];

const ms = z.number().nullable();

const transcriptLine = z.object({
  at: time,
  speaker: z.enum(["caller", "dispatcher"]),
  text: z.string(),
  heard: z.string().nullable().meta({ description: "What of a dispatcher's line was played to the caller" }),
});

const usage = z.object({
  inputTokens: z.int(),
  outputTokens: z.int(),
  cachedTokens: z.int(),
  inputAudioTokens: z.int(),
  outputAudioTokens: z.int(),
  cachedAudioTokens: mayLack(z.int()),
  transcription: mayLack(z.object({ seconds: z.number(), inputTokens: z.int(), outputTokens: z.int() })),
});

export const callShape: z.ZodType<CallRecord> = z.object({
  sid: z.string().meta({ description: "Twilio's CallSid" }),
  from: z.string(),
  to: z.string(),
  state: z.enum(["ringing", "talking", "intake", "transferred", "ended"]),
  startedAt: time,
  answeredAt: time.nullable(),
  endedAt: time.nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  reason: z.string().nullable(),
  questions: z.object({ asked: z.int(), budget: z.int() }),
  transcript: z.array(transcriptLine),
  incidentId: z.string().nullable(),
  model: z.string().nullable(),
  recording: z.string().nullable().meta({ description: "Where the recording is served" }),
  usage: usage.nullable(),
  costUsd: z.number().nullable(),
  latency: z.object({ greetingMs: ms, replyMsP50: ms, replyMsMax: ms, deadAirMsMax: ms }),
  faults: z.array(z.object({
    at: time,
    code: z.string() as unknown as z.ZodType<FaultCode>,
    action: z.string(),
    cause: mayLack(z.string()).meta({ description: "What the code means, in the words of docs/faults.md" }),
  })),
}).meta({ id: "Call" });

/** A call as it is told: each fault with its cause in words. */
export function toldCall(record: CallRecord): CallRecord {
  const faults = record.faults.map((fault) => ({ ...fault, ...causeOf(fault.code) }));
  return { ...record, faults };
}

/** A call of another version's may have a code that this one does not know. */
function causeOf(code: string): { cause?: string } {
  return Object.hasOwn(DIAGNOSES, code) ? { cause: DIAGNOSES[code as FaultCode].cause } : {};
}
