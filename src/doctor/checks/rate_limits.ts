/** How much of the account's limits is left: a call takes thousands of tokens a minute, cached ones counted. */

import { type Check, ok, skipped, warning } from "../check.ts";
import { fallbackTalk, firstTalk } from "../talks.ts";

/** Less than this part of a limit is left. */
const SCARCE = 0.1;

export const rateLimits: Check = {
  id: "rate_limits",
  needs: ["OPENAI_API_KEY", "OPENAI_REALTIME_URL", "OPENAI_MODEL"],
  async run(bench) {
    const first = await firstTalk(bench).limits;
    const limits = first.length > 0 ? first : await fallbackTalk(bench)?.limits ?? [];
    if (limits.length === 0) return skipped("no rate_limits.updated came");
    const told = limits.map(({ name, remaining, limit, reset_seconds: reset }) =>
      `${remaining} of ${limit} ${name} left${
        typeof reset === "number" ? `, whole again in ${Math.ceil(reset)} s` : ""
      }`
    );
    const scarce = limits.filter(({ remaining, limit }) => Number(remaining) < SCARCE * Number(limit));
    if (scarce.length === 0) return ok(told.join("; "));
    return warning("rate_limited", told.join("; "), { cause: "the account's limits are nearly reached" });
  },
};
