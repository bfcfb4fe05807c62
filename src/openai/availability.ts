/**
 * Whether the models can be had: what kept one call from them would keep the next one waiting for the same. While the
 * first model alone is known to be down, calls begin with the fallback; while neither can be had they are taken otherwise.
 * Probes off the calls find out when either is back.
 */

import type { FaultCode } from "../call/call.ts";
import { MODEL_READY_WAIT_MS } from "../call/limits.ts";
import { MODELS_OWN } from "../call/ladder.ts";
import { Prober } from "./prober.ts";
import { listening, type ModelListener, type ModelSocket } from "./socket.ts";

export interface AvailabilityPorts {
  /** Opens a session that carries no call, of the first model or of the fallback. */
  probe(listener: ModelListener, isFallback: boolean): ModelSocket;
  readonly nowMs: () => number;
  /** Told when no model can be had (with the reason), and when one can again (null). */
  changed(fault: FaultCode | null): void;
}

export class ModelAvailability {
  #fault: FaultCode | null = null;
  /** Of its own: the fallback serves. */
  #isFirstDown = false;
  readonly #either: Prober;
  readonly #first: Prober;
  #isClosed = false;

  constructor(private readonly ports: AvailabilityPorts) {
    // A first model that is gone for good must not hide that the fallback is back.
    this.#either = new Prober(
      (listener, n) => ports.probe(listener, n % 2 === 0),
      (fault) => fault === null ? this.#isUp() : this.#fault = fault,
    );
    this.#first = new Prober(
      (listener) => ports.probe(listener, false),
      (fault) => fault === null && this.#firstIsUp(),
    );
  }

  /** Why no model can be had; null when one can, as far as is known. */
  get fault(): FaultCode | null {
    return this.#fault;
  }

  /** Dials by `open`, for a call, and learns from how it goes: what is the first model's own, the fallback may serve. */
  dial(
    open: (listener: ModelListener, isFallback: boolean) => ModelSocket,
    listener: ModelListener,
    wantsFallback = false,
  ): ModelSocket {
    const dialledAtMs = this.ports.nowMs();
    const isFallback = wantsFallback || this.#isFirstDown;
    let isKnown = false;
    const learn = (fault: FaultCode | null) => {
      if (isKnown) return;
      isKnown = true;
      this.#learn(fault, isFallback);
    };
    const socket = open(listening(listener, learn), isFallback);
    return {
      perform: (effect) => socket.perform(effect),
      close: () => {
        // The call has waited for it as long as calls do.
        if (this.ports.nowMs() - dialledAtMs >= MODEL_READY_WAIT_MS) learn("unreachable");
        isKnown = true;
        socket.close();
      },
    };
  }

  /** Probes no more. */
  close(): void {
    this.#isClosed = true;
    this.#either.close();
    this.#first.close();
  }

  #learn(fault: FaultCode | null, isFallback: boolean): void {
    if (fault === null) {
      if (!isFallback) this.#firstIsUp();
      return this.#isUp();
    }
    if (this.#isClosed) return;
    if (isFallback || !MODELS_OWN.has(fault)) return this.#isDown(fault);
    if (this.#isFirstDown) return;
    this.#isFirstDown = true;
    this.#first.start();
  }

  #firstIsUp(): void {
    this.#first.stop();
    this.#isFirstDown = false;
  }

  #isUp(): void {
    this.#either.stop();
    if (this.#fault === null) return;
    this.#fault = null;
    this.ports.changed(null);
  }

  #isDown(fault: FaultCode): void {
    const isNews = this.#fault === null;
    this.#fault = fault;
    if (!isNews) return;
    this.ports.changed(fault);
    this.#either.start();
  }
}
