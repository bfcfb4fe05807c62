/** What is counted, for Prometheus. Labels come from fixed lists: never a CallSid, a number or a name. */

import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { FaultCode, Outcome } from "./call/call.ts";

/** Why something was refused; whatever is not listed is counted as `other`. */
const REFUSALS: ReadonlySet<string> = new Set([
  "bad_signature",
  "body_too_large",
  "bad_request",
  "binary",
  "before_start",
  "codec",
  "draining",
  "flood",
  "foreign_account",
  "full",
  "json",
  "media",
  "no_call",
  "no_start",
  "not_reading",
  "oversized",
  "second_start",
  "shape",
  "token_expired",
  "token_foreign",
  "token_unknown",
  "token_used",
  "too_many_mistakes",
  "wrong_stream",
]);

/** Bounds of the waits that callers notice, seconds. */
const WAITS_S = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

export type Metrics = ReturnType<typeof createMetrics>;

/** The counters of one process. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `dispatcher_${name}`, help, labelNames, registers });
  const live = new Gauge({ name: "dispatcher_calls_live", help: "Calls going on now", registers });
  const started = counter("calls_started_total", "Calls opened", []);
  const ended = counter("calls_ended_total", "Calls over, by outcome", ["outcome"]);
  const refused = counter("refused_total", "Requests, streams and messages refused, by reason", ["reason"]);
  const faults = counter("faults_total", "Faults met on calls, by code", ["code"]);
  const unknown = counter("unknown_messages_total", "Messages that a peer sent and nobody knows", ["peer"]);
  const alarms = counter("alarms_total", "Danger on a call, or nobody who answered a transfer", []);
  const benign = counter("benign_errors_total", "Errors that only say that two orders crossed", []);
  const exceptions = counter("exceptions_total", "Our own mistakes that were caught, by place", ["where"]);
  const wait = (name: string, help: string) =>
    new Histogram({ name: `dispatcher_${name}`, help, buckets: WAITS_S, registers });
  const greeting = wait("greeting_seconds", "From the stream's start to the first word");
  const reply = wait(
    "reply_seconds",
    "From the caller's last word to the first of the answer, the longest of each call",
  );
  return {
    callStarted() {
      live.inc();
      started.inc();
    },
    callEnded(outcome: Outcome, latency: { greetingMs: number | null; replyMsMax: number | null }) {
      live.dec();
      ended.inc({ outcome });
      if (latency.greetingMs !== null) greeting.observe(latency.greetingMs / 1_000);
      if (latency.replyMsMax !== null) reply.observe(latency.replyMsMax / 1_000);
    },
    refused: (reason: string) => refused.inc({ reason: REFUSALS.has(reason) ? reason : "other" }),
    fault: (code: FaultCode) => faults.inc({ code }),
    unknownMessage: (peer: "openai" | "twilio") => unknown.inc({ peer }),
    alarm: () => alarms.inc(),
    benignError: () => benign.inc(),
    exception: (where: "call" | "stream" | "request" | "process" | "store" | "files" | "desk") =>
      exceptions.inc({ where }),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
