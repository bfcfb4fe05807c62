/** .env.example: all variables, with the defaults that are in force. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { type Config, readConfig } from "../src/config/config.ts";
import { VARIABLES } from "../src/config/variables.ts";
import { configOf, REQUIRED } from "./support/config.ts";

const EXAMPLE = readFileSync(new URL("../.env.example", import.meta.url), "utf8");

Deno.test(".env.example names the variables that are read, each once, and no other", () => {
  const named = [...EXAMPLE.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  assert.deepEqual(named.toSorted(), VARIABLES.map(({ name }) => name).toSorted());
});

Deno.test(".env.example taken as it is lacks only what is required", async () => {
  const read = await readConfig(parseEnv(EXAMPLE));
  assert.ok(!read.ok);
  assert.deepEqual(
    read.mistakes.map(({ name, given }) => [name, given]),
    Object.keys(REQUIRED).map((name) => [name, null]),
  );
});

Deno.test(".env.example with all its lines taken in is right, and its defaults are the ones in force", async () => {
  const { GAZETTEER_FILE: _file, ...whole } = parseEnv(EXAMPLE.replace(/^#([A-Z][A-Z0-9_]+=)/gm, "$1"));
  // Where there is no default, the example shows how a value looks.
  const examples = (config: Config) => {
    const {
      humanNumbers: _numbers,
      delivery: _delivery,
      twilio: { phoneNumber: _sender, ...twilio },
      ...rest
    } = config;
    return { ...rest, twilio };
  };
  assert.deepEqual(examples(await configOf({ ...whole, ...REQUIRED })), examples(await configOf()));
});
