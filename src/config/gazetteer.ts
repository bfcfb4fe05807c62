/** The gazetteer that the configuration names. */

import { readFileSync } from "node:fs";
import type { Gazetteer } from "../intake/gazetteer.ts";
import { GazetteerError } from "../intake/gazetteer_entries.ts";

export type NamedGazetteer =
  | { readonly ok: true; readonly gazetteer: Gazetteer | null }
  /** In words, one for each mistake. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the file that is named; null when none is. */
export async function readGazetteer(path: string | null): Promise<NamedGazetteer> {
  if (path === null) return { ok: true, gazetteer: null };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { ok: false, problems: ["cannot be read"] };
  }
  // Its search for names is a large part of the program, and without a file nobody needs it.
  const { loadGazetteer } = await import("../intake/gazetteer.ts");
  try {
    return { ok: true, gazetteer: loadGazetteer(text, path) };
  } catch (error) {
    if (error instanceof GazetteerError) return { ok: false, problems: error.problems };
    throw error;
  }
}
