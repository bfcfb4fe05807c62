/** The books of one call: what the outside may read about it while it runs and afterwards. */

import type { CallEvent, FaultCode } from "./call/call.ts";
import { FAULTS_KEPT } from "./call/limits.ts";
import type { CallState } from "./call/state.ts";
import { lines } from "./call/transcript.ts";
import type { CallRecord } from "./store/call_record.ts";
import { UsageBooks } from "./usage_books.ts";

export class CallBooks {
  #answeredAtMs: number | null = null;
  #endedAtMs: number | null = null;
  #model: string | null = null;
  readonly #usage: UsageBooks;
  readonly #faults: { at: string; code: FaultCode; action: string }[] = [];

  constructor(
    private readonly call: { readonly sid: string; readonly from: string; readonly to: string },
    private readonly isRecorded: boolean,
    private readonly wallAt: (atMs: number) => Date,
    /** Which model writes down the caller's words; null when it is not known. */
    transcriptionModel: string | null = null,
  ) {
    this.#usage = new UsageBooks(transcriptionModel);
  }

  /** Takes notes of an event on its way to the call. */
  follow(event: CallEvent): void {
    if (event.type === "stream_started") this.#answeredAtMs ??= event.atMs;
    if (event.type === "model_ready") this.#model = event.model;
    this.#usage.follow(event);
  }

  /** Enters a fault and what was done about it. */
  fault(code: FaultCode, action: string, atMs: number): void {
    if (this.#faults.length < FAULTS_KEPT) this.#faults.push({ at: this.#iso(atMs), code, action });
  }

  /** The call as the outside reads it, in the state given. `atMs` is the call's time now. */
  record(state: CallState, atMs: number): CallRecord {
    const { phase } = state;
    if (phase.name === "settling" || phase.name === "ended") this.#endedAtMs ??= atMs;
    // Words spoken before the end may still come: a call that the books call ended does not change any more.
    const isOver = phase.name === "ended";
    return {
      sid: this.call.sid,
      from: this.call.from,
      to: this.call.to,
      state: stageOf(phase),
      startedAt: this.#iso(0),
      answeredAt: this.#answeredAtMs === null ? null : this.#iso(this.#answeredAtMs),
      endedAt: isOver && this.#endedAtMs !== null ? this.#iso(this.#endedAtMs) : null,
      outcome: outcomeOf(phase),
      reason: isOver ? phase.reason : null,
      questions: { asked: state.report.questions.asked, budget: state.report.questions.budget },
      transcript: lines(state.transcript).map(({ atMs, ...line }) => ({ at: this.#iso(atMs), ...line })),
      incidentId: state.report.incident?.id ?? null,
      model: this.#model,
      recording: this.isRecorded ? `/api/v1/calls/${this.call.sid}/recording.wav` : null,
      usage: this.#usage.total,
      costUsd: this.#usage.costUsd,
      latency: latency(state),
      faults: [...this.#faults],
    };
  }

  #iso(atMs: number): string {
    return this.wallAt(atMs).toISOString();
  }
}

/** Known before the call is over while it is handed over, or its last words are waited for. */
function outcomeOf(phase: CallState["phase"]): CallRecord["outcome"] {
  if (phase.name === "settling" || phase.name === "ended") return phase.outcome;
  return phase.name === "away" && phase.why === "transfer" ? "transferred" : null;
}

function stageOf(phase: CallState["phase"]): CallRecord["state"] {
  switch (phase.name) {
    case "ringing":
      return "ringing";
    case "talking":
    case "leaving":
    case "settling":
      return "talking";
    case "away":
      return phase.why === "transfer" ? "transferred" : "talking";
    case "ended":
      return "ended";
  }
}

/** The record of a call that could not be taken. */
export function refusedCall(
  call: { readonly sid: string; readonly from: string; readonly to: string },
  reason: string,
  at: Date,
  code: FaultCode = "overloaded",
): CallRecord {
  return {
    ...recordOf(call, at),
    state: "ended",
    endedAt: at.toISOString(),
    outcome: "refused",
    reason,
    faults: [{ at: at.toISOString(), code, action: `said so and handed the call over: ${reason}` }],
  };
}

/** The record of a call of which nothing is known yet, and which no model takes. */
export function recordOf(
  { sid, from, to }: { readonly sid: string; readonly from: string; readonly to: string },
  at: Date,
): CallRecord {
  return {
    sid,
    from,
    to,
    state: "intake",
    startedAt: at.toISOString(),
    answeredAt: null,
    endedAt: null,
    outcome: null,
    reason: null,
    questions: { asked: 0, budget: 0 },
    transcript: [],
    incidentId: null,
    model: null,
    recording: null,
    usage: null,
    costUsd: null,
    latency: { greetingMs: null, replyMsP50: null, replyMsMax: null, deadAirMsMax: null },
    faults: [],
  };
}

function latency({ waits: { greetingMs, replyMs }, deadAir: { longestMs } }: CallState): CallRecord["latency"] {
  const sorted = replyMs.toSorted((a, b) => a - b);
  const hasListened = greetingMs !== null || sorted.length > 0 || longestMs > 0;
  return {
    greetingMs,
    replyMsP50: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
    replyMsMax: sorted.at(-1) ?? null,
    deadAirMsMax: hasListened ? Math.round(longestMs) : null,
  };
}
