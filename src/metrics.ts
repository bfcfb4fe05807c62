/** What is counted, for Prometheus. Labels come from fixed lists: never a CallSid, a number or a name. */

import process from "node:process";
import type * as prometheus from "prom-client/index.js";
import type { FaultCode, Outcome } from "./call/call.ts";
import type { Measure } from "./call_measures.ts";
import { Counter, Gauge, Histogram, Registry } from "./prometheus.ts";

/** Why something was refused; whatever is not listed is counted as `other`. */
const REFUSALS: ReadonlySet<string> = new Set([
  "bad_signature",
  "body_too_large",
  "body_too_slow",
  "bad_request",
  "crowded_out",
  "binary",
  "before_start",
  "codec",
  "draining",
  "flood",
  "foreign_account",
  "full",
  "json",
  "lagging",
  "media",
  "model",
  "no_call",
  "no_start",
  "not_reading",
  "oversized",
  "second_start",
  "shape",
  "store",
  "token_expired",
  "token_foreign",
  "token_unknown",
  "token_used",
  "too_many_mistakes",
  "wrong_stream",
]);

/** Bounds of the waits that callers notice, seconds. */
const WAITS_S = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

/** Bounds of how much later than predicted a mark comes back, seconds: a frame, the promise of docs/heard.md, a stall. */
const MARK_ERRORS_S = [-0.1, -0.06, -0.02, 0, 0.02, 0.06, 0.1, 0.3, 1];

/** Bounds of how long the event loop keeps a timer waiting, seconds: a frame is 20 ms. */
const LAGS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1];

/** Which build this is, for `dispatcher_build_info`. */
export interface Build {
  readonly version: string;
  readonly commit: string;
}

export type Metrics = ReturnType<typeof createMetrics>;

/** The counters of one process. */
export function createMetrics(build: Build = { version: "none", commit: "none" }) {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `dispatcher_${name}`, help, labelNames, registers });
  const histogram = (name: string, buckets: number[], help: string) =>
    new Histogram({ name: `dispatcher_${name}`, help, buckets, registers });
  aboutProcess(registers, build);
  const refused = counter("refused_total", "Requests, streams and messages refused, by reason", ["reason"]);
  const faults = counter("faults_total", "Faults met on calls, by code", ["code"]);
  const unknown = counter("unknown_messages_total", "Messages that a peer sent and nobody knows", ["peer"]);
  const alarms = counter("alarms_total", "Danger on a call, or nobody who answered a transfer", []);
  const benign = counter("benign_errors_total", "Errors that only say that two orders crossed", []);
  const exceptions = counter("exceptions_total", "Our own mistakes that were caught, by place", ["where"]);
  const lag = histogram("event_loop_lag_seconds", LAGS_S, "How late the process gets to its timers");
  return {
    ...counting(counter, registers),
    measured: measuring(counter, histogram),
    refused: (reason: string) => refused.inc({ reason: REFUSALS.has(reason) ? reason : "other" }),
    fault: (code: FaultCode) => faults.inc({ code }),
    unknownMessage: (peer: "openai" | "twilio") => unknown.inc({ peer }),
    alarm: () => alarms.inc(),
    benignError: () => benign.inc(),
    exception: (where: "call" | "stream" | "request" | "process" | "store" | "files" | "desk") =>
      exceptions.inc({ where }),
    lagged: (ms: number) => lag.observe(ms / 1_000),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** How many calls begin, and how they end. */
function counting(
  counter: <L extends string>(name: string, help: string, labelNames: L[]) => prometheus.Counter<L>,
  registers: prometheus.Registry[],
) {
  const live = new Gauge({ name: "dispatcher_calls_live", help: "Calls going on now", registers });
  const started = counter("calls_started_total", "Calls opened", []);
  const ended = counter("calls_ended_total", "Calls over, by outcome", ["outcome"]);
  const unserved = counter("unserved_ended_total", "Calls over that no model served to their end, by outcome", [
    "outcome",
  ]);
  return {
    callStarted() {
      live.inc();
      started.inc();
    },
    callEnded(outcome: Outcome) {
      live.dec();
      ended.inc({ outcome });
    },
    unservedEnded: (outcome: Outcome) => unserved.inc({ outcome }),
  };
}

/** The metrics of what goes on in calls. */
function measuring(
  counter: (name: string, help: string, labelNames: "as"[]) => prometheus.Counter<"as">,
  histogram: (name: string, buckets: number[], help: string) => prometheus.Histogram,
): (measure: Measure) => void {
  const turns = counter("turns_total", "Turns of callers: answered, or dismissed as noise", ["as"]);
  const interruptions = counter("interruptions_total", "Replies that callers spoke over, and that stopped", []);
  const greeting = histogram("greeting_seconds", WAITS_S, "From the stream's start to the first word");
  const reply = histogram("reply_seconds", WAITS_S, "From the caller's last word to the first of the answer");
  const deadAir = histogram(
    "dead_air_seconds",
    WAITS_S,
    "Silence while the caller was owed sound, until a word, a stock phrase, or somebody else came",
  );
  const phrases = counter("phrases_total", "Stock phrases that filled silence", []);
  const playback = histogram("playback_error_seconds", MARK_ERRORS_S, "How much later than predicted a mark came back");
  return (measure) => {
    switch (measure.type) {
      case "greeted":
        return greeting.observe(measure.ms / 1_000);
      case "replied":
        return reply.observe(measure.ms / 1_000);
      case "silent":
        return deadAir.observe(measure.ms / 1_000);
      case "filled":
        return phrases.inc();
      case "turn":
        return turns.inc({ as: measure.as });
      case "interrupted":
        return interruptions.inc();
      case "mark":
        return playback.observe(measure.errorMs / 1_000);
    }
  };
}

/**
 * Memory, processor and build. Those of prom-client's own read Linux's /proc, which the program may not, and are zero or
 * no number on Deno.
 */
function aboutProcess(registers: prometheus.Registry[], { version, commit }: Build): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `dispatcher_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("resident_memory_bytes", "Memory that the process holds", () => process.memoryUsage().rss);
  gauge("cpu_seconds", "Processor time that the process has taken", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000_000;
  });
  const labelNames = ["version", "commit", "deno"];
  const info = new Gauge({
    name: "dispatcher_build_info",
    help: "Which build this is; always 1",
    labelNames,
    registers,
  });
  info.set({ version, commit, deno: process.versions["deno"] ?? "unknown" }, 1);
}
