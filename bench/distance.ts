/**
 * What is added when the model is far away: 30 ms of round trip between service and model. Needs root, `ip` and Python: a
 * network namespace for each end, and a program between two TUN devices that keeps every packet for half the way.
 *
 * Prints the latency that is added to the way itself, for the service and for relays with each client.
 *
 * Usage: deno task bench:distance [--calls N] [--seconds N] [--rtt-ms N] [--bin FILE]
 */

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure } from "./measure.ts";
import { Process } from "./process.ts";
import { machine } from "./report.ts";
import type { RigOptions } from "./rig.ts";

const NEAR = "dispatcher-near";
const FAR = "dispatcher-far";
const MODEL = "10.99.0.2";

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "20" },
    seconds: { type: "string", default: "10" },
    "rtt-ms": { type: "string", default: "30" },
    bin: { type: "string" },
  },
});
const wayMs = Number(values["rtt-ms"]) / 2;
const plan = { calls: Number(values.calls), seconds: Number(values.seconds) };

await ip("netns", "add", NEAR);
await ip("netns", "add", FAR);
try {
  const script = fileURLToPath(new URL("./distance.py", import.meta.url));
  await using between = new Process({ command: "python3", args: [script, NEAR, FAR, String(wayMs)], core: 1 });
  await between.line();
  const common = { maxCalls: plan.calls, distance: { near: NEAR, far: FAR, model: MODEL } };
  await show("service", { kind: "service", bin: values.bin, ...common });
  for (const leg of ["own", "ws", "builtin"]) await show(`relay, ${leg}`, { kind: "relay", leg, ...common });
  console.log(`${plan.calls} calls, ${values["rtt-ms"]} ms of round trip; ${machine()}`);
} finally {
  await ip("netns", "delete", NEAR);
  await ip("netns", "delete", FAR);
}

async function show(name: string, options: RigOptions): Promise<void> {
  const { toModel, toCaller } = await measure(options, plan);
  const added = ({ p50, p99 }: { p50: number; p99: number }) =>
    `${(p50 - wayMs).toFixed(2)} / ${(p99 - wayMs).toFixed(2)} ms`;
  console.log(`${name}: added to the model ${added(toModel)}, to the caller ${added(toCaller)} (p50 / p99)`);
}

async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args, stdout: "null", stderr: "piped" }).output();
  if (!success) throw new Error(`Cannot lay the way: ip ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
