/** A call's line to the desk: its orders go one at a time, in the order they were given; answers come back as events. */

import type { CallEffect, CallEvent } from "../call/call.ts";
import type { CallRecord } from "../store/call_record.ts";
import type { CallDesk } from "./call_desk.ts";

export type DeskOrder = Extract<CallEffect, { type: "keep_facts" | "send" | "escalate" }>;
type DeskEvent = Extract<CallEvent, { type: "facts_kept" | "incident_sent" | "desk_failed" }>;
type DeskAnswer = DeskEvent extends infer E ? E extends DeskEvent ? Omit<E, "atMs"> : never : never;

export class DeskLine {
  #orders: Promise<void> = Promise.resolve();
  /** What those who watch were shown last, of what they would notice. */
  #shown = "";

  /** `answer` takes the desk's answers; `failed` is told when the desk could not keep something. */
  constructor(
    private readonly desk: CallDesk,
    private readonly answer: (answer: DeskAnswer) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Has an order carried out, after those before it. */
  order(order: DeskOrder): void {
    this.#orders = this.#orders.then(() => this.#carryOut(order)).then(this.answer, (error) => {
      this.failed(error);
      if (order.type !== "escalate") this.answer({ type: "desk_failed", callId: order.callId });
    });
  }

  /** Shows the call to those who watch, when something of it changed that they would notice. */
  show(record: CallRecord): void {
    const shown = `${record.state} ${record.transcript.length} ${record.questions.asked} ${record.incidentId}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.desk.changed(record);
  }

  /** The call is over, and all its orders are carried out: it is kept as it then reads. Never rejects. */
  async ended(record: () => CallRecord): Promise<void> {
    await this.#orders;
    await this.desk.ended(record()).catch(this.failed);
  }

  async #carryOut(order: DeskOrder): Promise<DeskAnswer> {
    switch (order.type) {
      case "keep_facts":
        return { type: "facts_kept", callId: order.callId, incident: await this.desk.keepFacts(order.facts) };
      case "send": {
        const { callId, isReport, missing } = order;
        return { type: "incident_sent", callId, incident: await this.desk.send(order), isReport, missing };
      }
      case "escalate":
        return { type: "facts_kept", callId: null, incident: await this.desk.escalate(order.kind, order.facts) };
    }
  }
}
