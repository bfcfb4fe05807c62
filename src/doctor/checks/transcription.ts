/** Whether the model's detector notices a caller, and whether what the caller says is written down. */

import { type Check, failure, ok, skipped, warning } from "../check.ts";
import { isKnownSentence, KNOWN_SENTENCE } from "../known_speech.ts";
import { fallbackTalk, firstTalk } from "../talks.ts";

export const transcription: Check = {
  id: "transcription",
  needs: ["OPENAI_API_KEY", "OPENAI_REALTIME_URL", "OPENAI_MODEL", "OPENAI_TRANSCRIPTION_MODEL"],
  async run(bench) {
    // It is a model of its own: another session shows as well whether it works.
    const heard = await firstTalk(bench).hearing ?? await fallbackTalk(bench)?.hearing ?? null;
    if (heard === null) return skipped("the session did not stand");
    const { isNoticed, isCommitted, transcript, failure: failed, afterMs, ms } = heard;
    if (!isNoticed) return failure("caller_not_heard", "speech was sent, and no speech_started came", { ms });
    if (!isCommitted) {
      return failure("caller_not_heard", "speech_started came, and 3 s after the speech the turn was still open", {
        ms,
      });
    }
    if (failed !== null) return failure("transcription_failed", `input_audio_transcription.failed: ${failed}`, { ms });
    if (transcript === null) return failure("transcription_failed", "no transcript came within 6 s", { ms });
    if (isKnownSentence(transcript)) return ok(`heard "${transcript.trim()}" ${afterMs} ms after the last word`, ms);
    if (transcript.trim() === "") {
      return failure("transcription_failed", "the turn was taken, and its transcript is empty", { ms });
    }
    return warning("transcription_failed", `heard "${transcript.trim()}" instead of "${KNOWN_SENTENCE}"`, {
      cause: "what callers say is written down wrongly: a wrong input format, or a weak model",
      ms,
    });
  },
};
