/**
 * Whether the house can take new calls: not while its process lags behind, nor while its store does not answer or does not
 * keep what it is given. The live ones go on.
 */

import type { FaultCode } from "./call/call.ts";
import { LagGate, WriteGate } from "./load_gate.ts";

/** Often enough that an outage meets a caller or two, seldom enough to cost nothing. */
const PING_EVERY_MS = 2_000;

/** A store that needs longer for a ping has no time for a call: it takes a millisecond, from another machine twenty. */
const PING_WAIT_MS = 1_000;

/** Why new calls are not welcome. */
export type Trouble = "lagging" | "store";

export interface AdmissionPorts {
  ping(): Promise<void>;
  /** A steady clock, ms. */
  now(): number;
  /** Told when it begins, and when it is over. */
  changed(trouble: Trouble, isOver: boolean): void;
}

export class Admission {
  readonly #lag = new LagGate();
  readonly #writes = new WriteGate();
  readonly #told = new Set<Trouble>();
  #isAnswered = true;
  /** The ping under way: there is one at a time, however long it takes. */
  #ping: Promise<void> | null = null;
  #pingTimer: ReturnType<typeof setTimeout> | undefined;
  #next: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly ports: AdmissionPorts) {}

  /** Pings the store from now on; returns what ends it. */
  start(): () => void {
    this.#next = setInterval(() => this.#look(), PING_EVERY_MS);
    return () => {
      clearInterval(this.#next);
      clearTimeout(this.#pingTimer);
    };
  }

  /** A timer of the process was so late, ms. */
  lagged(ms: number): void {
    this.#lag.lagged(ms, this.ports.now());
    this.#tell();
  }

  /** The store kept what a call had to be kept, or did not. */
  wrote(isKept: boolean): void {
    if (isKept) this.#writes.succeeded();
    else this.#writes.failed(this.ports.now());
    this.#tell();
  }

  /** Whether the store does not answer. */
  get isStoreMute(): boolean {
    return !this.#isAnswered;
  }

  /** What speaks against new calls now, with the fault that their books show; null when nothing does. */
  get refusal(): { readonly reason: Trouble; readonly code: FaultCode } | null {
    const [reason] = this.#troubles();
    if (reason === undefined) return null;
    return { reason, code: reason === "store" ? "store_failed" : "overloaded" };
  }

  /** Everything that speaks against new calls, once the store was asked again: it may take a second. */
  async reasons(): Promise<readonly Trouble[]> {
    await this.#look();
    return this.#troubles();
  }

  #troubles(): readonly Trouble[] {
    const troubles: Trouble[] = [];
    if (!this.#isAnswered || this.#writes.isClosed(this.ports.now())) troubles.push("store");
    if (this.#lag.isClosed) troubles.push("lagging");
    return troubles;
  }

  /** Asks the store; comes back when it has answered, or has had its time. */
  #look(): Promise<void> {
    this.#tell();
    this.#ping ??= this.ports.ping().then(() => this.#pinged(true), () => this.#pinged(false));
    if (!this.#isAnswered) return Promise.resolve();
    const late = new Promise<void>((resolve) => {
      clearTimeout(this.#pingTimer);
      this.#pingTimer = setTimeout(() => resolve(this.#isLate()), PING_WAIT_MS);
    });
    return Promise.race([this.#ping, late]);
  }

  #isLate(): void {
    if (this.#ping === null) return;
    this.#isAnswered = false;
    this.#tell();
  }

  #pinged(isAnswered: boolean): void {
    this.#ping = null;
    clearTimeout(this.#pingTimer);
    this.#isAnswered = isAnswered;
    this.#tell();
  }

  #tell(): void {
    const troubles = this.#troubles();
    for (const trouble of ["store", "lagging"] as const) {
      const isOn = troubles.includes(trouble);
      if (isOn === this.#told.has(trouble)) continue;
      if (isOn) this.#told.add(trouble);
      else this.#told.delete(trouble);
      this.ports.changed(trouble, !isOn);
    }
  }
}
