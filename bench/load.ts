/**
 * What a call costs: the service beside the bare relay, in one run, one after the other, several times.
 *
 * Prints processor time per call-second, resident memory per call and the latency that is added each way, as medians
 * over the rounds, and the ratios. Exits with 1 when a goal is missed and `--strict` is given.
 *
 * Usage: deno task bench:load [--calls N] [--seconds N] [--rounds N] [--bin FILE] [--relay-deno FILE] [--leg own|ws|builtin]
 *        [--burst N] [--only service|relay] [--json]
 */

import { parseArgs } from "node:util";
import { measure, type Measured } from "./measure.ts";
import { machine, median } from "./report.ts";

/** The goals: times the relay's, and added latency p99, ms: as it is, or beyond the relay's. */
const GOALS = { cpu: 1.3, memory: 1.5, p99Ms: 5, beyondRelayMs: 3 };

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "200" },
    seconds: { type: "string", default: "20" },
    rounds: { type: "string", default: "3" },
    bin: { type: "string" },
    "relay-deno": { type: "string" },
    leg: { type: "string", default: "own" },
    burst: { type: "string", default: "1" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
  },
});
const plan = { calls: Number(values.calls), seconds: Number(values.seconds) };
const options = { leg: values.leg, burst: Number(values.burst), bin: values.bin, relayDeno: values["relay-deno"] };
const found = { service: [] as Measured[], relay: [] as Measured[] };

for (let round = 0; round < Number(values.rounds); round++) {
  for (const kind of ["relay", "service"] as const) {
    if (values.only !== undefined && values.only !== kind) continue;
    const measured = await measure({ kind, maxCalls: plan.calls, ...options }, plan);
    found[kind].push(measured);
    console.error(`round ${round + 1}, ${kind}: ${line(measured)}`);
  }
}
report();

function report(): void {
  const both = Object.entries(found).filter(([, rounds]) => rounds.length > 0);
  const medians = Object.fromEntries(both.map(([kind, rounds]) => [kind, medianOf(rounds)]));
  if (values.json) console.log(JSON.stringify({ plan, options, machine: machine(), medians, rounds: found }));
  else {
    console.log(`${machine()}; ${plan.calls} calls, ${plan.seconds} s, ${values.rounds} rounds, medians`);
    for (const [kind, measured] of Object.entries(medians)) console.log(`${kind}: ${line(measured)}`);
  }
  const { service, relay } = medians;
  if (service === undefined || relay === undefined) return;
  const cpu = service.cpuMs / relay.cpuMs;
  const memory = service.kib / relay.kib;
  const late = (["toModel", "toCaller"] as const).filter((way) =>
    service[way].p99 > Math.max(GOALS.p99Ms, relay[way].p99 + GOALS.beyondRelayMs)
  );
  console.log(`service / relay: processor ${cpu.toFixed(2)}, memory ${memory.toFixed(2)}`);
  const isMet = cpu <= GOALS.cpu && memory <= GOALS.memory && late.length === 0;
  console.log(isMet ? "all goals met" : `goals: ${JSON.stringify(GOALS)}; late: ${late.join(", ") || "neither way"}`);
  if (!isMet && values.strict) Deno.exitCode = 1;
}

function line({ cpuMs, kib, toModel, toCaller, heardShare }: Measured): string {
  const way = ({ p50, p99 }: { p50: number; p99: number }) => `${p50.toFixed(2)} / ${p99.toFixed(2)}`;
  return `processor ${cpuMs.toFixed(3)} ms a call-second, memory ${kib.toFixed(0)} KiB a call, ` +
    `to the model ${way(toModel)} ms, to the caller ${way(toCaller)} ms (p50 / p99), heard ${heardShare.toFixed(4)}`;
}

function medianOf(rounds: readonly Measured[]): Measured {
  const of = (read: (measured: Measured) => number) => median(rounds.map(read));
  const way = (name: "toModel" | "toCaller") => ({
    p50: of((measured) => measured[name].p50),
    p99: of((measured) => measured[name].p99),
  });
  return {
    cpuMs: of(({ cpuMs }) => cpuMs),
    kib: of(({ kib }) => kib),
    toModel: way("toModel"),
    toCaller: way("toCaller"),
    heardShare: of(({ heardShare }) => heardShare),
  };
}
