/** A folder of a test's own, and waiting for what appears in it. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder that is gone when the test is over. */
export async function ownFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "dispatcher-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** Asks until the answer is yes. Throws when it is still no after 5 s. */
export async function eventually(ask: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const endMs = performance.now() + 5_000;
  while (!await ask()) {
    if (performance.now() > endMs) throw new Error(`Waited for ${what} in vain`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

type Write = (data: Uint8Array, offset: number, length: number, position: number) => Promise<unknown>;

/** Stands between every file handle and the disk, until it is disposed of. `handle` is any open one. */
export function betweenDisk(
  handle: object,
  write: (original: Write) => Write,
  method: "write" | "appendFile" = "write",
): Disposable {
  const methods = Object.getPrototypeOf(handle) as Record<typeof method, Write>;
  const original = methods[method];
  methods[method] = function (this: object, ...args) {
    return write(original.bind(this)).apply(this, args);
  };
  return { [Symbol.dispose]: () => methods[method] = original };
}

/** Makes every write fail, as on a full disk. */
export function fullDisk(handle: object): Disposable {
  const error = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  return betweenDisk(handle, () => () => Promise.reject(error));
}
