/** The desk of the fault matrix: slow enough to be met waiting, and failing on order. */

import type { CallEffect, IncidentName } from "../../../src/call/call.ts";
import { type Facts, isIncident } from "../../../src/intake/facts.ts";
import type { Happening } from "../call.ts";
import type { VirtualTime } from "../virtual_time.ts";
import type { Progress } from "./mind.ts";

type DeskOrder = Extract<CallEffect, { type: "keep_facts" | "send" | "escalate" }>;

const INCIDENT: IncidentName = { id: "urn:uuid:1", number: "2026-000001" };
const TAKES_MS = 300;

export class FaultDesk {
  /** Orders that it will fail. */
  failures = 0;
  /** What it holds. */
  facts: Facts | null = null;
  dispatches = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly progress: Progress,
    private readonly event: (event: Happening) => void,
  ) {}

  /** An order of the service's. */
  perform(order: DeskOrder): void {
    this.time.after(TAKES_MS, () => this.#answer(order));
  }

  #answer(order: DeskOrder): void {
    if (this.failures > 0 && order.type !== "escalate") {
      this.failures--;
      return this.event({ type: "desk_failed", callId: order.callId });
    }
    this.facts = order.facts;
    this.progress.isKept ||= isIncident(order.facts);
    switch (order.type) {
      case "escalate":
        return this.event({ type: "facts_kept", callId: null, incident: INCIDENT });
      case "keep_facts":
        return this.event({
          type: "facts_kept",
          callId: order.callId,
          incident: isIncident(order.facts) ? INCIDENT : null,
        });
      case "send": {
        if (!this.progress.isSent) this.dispatches++;
        this.progress.isSent = true;
        const { callId, isReport, missing } = order;
        return this.event({ type: "incident_sent", callId, incident: INCIDENT, isReport, missing });
      }
    }
  }
}
