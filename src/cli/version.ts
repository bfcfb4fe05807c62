/** Which build this is. */

import process from "node:process";
import manifest from "../../deno.json" with { type: "json" };

export const version: string = manifest.version;

/** The build sets it before anything else runs; a checkout has none. */
export const commit: string = (globalThis as { DISPATCHER_COMMIT?: string }).DISPATCHER_COMMIT ?? "source";

/** `dispatcher 0.1.0 (commit 1a2b3c4, Deno 2.9.6)`. */
export function versionLine(): string {
  return `dispatcher ${version} (commit ${commit}, Deno ${process.versions["deno"] ?? "unknown"})`;
}
