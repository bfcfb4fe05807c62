/** Folders that a try has made are gone after it. */

import { rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Removes `path` and the folders above it, up to `made`, as far as they are empty. Never throws. */
export async function removeEmpty(path: string, made: string): Promise<void> {
  const top = resolve(made);
  for (let at = resolve(path); at.startsWith(top); at = dirname(at)) {
    if (!await rmdir(at).then(() => true, () => false)) return;
  }
}
