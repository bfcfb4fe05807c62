/** Which build this is. */

import process from "node:process";
import manifest from "../../deno.json" with { type: "json" };

/** Set by the build: the commit it was made from. */
declare const DISPATCHER_COMMIT: string | undefined;

export const version: string = manifest.version;
const commit = typeof DISPATCHER_COMMIT === "string" ? DISPATCHER_COMMIT : "source";

/** `dispatcher 0.1.0 (commit 1a2b3c4, Deno 2.9.6)`. */
export function versionLine(): string {
  return `dispatcher ${version} (commit ${commit}, Deno ${process.versions["deno"] ?? "unknown"})`;
}
