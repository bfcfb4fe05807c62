/** What is counted, as Prometheus reads it. */

import assert from "node:assert/strict";
import { createMetrics, type Metrics } from "../src/metrics.ts";

/** The samples with their values, without `HELP`, `TYPE` and zeros. */
async function samples(metrics: Metrics): Promise<Record<string, number>> {
  const lines = (await metrics.render()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const pairs = lines.map((line): [string, number] => [line.replace(/ \S+$/, ""), Number(line.split(" ").at(-1))]);
  const isOfProcess = /^dispatcher_(build_info|cpu_seconds|resident_memory_bytes)/;
  return Object.fromEntries(pairs.filter(([name, value]) => value !== 0 && !isOfProcess.test(name)));
}

Deno.test("calls are counted as they come and go", async () => {
  const metrics = createMetrics();
  for (let n = 0; n < 3; n++) metrics.callStarted();
  metrics.callEnded("answered");
  metrics.callEnded("abandoned");
  const counted = await samples(metrics);
  assert.equal(counted["dispatcher_calls_live"], 1);
  assert.equal(counted["dispatcher_calls_started_total"], 3);
  assert.equal(counted['dispatcher_calls_ended_total{outcome="answered"}'], 1);
  assert.equal(counted['dispatcher_calls_ended_total{outcome="abandoned"}'], 1);
});

Deno.test("every wait is timed, in seconds, and dead air apart", async () => {
  const metrics = createMetrics();
  metrics.measured({ type: "greeted", ms: 250 });
  metrics.measured({ type: "replied", ms: 1_200 });
  metrics.measured({ type: "replied", ms: 400 });
  metrics.measured({ type: "silent", ms: 900 });
  metrics.measured({ type: "silent", ms: 3_900 });
  metrics.measured({ type: "filled" });
  const counted = await samples(metrics);
  assert.equal(counted["dispatcher_greeting_seconds_sum"], 0.25);
  assert.equal(counted["dispatcher_reply_seconds_sum"], 1.6);
  assert.equal(counted['dispatcher_reply_seconds_bucket{le="1"}'], 1);
  assert.equal(counted['dispatcher_reply_seconds_bucket{le="1.5"}'], 2);
  assert.equal(counted["dispatcher_dead_air_seconds_count"], 2);
  assert.equal(counted['dispatcher_dead_air_seconds_bucket{le="3"}'], 1);
  assert.equal(counted["dispatcher_phrases_total"], 1);
});

Deno.test("turns, interruptions, marks and lag are counted", async () => {
  const metrics = createMetrics();
  metrics.measured({ type: "turn", as: "answered" });
  metrics.measured({ type: "turn", as: "noise" });
  metrics.measured({ type: "turn", as: "noise" });
  metrics.measured({ type: "interrupted" });
  metrics.measured({ type: "mark", errorMs: -30 });
  metrics.measured({ type: "mark", errorMs: 50 });
  metrics.lagged(3);
  metrics.unservedEnded("dispatched");
  const counted = await samples(metrics);
  assert.equal(counted['dispatcher_turns_total{as="answered"}'], 1);
  assert.equal(counted['dispatcher_turns_total{as="noise"}'], 2);
  assert.equal(counted["dispatcher_interruptions_total"], 1);
  assert.equal(counted['dispatcher_unserved_ended_total{outcome="dispatched"}'], 1);
  assert.equal(counted['dispatcher_playback_error_seconds_bucket{le="-0.02"}'], 1);
  assert.equal(counted['dispatcher_playback_error_seconds_bucket{le="0.06"}'], 2);
  assert.equal(counted['dispatcher_event_loop_lag_seconds_bucket{le="0.002"}'], undefined);
  assert.equal(counted['dispatcher_event_loop_lag_seconds_bucket{le="0.005"}'], 1);
});

Deno.test("the process tells its build, its memory and its processor time", async () => {
  const text = await createMetrics({ version: "1.2.3", commit: "abcdef0" }).render();
  assert.match(text, /^dispatcher_build_info\{version="1\.2\.3",commit="abcdef0",deno="[\d.]+"\} 1$/m);
  assert.ok(Number(text.match(/^dispatcher_resident_memory_bytes (\d+)$/m)?.[1]) > 10_000_000, text);
  assert.ok(Number(text.match(/^dispatcher_cpu_seconds ([\d.]+)$/m)?.[1]) > 0, text);
});

/** All that a label may say. A label without a list here is a defect: its values are somebody's words, or numbers. */
const LABELS: Readonly<Record<string, readonly string[] | null>> = {
  outcome: ["dispatched", "reported", "answered", "transferred", "abandoned", "refused", "failed"],
  reason: null,
  code: null,
  peer: ["openai", "twilio"],
  where: ["call", "stream", "request", "process", "store", "files", "desk"],
  as: ["answered", "noise"],
  le: null,
  version: null,
  commit: null,
  deno: null,
};

Deno.test("labels come from fixed lists: nothing that a call or a stranger brings makes a new series", async () => {
  const metrics = createMetrics();
  const names = (text: string) => [...text.matchAll(/[{,](\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]);
  const strange = (n: number): string => `CA${n} +1202555${n} "Main Street"`;
  metrics.refused("full");
  metrics.fault("empty_reply");
  metrics.unknownMessage("openai");
  metrics.callEnded("answered");
  metrics.measured({ type: "turn", as: "noise" });
  metrics.exception("call");
  metrics.refused(strange(0));
  const series = (await metrics.render()).split("\n").length;
  for (let n = 1; n < 50; n++) {
    metrics.refused(strange(n));
    metrics.measured({ type: "mark", errorMs: n * 7 });
    metrics.measured({ type: "replied", ms: n * 131 });
  }
  const text = await metrics.render();
  assert.equal(text.split("\n").length, series);
  for (const [name, value] of names(text)) {
    const allowed = LABELS[name!];
    assert.ok(allowed !== undefined, `label ${name} has no list`);
    assert.ok(allowed === null || allowed.includes(value!), `${name}="${value}"`);
  }
});

Deno.test("refusals, faults and mistakes are counted by their word", async () => {
  const metrics = createMetrics();
  metrics.refused("bad_signature");
  metrics.refused("bad_signature");
  metrics.fault("empty_reply");
  metrics.unknownMessage("openai");
  metrics.benignError();
  metrics.exception("process");
  assert.deepEqual(await samples(metrics), {
    'dispatcher_refused_total{reason="bad_signature"}': 2,
    'dispatcher_faults_total{code="empty_reply"}': 1,
    'dispatcher_unknown_messages_total{peer="openai"}': 1,
    dispatcher_benign_errors_total: 1,
    'dispatcher_exceptions_total{where="process"}': 1,
  });
});

Deno.test("what a stranger sends makes no label: it is counted as other", async () => {
  const metrics = createMetrics();
  for (let n = 0; n < 100; n++) metrics.refused(`CA${n}"}\n+12025550123`);
  assert.deepEqual(await samples(metrics), { 'dispatcher_refused_total{reason="other"}': 100 });
});

Deno.test("two processes' worth of metrics in one process share nothing", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.callStarted();
  assert.deepEqual(await samples(other), {});
});

Deno.test("each metric says what it is, and its type is Prometheus's own", async () => {
  const metrics = createMetrics();
  const text = await metrics.render();
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  assert.ok(names.length >= 10);
  for (const name of names) {
    assert.match(name!, /^dispatcher_[a-z_]+$/);
    assert.match(text, new RegExp(`^# HELP ${name} [A-Z]`, "m"));
  }
  assert.match(metrics.contentType, /^text\/plain; version=0\.0\.4/);
});
