/** The model's availability, probed by sessions like those of calls. */

import type { FaultCode } from "../call/call.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { ModelAvailability } from "./availability.ts";
import { modelSettings } from "./settings.ts";
import { openModel } from "./socket.ts";

/** What is known of the configured models. `changed` is told when it goes, with the reason, and when it is back. */
export function probedModel(
  config: Config,
  clock: Clock,
  changed: (fault: FaultCode | null) => void,
): ModelAvailability {
  return new ModelAvailability({
    probe: (listener, isFallback) => {
      const occasion = { now: clock.wallAt(clock.now()), callerId: true };
      const { model, fallbackModel } = config.openai;
      return openModel(modelSettings(config, occasion, isFallback ? fallbackModel : model), listener, () => 0);
    },
    nowMs: clock.now,
    changed,
  });
}
