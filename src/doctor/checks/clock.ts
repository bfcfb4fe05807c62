/** Whether this machine's clock is right: TLS, signatures of webhooks and local times depend on it. */

import { type Check, mistake, ok, skipped } from "../check.ts";
import { listOfModels } from "../openai_rest.ts";

/** The header has whole seconds, and travels. */
const FINE_S = 5;

/** Receivers of Standard Webhooks refuse what is 5 minutes off. */
const WRONG_S = 120;

export const clock: Check = {
  id: "clock",
  needs: ["OPENAI_API_URL", "OPENAI_API_KEY"],
  async run(bench) {
    const got = await listOfModels(bench);
    const date = "failure" in got ? undefined : got.headers["date"];
    const theirs = date === undefined ? NaN : Date.parse(date);
    if (Number.isNaN(theirs)) return skipped("no answer told the time (Date header)");
    const offS = Math.round((bench.now().getTime() - theirs) / 1_000);
    const seen = `the Date header says ${new Date(theirs).toISOString().slice(0, 19)}Z`;
    if (Math.abs(offS) <= FINE_S) return ok(`${seen}, as this clock does`);
    return mistake(
      Math.abs(offS) <= WRONG_S ? "warning" : "failure",
      `${seen}; this clock is ${Math.abs(offS)} s ${offS > 0 ? "ahead" : "behind"}`,
      "this machine's clock is wrong: TLS and signed webhooks fail, times in reports are false",
      "let the machine keep its time (timedatectl set-ntp true)",
    );
  },
};
