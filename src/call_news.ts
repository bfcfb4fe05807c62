/** What a call tells of itself while it runs. */

import type { FaultCode } from "./call/call.ts";
import type { Measure } from "./call_measures.ts";
import type { CallRecord } from "./store/call_record.ts";

/** What is logged and counted; nothing in it names a person. */
export interface CallNews {
  /** A fault of the call, and what was done about it. */
  fault(sid: string, code: FaultCode, action: string): void;
  /** What the vendor's wire said, by its row of the diagnosis table. */
  diagnosed(sid: string, code: FaultCode, row: string, seen: string): void;
  unknownEvent(peer: "openai" | "twilio"): void;
  benignError(code: string): void;
  /** The desk could not keep what a call reported. */
  deskFailed(sid: string, error: unknown): void;
  exception(sid: string, error: unknown): void;
  /** Something to count or to time. */
  measured(measure: Measure): void;
  ended(record: CallRecord): void;
}
