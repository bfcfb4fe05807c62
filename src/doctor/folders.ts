/** Folders that a try has made are gone after it. */

import { mkdir, rmdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Makes a folder, and those above it. Returns the topmost that was not there; null when it was. Older Denos do not tell. */
export async function makeFolder(path: string): Promise<string | null> {
  let missing: string | null = null;
  for (let at = resolve(path); !await isThere(at); at = dirname(at)) missing = at;
  await mkdir(path, { recursive: true });
  return missing;
}

/** Removes `path` and the folders above it, up to `made`, as far as they are empty. Never throws. */
export async function removeEmpty(path: string, made: string): Promise<void> {
  const top = resolve(made);
  for (let at = resolve(path); at.startsWith(top); at = dirname(at)) {
    if (!await rmdir(at).then(() => true, () => false)) return;
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}
