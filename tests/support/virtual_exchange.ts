/** The carrier between two streams: it asks what comes next, rings a person, connects the stream again. */

import type { CallState } from "../../src/call/state.ts";
import type { Happening } from "./call.ts";
import type { Plan } from "./virtual_plan.ts";
import { Chance, type VirtualTime } from "./virtual_time.ts";

/** What it does to the line. */
export interface ExchangeListener {
  event(event: Happening): void;
  /** The call as the service knows it when it is asked. */
  state(): CallState;
  /** The media stream is connected again. */
  connect(): void;
}

export class VirtualExchange {
  readonly #chance: Chance;
  #isGone = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly plan: Plan,
    private readonly listener: ExchangeListener,
  ) {
    this.#chance = new Chance(plan.seed ^ 0xe8c4);
  }

  /** The stream is over, and the caller is still there: the service is asked what comes next. */
  streamOver(): void {
    this.#after(this.#chance.between(100, 400), () => {
      const { phase } = this.listener.state();
      if (phase.name !== "away") return;
      if (phase.why === "lost") this.#connect();
      else this.#ring();
    });
  }

  /** The caller has hung up: nothing more comes of it. */
  callerGone(): void {
    this.#isGone = true;
  }

  #ring(): void {
    const { person } = this.plan;
    if (person === "unknown") return;
    this.#after(this.#chance.between(1_000, 8_000), () => {
      if (person === "answers") {
        this.listener.event({ type: "person_answered" });
        this.#after(this.#chance.between(1_000, 30_000), () => this.listener.event({ type: "person_left" }));
        return;
      }
      this.listener.event({ type: "nobody_answered" });
      if (this.listener.state().model.name === "ready") this.#connect();
      else this.#after(5_000, () => this.listener.event({ type: "carrier_ended", status: "completed" }));
    });
  }

  #connect(): void {
    this.#after(this.#chance.between(100, 400), () => this.listener.connect());
  }

  #after(ms: number, act: () => void): void {
    this.time.after(ms, () => {
      if (!this.#isGone) act();
    });
  }
}
