/**
 * Takes what waits in the outbox and sends it. One a process. It wakes when something is written, when something is
 * due, and now and then by itself. Each channel has room of its own, so that a slow receiver holds up nobody else.
 */

import { OUTBOX_CHANNELS, type OutboxChannel, type OutboxMessage } from "../store/outbox_record.ts";
import type { Outbox } from "../store/ports.ts";
import type { Channel, Outcome } from "./outcome.ts";
import { nextAttemptMs, QUICK_ATTEMPTS } from "./schedule.ts";

/** Sent at once by one channel: more would only crowd the receiver. */
const ROOM = 8;

/** Longer than two requests take with their time limits: nobody else takes a message that is being sent. */
const LEASE_MS = 90_000;

/** Looks by itself this often: for what another process has written, or left. */
const ROUND_MS = 30_000;

/** When the store does not answer, or a channel has no room for what is due. */
const PAUSE_MS = 1_000;

export interface WorkerPorts {
  readonly outbox: Pick<
    Outbox,
    "takeDue" | "delivered" | "failed" | "dead" | "releaseAll" | "nextDueMs"
  >;
  readonly channels: Readonly<Record<OutboxChannel, Channel>>;
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Calls `act` in `ms`. Returns what cancels that. */
  after(ms: number, act: () => void): () => void;
  /** From 0 to 1. */
  chance(): number;
  /** Somebody has to look: `delivery_late`, `delivery_failed`, `delivery_refused`. Does not throw. */
  alarm(kind: string, message: OutboxMessage): Promise<void>;
  readonly news: DeliveryNews;
}

/** What is logged of deliveries: no payloads. */
export interface DeliveryNews {
  delivered(message: OutboxMessage): void;
  /** `nextMs`: how long until the next attempt; null when there is none. */
  failed(message: OutboxMessage, error: string, nextMs: number | null): void;
  storeFailed(error: unknown): void;
  /** A mistake of our own. */
  mistake(message: OutboxMessage, error: unknown): void;
}

export class Worker {
  readonly #underWay = new Map<string, { readonly channel: OutboxChannel; readonly done: Promise<void> }>();
  readonly #wanted = new Set<OutboxChannel>();
  readonly #stopping = new AbortController();
  #round: Promise<void> | null = null;
  #cancelAlarm = () => {};
  #isOver = false;

  constructor(private readonly ports: WorkerPorts) {}

  /** Tries at once what a process that stopped has left. */
  async start(): Promise<void> {
    await this.ports.outbox.releaseAll(this.ports.nowMs());
    this.wake();
  }

  /** Looks what is due. Cheap, and never throws: call it whenever something was written. */
  wake(channels: readonly OutboxChannel[] = OUTBOX_CHANNELS): void {
    if (this.#isOver) return;
    for (const channel of channels) this.#wanted.add(channel);
    this.#round ??= this.#goRound().finally(() => {
      this.#round = null;
      // Asked for between the round's last look and its end.
      if (this.#wanted.size > 0) this.wake([]);
    });
  }

  /** Comes back when nothing is being sent and nothing that is due has been left. */
  async idle(): Promise<void> {
    while (this.#round !== null || this.#underWay.size > 0) {
      await this.#round;
      await Promise.all([...this.#underWay.values()].map(({ done }) => done));
    }
  }

  /** Sends what is due, waits at most `limitMs` for it, and stops. What was cut is sent when the service starts again. */
  async stop(limitMs: number): Promise<void> {
    this.wake();
    let cancel = () => {};
    const limit = new Promise<void>((resolve) => cancel = this.ports.after(limitMs, resolve));
    await Promise.race([this.idle(), limit]);
    cancel();
    this.#isOver = true;
    this.#stopping.abort();
    await this.idle();
    this.#cancelAlarm();
  }

  async #goRound(): Promise<void> {
    try {
      do {
        const channels = [...this.#wanted];
        this.#wanted.clear();
        if (await this.#isDue()) { for (const channel of channels) await this.#take(channel); }
        await this.#setAlarm();
      } while (this.#wanted.size > 0 && !this.#isOver);
    } catch (error) {
      this.#wanted.clear();
      this.ports.news.storeFailed(error);
      this.#wakeIn(PAUSE_MS);
    }
  }

  async #take(channel: OutboxChannel): Promise<void> {
    const { outbox, nowMs } = this.ports;
    const busy = [...this.#underWay.values()].filter((one) => one.channel === channel).length;
    if (busy >= ROOM || this.#isOver) return;
    for (const message of await outbox.takeDue(nowMs(), LEASE_MS, ROOM - busy, channel)) {
      // Its lease has run out while it is being sent: it goes on as it is.
      if (this.#underWay.has(message.id)) continue;
      const done = this.#deliver(message).finally(() => {
        this.#underWay.delete(message.id);
        this.wake([channel]);
      });
      this.#underWay.set(message.id, { channel, done });
    }
  }

  /** One question where there is mostly nothing to do, instead of one a channel. */
  async #isDue(): Promise<boolean> {
    return await this.#dueInMs() <= 0;
  }

  async #setAlarm(): Promise<void> {
    const waitMs = await this.#dueInMs();
    this.#wakeIn(waitMs <= 0 ? PAUSE_MS : Math.min(waitMs, ROUND_MS));
  }

  async #dueInMs(): Promise<number> {
    const dueMs = await this.ports.outbox.nextDueMs();
    return dueMs === null ? Infinity : dueMs - this.ports.nowMs();
  }

  #wakeIn(ms: number): void {
    this.#cancelAlarm();
    if (!this.#isOver) this.#cancelAlarm = this.ports.after(ms, () => this.wake());
  }

  async #deliver(message: OutboxMessage): Promise<void> {
    const { channels, news } = this.ports;
    const { signal } = this.#stopping;
    const outcome = await channels[message.channel](message, signal).catch((error): Outcome => {
      news.mistake(message, error);
      return { kind: "failed", error: "a mistake of our own", retryAfter: null };
    });
    // Cut short by us: that says nothing about the receiver.
    if (signal.aborted && outcome.kind === "failed") return;
    await this.#record(message, outcome).catch(news.storeFailed);
  }

  async #record(message: OutboxMessage, outcome: Outcome): Promise<void> {
    const { outbox, news, nowMs } = this.ports;
    switch (outcome.kind) {
      case "delivered":
        await outbox.delivered(message.id, nowMs());
        return news.delivered(message);
      case "gone":
        return await this.#giveUp(message, outcome.error, "delivery_refused");
      case "failed":
        return await this.#tryAgain(message, outcome);
      case "kept":
        return;
    }
  }

  async #tryAgain(message: OutboxMessage, { error, retryAfter }: Outcome & { kind: "failed" }): Promise<void> {
    const { outbox, news, nowMs, chance, alarm } = this.ports;
    const attempts = message.attempts + 1;
    const nextAtMs = nextAttemptMs(attempts, retryAfter, nowMs(), chance());
    if (nextAtMs === null) return await this.#giveUp(message, error, "delivery_failed");
    await outbox.failed(message.id, { nextAtMs, error });
    news.failed(message, error, nextAtMs - nowMs());
    if (attempts === QUICK_ATTEMPTS) await alarm("delivery_late", message);
  }

  /** The alarm first: a process that dies between the two raises it twice rather than never. */
  async #giveUp(message: OutboxMessage, error: string, kind: string): Promise<void> {
    const { outbox, news, alarm } = this.ports;
    await alarm(kind, message);
    await outbox.dead(message.id, error);
    news.failed(message, error, null);
  }
}
