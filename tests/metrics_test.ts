/** What is counted, as Prometheus reads it. */

import assert from "node:assert/strict";
import { createMetrics, type Metrics } from "../src/metrics.ts";

/** The samples with their values, without `HELP`, `TYPE` and zeros. */
async function samples(metrics: Metrics): Promise<Record<string, number>> {
  const lines = (await metrics.render()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const pairs = lines.map((line): [string, number] => [line.replace(/ \S+$/, ""), Number(line.split(" ").at(-1))]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== 0));
}

Deno.test("calls are counted as they come and go", async () => {
  const metrics = createMetrics();
  for (let n = 0; n < 3; n++) metrics.callStarted();
  metrics.callEnded("answered", { greetingMs: 250, replyMsMax: 1_200 });
  metrics.callEnded("abandoned", { greetingMs: null, replyMsMax: null });
  const counted = await samples(metrics);
  assert.equal(counted["dispatcher_calls_live"], 1);
  assert.equal(counted["dispatcher_calls_started_total"], 3);
  assert.equal(counted['dispatcher_calls_ended_total{outcome="answered"}'], 1);
  assert.equal(counted['dispatcher_calls_ended_total{outcome="abandoned"}'], 1);
});

Deno.test("waits are in seconds, and a call that had none adds none", async () => {
  const metrics = createMetrics();
  metrics.callEnded("answered", { greetingMs: 250, replyMsMax: 1_200 });
  metrics.callEnded("abandoned", { greetingMs: null, replyMsMax: null });
  const counted = await samples(metrics);
  assert.equal(counted["dispatcher_greeting_seconds_sum"], 0.25);
  assert.equal(counted["dispatcher_greeting_seconds_count"], 1);
  assert.equal(counted["dispatcher_reply_seconds_sum"], 1.2);
  assert.equal(counted['dispatcher_reply_seconds_bucket{le="1"}'], undefined);
  assert.equal(counted['dispatcher_reply_seconds_bucket{le="1.5"}'], 1);
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
