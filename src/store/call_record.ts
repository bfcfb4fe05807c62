/** A call as the outside reads it: the shape of the API, of the store, and of what is delivered. Times are ISO 8601 UTC. */

import type { CallStage, FaultCode, Outcome, Usage } from "../call/call.ts";

export interface CallRecord {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly state: CallStage;
  readonly startedAt: string;
  readonly answeredAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly questions: { readonly asked: number; readonly budget: number };
  readonly transcript: readonly {
    readonly at: string;
    readonly speaker: "caller" | "dispatcher";
    readonly text: string;
    /** What of a dispatcher's line was played to the caller; null for the caller's own words. */
    readonly heard: string | null;
  }[];
  readonly incidentId: string | null;
  readonly model: string | null;
  /** Where the API serves the recording. */
  readonly recording: string | null;
  readonly usage: Usage | null;
  readonly costUsd: number | null;
  readonly latency: {
    readonly greetingMs: number | null;
    readonly replyMsP50: number | null;
    readonly replyMsMax: number | null;
    readonly deadAirMsMax: number | null;
  };
  readonly faults: readonly { readonly at: string; readonly code: FaultCode; readonly action: string }[];
}

/** A page of a list, newest first; `next` goes into `before` for the page after it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
