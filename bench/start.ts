/**
 * How long the executable takes from its start until `/readyz` answers 200, with a model that cannot be reached.
 *
 * Prints the first start, which finds no code cache and writes it, and then the spread of the ones after it. Exits with
 * 1 when the median of those is above the limit.
 *
 * Usage: deno task bench:start [--executable FILE] [--times N] [--limit-ms N]
 */

import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { REQUIRED } from "../tests/cli/program.ts";

/** A start that takes longer has failed. */
const GIVE_UP_MS = 20_000;

/** Between two questions: short beside what is measured, and no second load on a small machine. */
const ASK_EVERY_MS = 2;

const { values } = parseArgs({
  options: {
    executable: { type: "string", default: "dist/dispatcher" },
    times: { type: "string", default: "20" },
    "limit-ms": { type: "string", default: "150" },
  },
});
const executable = resolve(values.executable);
const times = whole("--times", values.times);
const limitMs = whole("--limit-ms", values["limit-ms"]);

const folder = await Deno.makeTempDir({ prefix: "dispatcher-start-" });
try {
  const firstMs = await startOnce(folder);
  const restMs: number[] = [];
  for (let i = 0; i < times; i++) restMs.push(await startOnce(folder));
  const { min, median, max } = spread(restMs);
  console.log(`from start to ready, ms: min ${min}, median ${median}, max ${max} (${times} starts)`);
  console.log(`the first start, without its code cache: ${firstMs.toFixed(0)}`);
  console.log(
    `on ${availableParallelism()} cores of ${cpus()[0]?.model ?? "an unknown processor"}, ${Deno.build.target}`,
  );
  if (Number(median) > limitMs) {
    console.error(`Cannot accept a median of ${median} ms: the limit is ${limitMs} ms`);
    Deno.exitCode = 1;
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** Starts the executable in an empty folder, with `cache` as the place of its code cache; returns the milliseconds. */
async function startOnce(cache: string): Promise<number> {
  const cwd = await Deno.makeTempDir({ dir: cache });
  const port = freePort();
  const env = { ...REQUIRED, PORT: `${port}`, TMPDIR: cache, LOG_LEVEL: "error" };
  const startedMs = performance.now();
  const process = new Deno.Command(executable, {
    args: ["serve"],
    cwd,
    env,
    clearEnv: true,
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  try {
    await ready(port, startedMs);
    return performance.now() - startedMs;
  } finally {
    try {
      process.kill("SIGTERM");
    } catch {
      // It is over already.
    }
    await process.status;
  }
}

async function ready(port: number, startedMs: number): Promise<void> {
  while (performance.now() - startedMs < GIVE_UP_MS) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      await response.body?.cancel();
      if (response.status === 200) return;
    } catch {
      // Nobody listens yet.
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new Error(`Cannot measure: ${executable} was not ready after ${GIVE_UP_MS} ms`);
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

function spread(ms: readonly number[]): { min: string; median: string; max: string } {
  const sorted = ms.toSorted((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  return { min: min!.toFixed(0), median: median!.toFixed(0), max: max!.toFixed(0) };
}

function whole(flag: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`Cannot read ${flag} "${text}": a whole number from 1`);
  return Number(text);
}
