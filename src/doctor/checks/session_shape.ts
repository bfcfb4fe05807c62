/** Whether the session that this program asks for is one that the API takes: by the rules of `--session`, offline. */

import { modelSettings } from "../../openai/settings.ts";
import { type Check, failure, ok, warning } from "../check.ts";
import { reviewSession } from "../session/review.ts";

/** Models and voice have checks of their own; that nobody answers a turn by itself is meant: this program does. */
const OTHERS = /\.(turn_detection|transcription|voice)$/;

export const sessionShape: Check = {
  id: "session_shape",
  needs: [],
  run({ config, now }) {
    const { session } = modelSettings(config, { now: now(), callerId: true });
    const { fields } = reviewSession(session);
    const wrong = fields.filter(({ verdict, field }) => verdict !== "ok" && !OTHERS.test(field));
    if (wrong.length === 0) return ok("audio/pcmu both ways without a rate, audio alone, GA names only");
    const seen = wrong.map(({ field, does }) => `${field}: ${does}`).join("; ");
    return wrong.some(({ verdict }) => verdict === "failure")
      ? failure("session_refused", seen)
      : warning("session_refused", seen);
  },
};
