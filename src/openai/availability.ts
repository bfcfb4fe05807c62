/**
 * Whether the model can be had: what kept one call from it would keep the next one waiting for the same. While it is
 * known to be down, calls are taken otherwise, and probes off the calls find out when it is back.
 */

import type { CallEvent, FaultCode } from "../call/call.ts";
import { MODEL_READY_WAIT_MS } from "../call/limits.ts";
import { MODELS_OWN } from "../call/redial.ts";
import type { ModelListener, ModelSocket } from "./socket.ts";

/** From one probe to the next, ms; the last one repeats. A short outage is over soon, a long one is not hammered. */
const PROBE_WAITS_MS: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

export interface AvailabilityPorts {
  /** Opens a session that carries no call, of the first model or of the fallback: either serves. */
  probe(listener: ModelListener, isFallback: boolean): ModelSocket;
  readonly nowMs: () => number;
  /** Told when it goes (with the reason) and when it is back (null). */
  changed(fault: FaultCode | null): void;
}

export class ModelAvailability {
  #fault: FaultCode | null = null;
  #probes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #probing: ModelSocket | null = null;
  #isClosed = false;

  constructor(private readonly ports: AvailabilityPorts) {}

  /** Why it cannot be had; null when it can, as far as is known. */
  get fault(): FaultCode | null {
    return this.#fault;
  }

  /** Dials by `open`, for a call, and learns from how it goes: what is the first model's own, the fallback may serve. */
  dial(open: (listener: ModelListener) => ModelSocket, listener: ModelListener, isFallback = false): ModelSocket {
    const dialledAtMs = this.ports.nowMs();
    let isKnown = false;
    const learn = (fault: FaultCode | null) => {
      if (isKnown) return;
      isKnown = true;
      if (fault === null) this.#isUp();
      else if (isFallback || !MODELS_OWN.has(fault)) this.#isDown(fault);
    };
    const socket = open(listening(listener, learn));
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
    this.#endProbe();
  }

  #endProbe(): void {
    clearTimeout(this.#timer);
    this.#probing?.close();
    this.#probing = null;
  }

  #isUp(): void {
    this.#endProbe();
    this.#probes = 0;
    if (this.#fault === null) return;
    this.#fault = null;
    this.ports.changed(null);
  }

  #isDown(fault: FaultCode): void {
    if (this.#isClosed) return;
    const isNews = this.#fault === null;
    this.#fault = fault;
    if (!isNews) return;
    this.ports.changed(fault);
    this.#probeLater();
  }

  #probeLater(): void {
    if (this.#isClosed) return;
    const waitMs = PROBE_WAITS_MS[Math.min(this.#probes++, PROBE_WAITS_MS.length - 1)]!;
    this.#timer = setTimeout(() => this.#probe(), waitMs);
  }

  #probe(): void {
    const heard = listening(SILENT, (fault) => {
      this.#endProbe();
      if (this.#isClosed || this.#fault === null) return;
      if (fault === null) return this.#isUp();
      this.#fault = fault;
      this.#probeLater();
    });
    // A first model that is gone for good must not hide that the fallback is back.
    this.#probing = this.ports.probe(heard, this.#probes % 2 === 0);
    this.#timer = setTimeout(() => {
      this.#endProbe();
      this.#probeLater();
    }, MODEL_READY_WAIT_MS);
  }
}

const SILENT: ModelListener = { event: () => {}, unknownMessage: () => {}, benignError: () => {}, diagnosed: () => {} };

/** A listener that also hears whether the session came to stand. */
function listening(listener: ModelListener, learn: (fault: FaultCode | null) => void): ModelListener {
  return {
    event(event: CallEvent) {
      if (event.type === "model_ready") learn(null);
      if (event.type === "model_lost") learn(event.code);
      listener.event(event);
    },
    unknownMessage: (why) => listener.unknownMessage(why),
    benignError: (code) => listener.benignError(code),
    diagnosed: (code, row, action) => listener.diagnosed(code, row, action),
  };
}
