/** Configurations for tests: what must be set, with changes, read as the service reads it. */

import assert from "node:assert/strict";
import { type Config, describeMistake, type Environment, readConfig } from "../../src/config/config.ts";
import type { Mistake } from "../../src/config/variables.ts";

/** What must be set, and nothing else. */
export const REQUIRED = {
  PUBLIC_URL: "https://dispatch.example.org",
  TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
  TWILIO_AUTH_TOKEN: "0123456789abcdef0123456789abcdef",
  OPENAI_API_KEY: "sk-proj-0123456789",
};

/** The configuration that is read with these changes; fails with what is wrong about them. */
export async function configOf(changes: Environment = {}): Promise<Config> {
  const read = await readConfig({ ...REQUIRED, ...changes });
  assert.ok(read.ok, read.ok ? "" : read.mistakes.map(describeMistake).join("\n"));
  return read.config;
}

/** The mistakes in what must be set with these changes. */
export async function mistakesOf(changes: Environment): Promise<readonly Mistake[]> {
  const read = await readConfig({ ...REQUIRED, ...changes });
  return read.ok ? [] : read.mistakes;
}

/** Checks which values a variable takes and which it does not. */
export async function judges(
  name: string,
  { good, bad }: { good: readonly string[]; bad: readonly string[] },
): Promise<void> {
  const about = async (value: string) =>
    (await mistakesOf({ [name]: value })).filter((mistake) => mistake.name === name);
  for (const value of good) assert.deepEqual(await about(value), [], `${name} refuses ${value}`);
  for (const value of bad) {
    assert.equal((await about(value)).length, 1, `${name} takes ${value}`);
  }
}
