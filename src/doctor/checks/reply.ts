/** Whether the model speaks: a spoken reply, how soon, in which codec, how loud, how long. */

import type { Bench } from "../bench.ts";
import { type Check, failure, type Finding, ok, skipped, warning } from "../check.ts";
import type { Reply } from "../reply.ts";
import type { Talk } from "../talk.ts";
import { fallbackTalk, firstTalk } from "../talks.ts";

const NEEDS = ["OPENAI_API_KEY", "OPENAI_REALTIME_URL", "OPENAI_MODEL"];

/** A live call asks again after 3 s of silence; close to that callers wonder. */
const SLOW_MS = 2_500;

export const reply: Check = {
  id: "reply",
  needs: NEEDS,
  async run(bench) {
    const first = await firstTalk(bench).reply;
    if (first === null) return skipped("the session did not stand");
    const finding = judge(first);
    return finding.verdict === "failure" ? await told(finding, bench) : finding;
  },
};

export const fallbackReply: Check = {
  id: "fallback_reply",
  needs: [...NEEDS, "OPENAI_FALLBACK_MODEL"],
  async run(bench) {
    const talk = fallbackTalk(bench);
    if (talk === null) return skipped("OPENAI_FALLBACK_MODEL is the first model");
    const spoken = await talk.reply;
    if (spoken === null) return skipped("the session did not stand");
    const finding = judge(spoken);
    const first = await firstTalk(bench).reply;
    // Callers notice nothing as long as the first model speaks.
    return finding.verdict === "failure" && first?.fault === null ? { ...finding, verdict: "warning" } : finding;
  },
};

function judge(reply: Reply): Finding {
  const { fault, seen, ms } = reply;
  if (fault !== null) return failure(fault, [sound(reply), seen].filter((part) => part !== "").join("; "), { ms });
  if (reply.firstAudioMs !== null && reply.firstAudioMs > SLOW_MS) {
    return warning("reply_stalled", sound(reply), { cause: "the first sound comes late", ms });
  }
  return ok(sound(reply), ms);
}

function sound({ audio, firstAudioMs, bytesPerMs, levelDb, durationMs }: Reply): string {
  if (audio.length === 0) return "";
  return `first audio after ${firstAudioMs} ms, ${bytesPerMs} bytes a ms (8 expected), level ${levelDb} dBFS, ` +
    `${(durationMs / 1_000).toFixed(1)} s`;
}

/** With what the other model and the transcription tell about whose fault it is. */
async function told(finding: Finding, bench: Bench): Promise<Finding> {
  const [whoseFault, hearing] = await Promise.all([whose(fallbackTalk(bench)), firstTalk(bench).hearing]);
  const notes = [whoseFault];
  if (hearing?.transcript) notes.push("transcription works, which proves nothing: it is a model of its own");
  return { ...finding, cause: [finding.cause, ...notes].filter((note) => note !== null).join("; ") };
}

async function whose(other: Talk | null): Promise<string | null> {
  const reply = await other?.reply;
  const { model } = await other?.opening ?? { model: "" };
  if (reply == null) return null;
  return reply.fault === null
    ? `${model} speaks with the same key and session: it is the model`
    : `${model} is silent too (${reply.fault}): it is the account, or what stands between`;
}
