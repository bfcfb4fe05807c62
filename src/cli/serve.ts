/** `dispatcher serve`: answers calls until it is told to stop, then lets the live ones finish. */

import { describeMistake, readConfig } from "../config/config.ts";
import { logger, startLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { type Service, start } from "../service.ts";
import type { Terminal } from "./commands.ts";
import { withDotEnv } from "./environment.ts";
import { FIRST_STEPS, isFirstRun } from "./first_run.ts";
import { commit, version } from "./version.ts";

/** Bad configuration (sysexits.h: EX_CONFIG). */
const EX_CONFIG = 78;

/** Runs the service. Returns 0 after a clean stop, 78 for bad configuration, 1 when it cannot start. */
export async function serve(terminal: Terminal): Promise<number> {
  const settings = withDotEnv(terminal);
  if (settings === null) return EX_CONFIG;
  const read = await readConfig(settings);
  if (!read.ok && isFirstRun(settings, read.mistakes)) {
    terminal.complain(FIRST_STEPS);
    return EX_CONFIG;
  }
  if (!read.ok) {
    terminal.complain("Cannot start: the configuration is not complete.");
    for (const mistake of read.mistakes) terminal.complain(`  ${describeMistake(mistake)}`);
    terminal.complain(
      "Set these in the environment or in .env; .env.example explains each. `dispatcher demo` needs none.",
    );
    return EX_CONFIG;
  }
  const { config } = read;
  const log = await startLog(config, (text) => terminal.complain(text.trimEnd()));
  const metrics = createMetrics({ version, commit });
  surviveMistakes(() => metrics.exception("process"));
  try {
    const service = await start(config, metrics);
    const { hostname, port } = service.address;
    logger("service").info("answering calls", { hostname, port, version, publicUrl: config.publicUrl.origin });
    await untilStopped(service, terminal);
    logger("service").info("stopped");
    return 0;
  } catch (error) {
    logger("service").error("cannot start", { error });
    return 1;
  } finally {
    await log.stop();
  }
}

/** The first signal drains, the second one ends the live calls. */
async function untilStopped(service: Service, terminal: Terminal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let signals = 0;
    terminal.onStop(() => {
      signals++;
      logger("service").info(signals === 1 ? "draining: no new calls" : "closing: live calls end now");
      if (signals === 1) service.drain().then(resolve, reject);
      else if (signals === 2) service.close().catch(reject);
    });
  });
}

/** A mistake that nobody caught must not take the other calls with it. */
function surviveMistakes(count: () => void): void {
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    count();
    logger("service").error("uncaught", { error: event.error });
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    count();
    logger("service").error("unhandled rejection", { error: event.reason });
  });
}
