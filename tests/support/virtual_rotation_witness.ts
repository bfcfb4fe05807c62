/** A call that moves to its next session says nothing because of it, and the new session hears nothing of the old one's. */

import { isSounding } from "../../src/call/playback.ts";
import { hold, type Taken } from "./virtual_witness.ts";

export class RotationWitness {
  /** Lines, turns and tools of the session in use; null before the call has moved. */
  #own: Set<string> | null = null;

  constructor(private readonly isChaotic: boolean) {}

  took({ before, event, effects }: Taken): void {
    if (this.isChaotic) return;
    this.#learn(event);
    const at = effects.findIndex(({ type }) => type === "switch_model");
    // With a fault told, the session in use was of no use any more: that may be heard.
    const isPlanned = event.type === "time_passed" && !effects.some(({ type }) => type === "report_fault");
    if (at >= 0 && isPlanned) {
      const { current, wanted } = before.replies;
      hold(current === null && wanted === null && !isSounding(before.playback), "the call moved within a reply");
      hold(before.report.waiting.length === 0, "the call moved while a tool waited for its result");
      const others = effects.map(({ type }) => type).filter((type) =>
        !/^(switch_model|tell_model|listen.*)$/.test(type)
      );
      hold(others.length === 0, `the call moved, and led to ${others}`);
      this.#own = new Set();
    } else if (at >= 0 || effects.some(({ type }) => type === "dial_model")) {
      this.#own = null;
    }
    for (const effect of effects) {
      const id = aboutOf(effect);
      if (id !== null) {
        hold(this.#own?.has(id) !== false, `"${effect.type}" is about ${id}, of a session that was left`);
      }
    }
  }

  #learn(event: Taken["event"]): void {
    if ("lineId" in event) this.#own?.add(event.lineId);
    if ("turnId" in event) this.#own?.add(event.turnId);
    if (event.type === "tool_called") this.#own?.add(event.callId);
  }
}

/** What of a session an order is about. */
function aboutOf(effect: Taken["effects"][number]): string | null {
  switch (effect.type) {
    case "truncate_line":
    case "forget_line":
      return effect.lineId;
    case "forget_turn":
      return effect.turnId;
    case "answer_tool":
      return effect.callId;
    default:
      return null;
  }
}
