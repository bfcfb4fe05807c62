/**
 * A process that stops passes its callers on: it lets their calls go with the books open, and asks the callers to wait
 * for the process that goes on.
 */

import type { Clock } from "./clock.ts";
import type { Config } from "./config/config.ts";
import { type CallDesk, withEnd } from "./desk/call_desk.ts";
import { UNHEARD_MS } from "./instance.ts";
import { STOPPED } from "./resumption.ts";
import type { CallRecord } from "./store/call_record.ts";
import type { Ownership } from "./store/ports.ts";
import type { Store } from "./store/store.ts";
import { sentences } from "./twilio/sentences.ts";
import { askAgain, handOver } from "./twilio/twiml.ts";

export interface PassingOnPorts {
  readonly config: Pick<Config, "publicUrl" | "humanNumbers" | "agencyName">;
  readonly store: Pick<Store & Ownership, "saveCall" | "letGo" | "others">;
  readonly news: { storeFailed(error: unknown): void };
  readonly clock: Clock;
}

/** A restart takes seconds: whoever was asked to wait so often goes to a person. */
const ASKED_AGAIN = 3;

export class PassingOn {
  /** How the books stood before the end. */
  readonly #before = new Map<string, CallRecord["state"]>();

  constructor(private readonly ports: PassingOnPorts) {}

  /** The call is about to be ended here, and to go on elsewhere. */
  begin({ sid, state }: CallRecord): void {
    this.#before.set(sid, state);
  }

  /** A call's desk, which does not tell the end of one that goes on. */
  desk(sid: string, desk: CallDesk): CallDesk {
    return withEnd(desk, (record) => {
      const state = this.#before.get(sid);
      return state !== undefined && record.reason === STOPPED ? this.#letGo({ ...record, state }) : desk.ended(record);
    });
  }

  /** The caller waits for the process that goes on; a few times, then a person is rung. */
  async askAgain(sid: string, language: string | null, waited: number): Promise<string> {
    const { publicUrl, humanNumbers, agencyName } = this.ports.config;
    const words = sentences(agencyName, language);
    if (waited >= ASKED_AGAIN) return handOver({ publicUrl, humanNumbers, words }, "trouble", sid);
    return askAgain({ publicUrl, words, waited, isOtherThere: await this.hasOther() });
  }

  /** Whether another process is there that takes up calls. */
  async hasOther(): Promise<boolean> {
    const { clock, store, news } = this.ports;
    const sinceMs = clock.wallAt(clock.now()).getTime() - UNHEARD_MS;
    const seenMs = await store.others(true).catch((error) => (news.storeFailed(error), []));
    return seenMs.some((ms) => ms > sinceMs);
  }

  async #letGo(record: CallRecord): Promise<void> {
    const outcome = record.state === "transferred" ? "transferred" : null;
    await this.ports.store.saveCall({ ...record, outcome, reason: null, endedAt: null });
    await this.ports.store.letGo(record.sid);
  }
}
