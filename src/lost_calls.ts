/**
 * Calls that the carrier has, and may have ended without our hearing of it: a status that was lost would keep one open for
 * hours. The carrier is asked now and then; what it does not answer, nobody acts on.
 */

import { isOverStatus } from "./twilio/params.ts";

/** How often it is looked whom to ask about. */
const LOOK_EVERY_MS = 30_000;

/** Away for so long without a word, a call is asked about, and then as often: rings last 20 s, talks minutes. */
export const UNHEARD_MS = 120_000;

/** Asked about at one look, at most: Twilio takes a hundred requests at a time, and units on duty come first. */
const AT_ONCE = 5;

/** Twilio answers within a second. */
const ANSWER_MS = 5_000;

export interface LostCallsPorts {
  /** The calls of which the carrier alone knows. */
  unheard(): readonly string[];
  /** A call's status, as the carrier's REST API names it; rejects when it does not answer. */
  status(sid: string, signal: AbortSignal): Promise<string>;
  /** A call is over, with this status. */
  over(sid: string, status: string): void;
  /** A steady clock, ms. */
  now(): number;
}

export class LostCalls {
  /** Since when each is unheard of, or when it was asked about last. */
  readonly #sinceMs = new Map<string, number>();
  readonly #stopped = new AbortController();

  constructor(private readonly ports: LostCallsPorts) {}

  /** Looks from now on; returns what ends it. */
  start(): () => void {
    const timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      this.#stopped.abort();
    };
  }

  /** Asks about those that are unheard of for long, the longest first. */
  async look(): Promise<void> {
    const atMs = this.ports.now();
    const unheard = new Set(this.ports.unheard());
    for (const sid of this.#sinceMs.keys()) if (!unheard.has(sid)) this.#sinceMs.delete(sid);
    for (const sid of unheard) if (!this.#sinceMs.has(sid)) this.#sinceMs.set(sid, atMs);
    const due = [...this.#sinceMs].filter(([, sinceMs]) => atMs - sinceMs >= UNHEARD_MS)
      .sort(([, one], [, other]) => one - other).slice(0, AT_ONCE).map(([sid]) => sid);
    for (const sid of due) this.#sinceMs.set(sid, atMs);
    await Promise.all(due.map((sid) => this.#ask(sid)));
  }

  async #ask(sid: string): Promise<void> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), ANSWER_MS);
    const signal = AbortSignal.any([patience.signal, this.#stopped.signal]);
    const status = await this.ports.status(sid, signal).catch(() => "unknown").finally(() => clearTimeout(timer));
    // Meanwhile it may have come back.
    if (isOverStatus(status) && this.ports.unheard().includes(sid)) this.ports.over(sid, status);
  }
}
