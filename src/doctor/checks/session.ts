/** Whether a session comes to stand as a call would ask for it: key, model, credit, every property. */

import { type Check, failure, type Finding, ok, skipped, warning } from "../check.ts";
import type { Opening } from "../talk.ts";
import { fallbackTalk, firstTalk } from "../talks.ts";

const NEEDS = ["OPENAI_API_KEY", "OPENAI_REALTIME_URL", "OPENAI_MODEL"];

export const session: Check = {
  id: "session",
  needs: NEEDS,
  async run(bench) {
    const opening = await firstTalk(bench).opening;
    const finding = judge(opening);
    if (opening.stands) return finding;
    const other = await fallbackTalk(bench)?.opening;
    return other?.stands === true
      ? withNote(finding, `${other.model} does get a session: it is the model, not the account`)
      : finding;
  },
};

export const fallbackSession: Check = {
  id: "fallback_session",
  needs: [...NEEDS, "OPENAI_FALLBACK_MODEL"],
  async run(bench) {
    const talk = fallbackTalk(bench);
    if (talk === null) return skipped("OPENAI_FALLBACK_MODEL is the first model");
    const finding = judge(await talk.opening);
    const isFirstFine = (await firstTalk(bench).opening).stands;
    // Callers notice nothing as long as the first model speaks.
    return finding.verdict === "failure" && isFirstFine ? { ...finding, verdict: "warning" } : finding;
  },
};

function judge({ model, faults, stands, createdMs, updatedMs, ms }: Opening): Finding {
  const seen = faults.map(({ detail }) => detail).join("; ");
  // The last one is why it was given up.
  const code = faults.at(-1)?.code ?? "unreachable";
  if (!stands) return failure(code, `${model}: ${seen}`, { ms });
  if (faults.length === 0) {
    return ok(
      `${model}: session.created after ${Math.round(createdMs ?? 0)} ms, session.updated after ${
        Math.round(updatedMs ?? 0)
      } ms`,
      ms,
    );
  }
  return warning(faults[0]!.code, `${model}: ${seen}`, { ms });
}

function withNote(finding: Finding, note: string): Finding {
  return { ...finding, cause: `${finding.cause}; ${note}` };
}
