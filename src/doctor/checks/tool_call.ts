/** Whether a tool makes its way there and back: without it no report is ever taken. */

import { type Check, failure, type Finding, mistake, ok, skipped } from "../check.ts";
import type { ToolTrip } from "../tool_trip.ts";
import { fallbackTalk, firstTalk } from "../talks.ts";

const NEEDS = ["OPENAI_API_KEY", "OPENAI_REALTIME_URL", "OPENAI_MODEL"];

export const toolCall: Check = {
  id: "tool_call",
  needs: NEEDS,
  async run(bench) {
    const trip = await firstTalk(bench).tool;
    return trip === null ? skipped("the session did not stand") : judge(trip);
  },
};

export const fallbackToolCall: Check = {
  id: "fallback_tool_call",
  needs: [...NEEDS, "OPENAI_FALLBACK_MODEL"],
  async run(bench) {
    const trip = await fallbackTalk(bench)?.tool;
    if (trip === undefined) return skipped("OPENAI_FALLBACK_MODEL is the first model");
    if (trip === null) return skipped("the session did not stand");
    const finding = judge(trip);
    const first = await firstTalk(bench).tool;
    return finding.verdict === "failure" && first?.fault === null ? { ...finding, verdict: "warning" } : finding;
  },
};

function judge({ fault, seen, name, ms }: ToolTrip): Finding {
  if (fault !== null) return failure(fault, seen, { ms });
  if (name !== null) return ok(seen, ms);
  return {
    ...mistake(
      "warning",
      `record_answers was asked for with tool_choice "required", and not called; ${seen}`,
      "the model does not call tools when it must: reports stay empty",
      "set another OPENAI_MODEL",
    ),
    ms,
  };
}
