/**
 * This process among those that share its database: it says that it lives, notices calls that another one has taken over,
 * and closes the books on calls that nobody has any more.
 */

import type { Desk } from "./desk/call_desk.ts";
import { closeHungUp, closeOrphans } from "./desk/orphans.ts";
import type { Outbox, Ownership } from "./store/ports.ts";
import type { Store } from "./store/store.ts";

/** A process says so often that it lives. */
const BEAT_MS = 1_000;

/** A process that was silent for so long is held up at least: the next caller is not sent to it. */
export const UNHEARD_MS = 3_500;

/** A process that has a call hears of its end at once, and waits 2 s for the last words. */
const LAST_LOOK_MS = 4_000;

/**
 * Calls of a silent process wait so long for the carrier to ask about them: it notices a dead connection within a minute,
 * and then asks within seconds.
 */
const ORPHAN_MS = 75_000;

/** Of a process that has just started nobody could ask before: its predecessor's callers get this long. */
const JUST_STARTED_MS = 30_000;

/** Calls without an owner are looked for this often. */
const ORPHANS_EVERY = 5;

/** Who was silent for a day is no process any more. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1_000;

export interface InstancePorts {
  readonly store: Ownership & Pick<Outbox, "releaseAll"> & Pick<Store, "findCall">;
  readonly desk: Desk;
  readonly now: () => Date;
  /** The live calls of this process, and how one that another process has taken over is let go. */
  readonly calls: { sids(): readonly string[]; lost(sid: string): void; takesCalls(): boolean };
  readonly news: { orphansClosed(calls: number): void; storeFailed(error: unknown): void; messagesWait(): void };
}

export class Instance {
  readonly #startedAtMs: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #beating: Promise<void> | null = null;
  #beats = 0;
  #isStopped = false;
  readonly #later = new Set<ReturnType<typeof setTimeout>>();
  /** When the others were heard of last, at the start; null once it is known which of them live. */
  #others: readonly number[] | null = null;

  constructor(private readonly ports: InstancePorts) {
    this.#startedAtMs = this.#nowMs;
  }

  /** Says for the first time that it lives, and goes on saying so. Throws when the store refuses. */
  async start(): Promise<void> {
    const { store } = this.ports;
    const others = (await store.others()).filter((seenMs) => seenMs > this.#nowMs - UNHEARD_MS);
    if (others.length > 0) this.#others = others;
    await store.forget(this.#nowMs - FORGOTTEN_MS);
    await store.beat(this.#nowMs, true);
    this.#timer = setInterval(() => this.#beating ??= this.#beat().finally(() => this.#beating = null), BEAT_MS);
  }

  /** The outbox, for one of several: what is leased is due at the start, or as soon as it is known that no other lives. */
  sharing<S extends Pick<Outbox, "releaseAll">>(outbox: S): S {
    const releaseAll: Outbox["releaseAll"] = async (nowMs) => {
      if (this.#others === null) await outbox.releaseAll(nowMs);
    };
    return { ...outbox, releaseAll };
  }

  /** The carrier says that a call is over: its books are closed, by the process that has it, or else by this one. */
  async isOver(sid: string): Promise<void> {
    const { store, news } = this.ports;
    if (await this.#closeBooks(sid)) return;
    const others = await store.takenFromUs([sid]).catch((error) => (news.storeFailed(error), []));
    if (others.length === 0 || this.#isStopped) return;
    // Who has it knows by now, unless it has died or was not asked: the carrier's word counts.
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      void this.#closeBooks(sid, "whoever has it");
    }, LAST_LOOK_MS);
    this.#later.add(timer);
  }

  /** Says no more that it lives. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#later.forEach(clearTimeout);
    await this.#beating;
    await this.ports.store.leave().catch(this.ports.news.storeFailed);
  }

  async #closeBooks(sid: string, whose: "an orphan" | "whoever has it" = "an orphan"): Promise<boolean> {
    const { store, desk, now, news } = this.ports;
    const unheardSinceMs = whose === "an orphan" ? this.#nowMs - UNHEARD_MS : null;
    const closing = closeHungUp(store, desk, sid, unheardSinceMs, now());
    const isClosed = await closing.catch((error) => (news.storeFailed(error), false));
    if (isClosed) news.orphansClosed(1);
    return isClosed;
  }

  async #beat(): Promise<void> {
    const { store, calls, desk, now, news } = this.ports;
    try {
      await store.beat(this.#nowMs, calls.takesCalls());
      for (const sid of await store.takenFromUs(calls.sids())) calls.lost(sid);
      await this.#lookWhoLives();
      if (this.#beats++ % ORPHANS_EVERY > 0 || this.#nowMs - this.#startedAtMs < JUST_STARTED_MS) return;
      const closed = await closeOrphans(store, desk, this.#nowMs - ORPHAN_MS, now());
      if (closed > 0) news.orphansClosed(closed);
    } catch (error) {
      news.storeFailed(error);
    }
  }

  /** A process that was killed a moment ago looks alive until it has missed its time. */
  async #lookWhoLives(): Promise<void> {
    const before = this.#others;
    if (before === null || this.#nowMs - this.#startedAtMs < 2 * BEAT_MS + BEAT_MS / 2) return;
    this.#others = null;
    const others = await this.ports.store.others();
    if (others.some((seenMs) => seenMs > Math.max(...before) && seenMs > this.#nowMs - UNHEARD_MS)) return;
    await this.ports.store.releaseAll(this.#nowMs);
    this.ports.news.messagesWait();
  }

  get #nowMs(): number {
    return this.ports.now().getTime();
  }
}
