/**
 * The protocols that come with the program. They are part of it: nothing is read from a disk, and they are parsed
 * already (`scripts/make_protocols.ts`, to be run when one of the YAML files changes).
 */

import lines from "./protocols/built_in.jsonl" with { type: "text" };
import type { Protocol } from "./protocol.ts";

/** Their names, the default first; in the order of the lines. */
export const BUILT_IN = ["police", "campus", "security_desk", "alarm_company", "utility_outage"] as const;
export type BuiltIn = (typeof BUILT_IN)[number];

const parsed = new Map<BuiltIn, Protocol>();

/** Whether a protocol of this name comes with the program. */
export function isBuiltIn(name: string): name is BuiltIn {
  return BUILT_IN.some((known) => known === name);
}

/** A protocol that comes with the program. */
export function builtInProtocol(name: BuiltIn): Protocol {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const protocol: Protocol = JSON.parse(lines.split("\n")[BUILT_IN.indexOf(name)] ?? "");
  parsed.set(name, protocol);
  return protocol;
}
