/**
 * Makes `src/intake/protocols/built_in.jsonl` from the YAML files beside it: one protocol a line, as the program uses
 * it. Reading YAML takes 50 ms of a start that may last 150; a test holds the two against each other.
 *
 * Usage: deno run --allow-read --allow-write --allow-env scripts/make_protocols.ts
 */

import { readFileSync, writeFileSync } from "node:fs";
import { BUILT_IN } from "../src/intake/builtin.ts";
import { describeProtocolMistake, readProtocol } from "../src/intake/protocol_file.ts";

const folder = new URL("../src/intake/protocols/", import.meta.url);
const lines = BUILT_IN.map((name) => {
  const read = readProtocol(readFileSync(new URL(`${name}.yaml`, folder), "utf8"), `${name}.yaml`);
  if (!read.ok) throw new Error(`Cannot make the protocols:\n${read.mistakes.map(describeProtocolMistake).join("\n")}`);
  return JSON.stringify(read.protocol);
});
writeFileSync(new URL("built_in.jsonl", folder), `${lines.join("\n")}\n`);
