/** `dispatcher health`: asks the service on this machine, for container health checks. */

import type { Terminal } from "./commands.ts";
import { withDotEnv } from "./environment.ts";

const ANSWER_MS = 3_000;

/** Asks `/healthz` on PORT. Returns 0 when it answers 200, else 1. */
export async function health(terminal: Terminal): Promise<number> {
  const settings = withDotEnv(terminal);
  if (settings === null) return 1;
  const port = Number(settings["PORT"]?.trim() || 8080);
  const url = `http://127.0.0.1:${port}/healthz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    await response.body?.cancel();
    terminal.print(`${url} answers ${response.status}`);
    return response.status === 200 ? 0 : 1;
  } catch {
    terminal.complain(`${url} does not answer: is the service running, and is PORT ${port} its port?`);
    return 1;
  }
}
