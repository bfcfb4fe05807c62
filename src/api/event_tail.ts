/** The end of the event log, read once for all who follow it, and kept for those who are a little behind. */

import type { EventLog, IncidentStore, LoggedEvent } from "../store/ports.ts";

/** Other processes write events too: they are looked for this often, so that readers have them within a second. */
const LOOK_EVERY_MS = 750;

/** Between two looks: 200 calls together write more events a second than anybody wants to be woken by. */
const REST_MS = 50;

/** Events that are kept: what a busy service writes in some ten seconds. */
const KEPT = 1_000;

const AT_ONCE = 500;

/** Why a stream was cut: its reader does not read. It may come back. */
export class SlowReader extends Error {
  override readonly name = "SlowReader";
  override readonly message = "Cannot send on: the reader is too slow";
}

/** Follows the log while anybody follows it. */
export class EventTail {
  /** Every event after `#floor`, up to the newest. */
  #recent: LoggedEvent[] = [];
  #floor = 0;
  /** Nobody follows: what is kept has become old. */
  #isStale = true;
  readonly #followers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: Promise<void> | null = null;
  #lookedAtMs = 0;
  readonly #end = new AbortController();

  constructor(private readonly log: EventLog, private readonly failed: (error: unknown) => void) {}

  /** Aborted when the service stops: streams end then. */
  get end(): AbortSignal {
    return this.#end.signal;
  }

  /** The newest id that is known. */
  get newest(): number {
    return this.#recent.at(-1)?.id ?? this.#floor;
  }

  /** The same store, with followers woken by what is written through it. */
  watching<S extends IncidentStore>(store: S): S {
    const transact: IncidentStore["transact"] = async (work) => {
      const result = await store.transact(work);
      this.wake();
      return result;
    };
    return { ...store, transact };
  }

  /** Begins to follow: `woken` is called when something has happened. Returns what ends it. Rejects when the log fails. */
  async follow(woken: () => void): Promise<() => void> {
    this.#followers.add(woken);
    const leave = () => {
      this.#followers.delete(woken);
      if (this.#followers.size > 0) return;
      this.#isStale = true;
      clearTimeout(this.#timer);
    };
    try {
      await this.#look();
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Events after an id, oldest first; none when there are none yet. */
  async after(id: number): Promise<readonly LoggedEvent[]> {
    if (id < this.#floor) return await this.log.eventsAfter(id, AT_ONCE);
    return this.#recent.filter((event) => event.id > id);
  }

  /** Something may have been written: looks soon. */
  wake(): void {
    if (this.#followers.size > 0) this.#lookIn(Math.max(0, this.#lookedAtMs + REST_MS - performance.now()));
  }

  /** Ends every stream, once the last events have had their moment to leave. */
  async close(): Promise<void> {
    if (this.#followers.size > 0) {
      await this.#look().catch(this.failed);
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
    this.#end.abort();
    clearTimeout(this.#timer);
    await this.#looking?.catch(() => {});
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.end.aborted) this.#timer = setTimeout(() => void this.#look().catch(this.failed), ms);
  }

  /** Reads what is new, also what was written while a look before this one was under way. */
  async #look(): Promise<void> {
    await this.#looking?.catch(() => {});
    this.#looking ??= this.#read().finally(() => {
      this.#looking = null;
      this.#lookedAtMs = performance.now();
      if (this.#followers.size > 0) this.#lookIn(LOOK_EVERY_MS);
    });
    await this.#looking;
  }

  async #read(): Promise<void> {
    if (this.#isStale) {
      const newest = await this.log.lastEventId();
      [this.#recent, this.#floor, this.#isStale] = [[], newest, false];
      return;
    }
    const before = this.newest;
    let page: readonly LoggedEvent[];
    do {
      page = await this.log.eventsAfter(this.newest, AT_ONCE);
      this.#recent.push(...page);
      const old = this.#recent.splice(0, Math.max(0, this.#recent.length - KEPT));
      this.#floor = old.at(-1)?.id ?? this.#floor;
    } while (page.length === AT_ONCE);
    if (this.newest > before) { for (const woken of this.#followers) woken(); }
  }
}
