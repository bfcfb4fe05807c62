/** Numbers for people. */

import { availableParallelism, cpus } from "node:os";

/** The machine that numbers come from. */
export function machine(): string {
  const { deno, v8 } = Deno.version;
  return `${availableParallelism()} cores of ${cpus()[0]?.model ?? "an unknown processor"}, ${Deno.build.target}, ` +
    `Deno ${deno} (V8 ${v8})`;
}

/** The middle one; of two, the lower. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0;
}
