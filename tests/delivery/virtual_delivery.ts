/** The worker over a store in memory, in virtual time: days of retries in milliseconds. */

import type { Channel, Outcome } from "../../src/delivery/outcome.ts";
import { Worker, type WorkerPorts } from "../../src/delivery/worker.ts";
import type { OutboxMessage } from "../../src/store/outbox_record.ts";
import { type Database, openMemory } from "../../src/store/store.ts";
import { NOON_MS } from "../store/records.ts";

/** A clock that stands until it is told to run. */
export class StandingClock {
  nowMs = NOON_MS;
  readonly #timers = new Map<number, { readonly atMs: number; readonly act: () => void }>();
  #made = 0;

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  readonly after = (ms: number, act: () => void): () => void => {
    const id = this.#made++;
    this.#timers.set(id, { atMs: this.nowMs + ms, act });
    return () => void this.#timers.delete(id);
  };

  /** Runs for `ms`; before each step everything that is under way comes to rest. */
  async run(ms: number, rest: () => Promise<unknown>): Promise<void> {
    const untilMs = this.nowMs + ms;
    while (true) {
      await rest();
      const [first] = [...this.#timers].sort(([, one], [, other]) => one.atMs - other.atMs);
      if (first === undefined || first[1].atMs > untilMs) break;
      this.#timers.delete(first[0]);
      this.nowMs = first[1].atMs;
      first[1].act();
    }
    this.nowMs = untilMs;
  }
}

/** What a test watches. */
export interface VirtualDelivery extends AsyncDisposable {
  readonly clock: StandingClock;
  readonly store: Database;
  readonly worker: Worker;
  /** Each attempt: when, ms after noon, and what. */
  readonly attempts: { readonly atMs: number; readonly message: OutboxMessage }[];
  readonly alarms: { readonly kind: string; readonly id: string }[];
  readonly storeFailures: unknown[];
  run(ms: number): Promise<void>;
}

/** A house whose channels all do `send`. */
export async function virtualDelivery(
  send: (message: OutboxMessage, attempt: number) => Outcome | Promise<Outcome>,
  ports: Partial<WorkerPorts> = {},
): Promise<VirtualDelivery> {
  const clock = new StandingClock();
  const store = await openMemory(() => clock.nowMs);
  const [attempts, alarms, storeFailures]: [VirtualDelivery["attempts"], VirtualDelivery["alarms"], unknown[]] = [
    [],
    [],
    [],
  ];
  const channel: Channel = async (message) => {
    attempts.push({ atMs: clock.nowMs - NOON_MS, message });
    return await send(message, attempts.length);
  };
  const worker = new Worker({
    outbox: store,
    channels: { webhook: channel, sms: channel, call: channel, ticketscad: channel, resgrid: channel },
    nowMs: () => clock.nowMs,
    after: clock.after,
    chance: () => 0.5,
    alarm: (kind, { id }) => Promise.resolve(void alarms.push({ kind, id })),
    news: { delivered() {}, failed() {}, storeFailed: (error) => storeFailures.push(error), mistake() {} },
    ...ports,
  });
  return {
    ...{ clock, store, worker, attempts, alarms, storeFailures },
    run: (ms) => clock.run(ms, () => worker.idle()),
    async [Symbol.asyncDispose]() {
      await worker.stop(0);
      await store.close();
    },
  };
}
