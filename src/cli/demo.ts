/** `dispatcher demo`: one whole call, without vendors. */

import type { Terminal } from "./commands.ts";

/** Plays the call. Returns 0 when the simulated caller heard every line. */
export async function demo(options: { readonly dir?: string }, terminal: Terminal): Promise<number> {
  const { runDemo } = await import("../simulator/demo.ts");
  return await runDemo({ ...options, print: terminal.print });
}
