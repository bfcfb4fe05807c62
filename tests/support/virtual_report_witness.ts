/** What the caller reported is not lost, and somebody is sent once, whatever goes wrong and how often. */

import { type Facts, merge, noFacts } from "../../src/intake/facts.ts";
import { readToolCall } from "../../src/intake/tools.ts";
import type { CallState } from "../../src/call/state.ts";
import { hold, type Taken } from "./virtual_witness.ts";

/** Follows what the model recorded, and what the desk was told. */
export class ReportWitness {
  #recorded: Facts = noFacts();
  #told: Facts = noFacts();
  #isSent = false;

  took({ before, event, effects, after }: Taken): void {
    const isTaken = event.type === "tool_called" && before.replies.current !== after.replies.current;
    if (event.type === "tool_called" && event.name === "record_answers" && isTaken) {
      const order = readToolCall(event.name, event.arguments);
      if ("tool" in order && order.tool === "record_answers") this.#recorded = merge(this.#recorded, order.answers);
    }
    for (const effect of effects) {
      if (effect.type !== "keep_facts" && effect.type !== "send" && effect.type !== "escalate") continue;
      this.#told = effect.facts;
      if (effect.type !== "send") continue;
      // The model's own call, repeated, is answered with the number: the desk knows the incident.
      const isSurplus = this.#isSent && effect.callId === null;
      hold(!isSurplus, "somebody was sent a second time");
    }
    if (event.type === "incident_sent") this.#isSent = true;
    // What the desk failed to do may be asked of it again.
    if (event.type === "desk_failed" && before.report.sent === "ordered") this.#isSent = false;
    hold(same(after.report.facts, this.#recorded), "the call does not know what was recorded");
    hold(same(this.#told, this.#recorded), "the desk was not told what was recorded");
  }

  /** Everybody has gone. */
  allGone({ report, phase }: CallState): void {
    hold("reason" in phase && phase.reason !== "", "the call ended without a reason");
    hold(report.sent !== "no" || phase.name !== "ended" || phase.outcome !== "dispatched", "nobody was sent");
  }
}

function same(one: Facts, other: Facts): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
