/** `dispatcher health`: asks the service on this machine, for container health checks. */

import { describeMistake } from "../config/config.ts";
import { VARIABLES } from "../config/variables.ts";
import type { Terminal } from "./commands.ts";
import { withDotEnv } from "./environment.ts";

const ANSWER_MS = 3_000;

/** Asks `/healthz` on HOST and PORT. Returns 0 when it answers 200, else 1. */
export async function health(terminal: Terminal): Promise<number> {
  const settings = withDotEnv(terminal);
  if (settings === null) return 1;
  const host = read("HOST", settings, terminal);
  const port = read("PORT", settings, terminal);
  if (host === null || port === null) return 1;
  const url = `http://${addressOf(String(host))}:${port}/healthz`;
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

/** A variable's value as the service reads it; null after saying what is wrong with it. */
function read(name: "HOST" | "PORT", settings: Readonly<Record<string, string>>, terminal: Terminal): unknown {
  const variable = VARIABLES.find((variable) => variable.name === name)!;
  const read = variable.read(settings[name]?.trim() || undefined);
  if ("value" in read) return read.value;
  terminal.complain(describeMistake(read.mistake));
  return null;
}

/** Where a service that listens on this address can be asked: one that listens on all of them, on loopback. */
function addressOf(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
