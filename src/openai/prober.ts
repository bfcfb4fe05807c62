/** Half-open probes: sessions that carry no call find out when a model is back. */

import { MODEL_READY_WAIT_MS } from "../call/limits.ts";
import type { FaultCode } from "../call/call.ts";
import { listening, type ModelListener, type ModelSocket } from "./socket.ts";

/** From one probe to the next, ms; the last one repeats. A short outage is over soon, a long one is not hammered. */
const PROBE_WAITS_MS: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

export class Prober {
  #probes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #probing: ModelSocket | null = null;
  #isClosed = false;

  /** `open` opens the n-th (1) probe; `heard` is told what came of each, null when a session stands. */
  constructor(
    private readonly open: (listener: ModelListener, n: number) => ModelSocket,
    private readonly heard: (fault: FaultCode | null) => void,
  ) {}

  /** Probes from now on, until it is told to stop. */
  start(): void {
    this.#probes = 0;
    this.#later();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#probing?.close();
    this.#probing = null;
  }

  /** Probes no more, whatever it is told. */
  close(): void {
    this.#isClosed = true;
    this.stop();
  }

  #later(): void {
    if (this.#isClosed) return;
    const waitMs = PROBE_WAITS_MS[Math.min(this.#probes++, PROBE_WAITS_MS.length - 1)]!;
    this.#timer = setTimeout(() => this.#probe(), waitMs);
  }

  #probe(): void {
    const heard = listening(SILENT, (fault) => {
      this.stop();
      if (this.#isClosed) return;
      if (fault !== null) this.#later();
      this.heard(fault);
    });
    this.#probing = this.open(heard, this.#probes);
    this.#timer = setTimeout(() => {
      this.stop();
      this.#later();
    }, MODEL_READY_WAIT_MS);
  }
}

const SILENT: ModelListener = { event: () => {}, unknownMessage: () => {}, benignError: () => {}, diagnosed: () => {} };
