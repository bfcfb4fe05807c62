/**
 * Calls coming and going for a long time: does memory stay, and is everything closed again?
 *
 * Prints a line a minute. Exits with 1 when resident memory of the last minute is above that of the second minute by
 * more than the tolerance, a call failed or was ended by the service, or a descriptor is left when all calls are over.
 *
 * Usage: deno task bench:soak [--calls N] [--minutes N] [--call-seconds N] [--bin FILE]
 */

import { parseArgs } from "node:util";
import { machine, median } from "./report.ts";
import { Rig, wait } from "./rig.ts";

/** Memory is looked at so often. */
const SAMPLE_MS = 2_000;

/** Growth from the second minute to the last that is noise of the collector, share. */
const TOLERANCE = 0.1;

/** What is left after the last call may take this long to go: words are waited for, files are closed. */
const QUIET_MS = 8_000;

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "100" },
    minutes: { type: "string", default: "10" },
    "call-seconds": { type: "string", default: "60" },
    bin: { type: "string" },
  },
});
const [count, minutes, callSeconds] = [values.calls, values.minutes, values["call-seconds"]].map(Number) as [
  number,
  number,
  number,
];

await using rig = await Rig.build({ kind: "service", bin: values.bin, maxCalls: count + 50 });
// One call first: what the process opens once and keeps is no leak.
await rig.callers.order("calls", 1);
await rig.callers.order("calls", 0);
await wait(QUIET_MS);
const descriptors = rig.subject.descriptors();
await rig.callers.order("calls", count);

const samples: { minute: number; kib: number }[] = [];
const startedMs = performance.now();
let ended = 0;
for (let shown = 0; performance.now() - startedMs < minutes * 60_000;) {
  await wait(SAMPLE_MS);
  const atMs = performance.now() - startedMs;
  samples.push({ minute: Math.floor(atMs / 60_000), kib: rig.subject.residentKib() });
  const due = Math.floor(count * atMs / (callSeconds * 1_000)) - ended;
  if (due > 0) ended += (await rig.callers.order<{ ended: number }>("replace", Math.min(due, count))).ended;
  await rig.callers.order("calls", count);
  if (atMs >= (shown + 1) * 60_000) await show(++shown);
}
const { callers } = await rig.tell();
const bad = callers.failed + callers.lost + count - callers.live;
await rig.callers.order("calls", 0);
await wait(QUIET_MS);
const left = rig.subject.descriptors() - descriptors;
const [early, late] = [residentIn(Math.min(1, minutes - 1)), residentIn(minutes - 1)];
const growth = late / early - 1;
console.log(
  `${ended} calls came and went, ${bad} failed or were lost; resident ${mib(early)} MiB in minute ` +
    `${Math.min(2, minutes)}, ${mib(late)} MiB in the last (${(100 * growth).toFixed(1)} %); descriptors left: ${left}`,
);
console.log(machine());
if (growth > TOLERANCE || left > 0 || bad > 0) Deno.exitCode = 1;

async function show(minute: number): Promise<void> {
  const { callers, model } = await rig.tell();
  await rig.clear();
  const way = ({ p50, p99 }: { p50: number; p99: number }) => `${p50} / ${p99}`;
  console.log(
    `minute ${minute}: resident ${mib(residentIn(minute - 1))} MiB, descriptors ${rig.subject.descriptors()}, ` +
      `${callers.live} calls live, ${ended} over, ${callers.failed} failed, ${callers.lost} lost, p50 / p99 to the model ${
        way(model.ages)
      } ms, ` +
      `to the caller ${way(callers.ages)} ms`,
  );
}

function residentIn(minute: number): number {
  return median(samples.filter((sample) => sample.minute === minute).map(({ kib }) => kib));
}

function mib(kib: number): string {
  return (kib / 1_024).toFixed(0);
}
