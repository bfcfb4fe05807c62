/** The desk in virtual time: it keeps what a call reports, one order after the other, late or not at all. */

import type { CallEffect, IncidentName } from "../../src/call/call.ts";
import { isIncident } from "../../src/intake/facts.ts";
import type { Happening } from "./call.ts";
import type { Plan } from "./virtual_plan.ts";
import { Chance, type VirtualTime } from "./virtual_time.ts";

type DeskOrder = Extract<CallEffect, { type: "keep_facts" | "send" | "escalate" }>;

const INCIDENT: IncidentName = { id: "urn:uuid:1", number: "2026-000001" };

export class VirtualDesk {
  readonly #chance: Chance;
  #freeAtMs = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly plan: Plan,
    private readonly event: (event: Happening) => void,
  ) {
    this.#chance = new Chance(plan.seed ^ 0xde51);
  }

  /** An order of the service's. */
  perform(order: DeskOrder): void {
    const { faults } = this.plan;
    const tookMs = faults.includes("desk_late") ? this.#chance.between(300, 900) : this.#chance.between(2, 30);
    this.#freeAtMs = Math.max(this.#freeAtMs, this.time.nowMs) + tookMs;
    const fails = faults.includes("desk_fails") && this.#chance.happens(0.5);
    this.time.at(this.#freeAtMs, () => this.#answer(order, fails));
  }

  #answer(order: DeskOrder, fails: boolean): void {
    if (order.type === "escalate") {
      if (!fails) this.event({ type: "facts_kept", callId: null, incident: INCIDENT });
    } else if (fails) {
      this.event({ type: "desk_failed", callId: order.callId });
    } else if (order.type === "keep_facts") {
      this.event({ type: "facts_kept", callId: order.callId, incident: isIncident(order.facts) ? INCIDENT : null });
    } else {
      const { callId, isReport, missing } = order;
      this.event({ type: "incident_sent", callId, incident: INCIDENT, isReport, missing });
    }
  }
}
