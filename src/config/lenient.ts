/** A configuration with mistakes in it, for those who look at what is right of it all the same. */

import { type Config, type Environment, readConfig } from "./config.ts";
import type { Mistake } from "./variables.ts";

/** What is there of a configuration. */
export interface LenientConfig {
  /** Whole; in the place of what is wrong or missing stands a default or an example, never to be used. */
  readonly config: Config;
  readonly mistakes: readonly Mistake[];
  /** The variables that are wrong or missing. */
  readonly broken: ReadonlySet<string>;
}

/** A mistake that was removed may show another one: variables need each other. */
const ROUNDS = 5;

/** Reads a configuration as `readConfig` does; what is wrong is set aside and named. */
export async function readLeniently(environment: Environment): Promise<LenientConfig> {
  const rest: Record<string, string | undefined> = { ...environment };
  const mistakes: Mistake[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const read = await readConfig(rest);
    if (read.ok) return { config: read.config, mistakes, broken: new Set(mistakes.map(({ name }) => name)) };
    for (const mistake of read.mistakes) {
      const { name, given, example } = mistake;
      if (!mistakes.some((known) => known.name === name && known.problem === mistake.problem)) mistakes.push(mistake);
      if (given === null) rest[name] = example;
      else delete rest[name];
    }
  }
  throw new Error("Cannot set the configuration's mistakes aside: its examples are mistakes too");
}
