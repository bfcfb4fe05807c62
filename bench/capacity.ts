/**
 * The most calls that one core holds: more and more of them, until the latency that is added reaches its limit either
 * way at the 99th percentile. Draws cost and latency over the number of calls.
 *
 * Usage: deno task bench:capacity [--from N] [--to N] [--step N] [--seconds N] [--limit-ms N] [--bin FILE] [--svg FILE]
 */

import { parseArgs } from "node:util";
import { chart, type Point } from "./chart.ts";
import { machine } from "./report.ts";
import { Rig, wait } from "./rig.ts";

/** Until code is compiled, and after each step until its sessions stand. */
const WARM_UP_MS = 10_000;
const SETTLE_MS = 4_000;

/** A noisy machine may spoil a step: it counts when it is bad twice. */
const TRIES = 2;

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "25" },
    to: { type: "string", default: "500" },
    step: { type: "string", default: "25" },
    seconds: { type: "string", default: "10" },
    "limit-ms": { type: "string", default: "20" },
    bin: { type: "string" },
    svg: { type: "string", default: "docs/capacity.svg" },
  },
});
const [from, to, step, seconds, limitMs] = [values.from, values.to, values.step, values.seconds, values["limit-ms"]]
  .map(Number) as [number, number, number, number, number];

const points: Point[] = [];
await using rig = await Rig.build({ kind: "service", bin: values.bin, maxCalls: to });
await rig.callers.order("calls", from);
await wait(WARM_UP_MS);
for (let calls = from; calls <= to; calls += step) {
  await rig.callers.order("calls", calls);
  const point = await best(calls);
  points.push(point);
  const { cpuPercent, toModelMs, toCallerMs } = point;
  console.log(
    `${calls} calls: ${cpuPercent.toFixed(0)} % of a core, p99 ${toModelMs} ms to the model, ${toCallerMs} ms back`,
  );
  if (Math.max(toModelMs, toCallerMs) >= limitMs) break;
}
const most = points.findLast(({ toModelMs, toCallerMs }) => Math.max(toModelMs, toCallerMs) < limitMs)?.calls ?? 0;
console.log(`most calls with p99 below ${limitMs} ms on one core: ${most} (${machine()})`);
await Deno.writeTextFile(values.svg, chart(points, { limitMs, machine: machine(), most }));

/** The better of two tries, when the first is bad. */
async function best(calls: number): Promise<Point> {
  let found: Point | null = null;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const point = await look(calls);
    if (found === null || worst(point) < worst(found)) found = point;
    if (worst(found) < limitMs) break;
  }
  return found!;
}

function worst({ toModelMs, toCallerMs }: Point): number {
  return Math.max(toModelMs, toCallerMs);
}

async function look(calls: number): Promise<Point> {
  await wait(SETTLE_MS);
  await rig.clear();
  const before = { cpuMs: rig.subject.cpuMs(), atMs: performance.now() };
  await wait(seconds * 1_000);
  const cpuMs = rig.subject.cpuMs() - before.cpuMs;
  const cpuPercent = 100 * cpuMs / (performance.now() - before.atMs);
  const { callers, model } = await rig.tell();
  if (callers.live < calls) console.error(`${callers.live} of ${calls} calls are live`);
  return { calls, cpuPercent, toModelMs: model.ages.p99, toCallerMs: callers.ages.p99 };
}
