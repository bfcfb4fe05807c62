/** The question protocol that the configuration names. */

import { readFileSync } from "node:fs";
import { BUILT_IN, builtInProtocol, isBuiltIn } from "../intake/builtin.ts";
import type { Protocol } from "../intake/protocol.ts";

export type LoadedProtocol =
  | { readonly ok: true; readonly protocol: Protocol }
  /** In words, one for each mistake; none when there is no such file, or it cannot be read. */
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Loads a protocol: one that comes with the program by its name, an agency's own by the path of its file, and without
 * either the first of the built-in ones.
 */
export async function loadProtocol(named: string | null): Promise<LoadedProtocol> {
  const name = named ?? BUILT_IN[0];
  if (isBuiltIn(name)) return { ok: true, protocol: builtInProtocol(name) };
  const text = textOf(name);
  if (text === null) return { ok: false, problems: [] };
  // With it comes all of YAML; those that come with the program are parsed already.
  const { describeProtocolMistake, readProtocol } = await import("../intake/protocol_file.ts");
  const read = readProtocol(text, name);
  return read.ok ? read : { ok: false, problems: read.mistakes.map(describeProtocolMistake) };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
