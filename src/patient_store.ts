/**
 * The store as calls ask it: what it does not answer in time has failed. So no caller waits for a dead disk, and what a
 * call wanted kept is told as lost; it may still be kept later, which does no harm: the desk does nothing twice.
 */

import type { Database } from "./store/database.ts";
import { within } from "./within.ts";

/** A read takes milliseconds; Twilio waits 15 s for an answer that may need two of them. */
const READ_MS = 2_000;

/** Longer than the store itself is patient with another process's write. */
const WRITE_MS = 6_000;

/** What learns how the store fares. */
export interface StoreWatch {
  readonly isStoreMute: boolean;
  wrote(isKept: boolean): void;
}

/** The same store, with bounds. */
export function patientStore<S extends Database>(store: S, watch: StoreWatch): S {
  const read = <T>(question: () => Promise<T>): Promise<T> => {
    if (watch.isStoreMute) return Promise.reject(new Error("The store does not answer"));
    return bounded(READ_MS, question());
  };
  const asked: Pick<Database, "findCall" | "findIncident" | "takeOver" | "letGo" | "saveCall" | "transact"> = {
    findCall: (sid) => read(() => store.findCall(sid)),
    findIncident: (id) => read(() => store.findIncident(id)),
    takeOver: (sid, unheardSinceMs) => read(() => store.takeOver(sid, unheardSinceMs)),
    letGo: (sid) => bounded(READ_MS, store.letGo(sid)),
    transact: (work) => bounded(WRITE_MS, store.transact(work)),
    async saveCall(record) {
      try {
        await bounded(WRITE_MS, store.saveCall(record));
        watch.wrote(true);
      } catch (error) {
        watch.wrote(false);
        throw error;
      }
    },
  };
  return { ...store, ...asked };
}

async function bounded<T>(ms: number, work: Promise<T>): Promise<T> {
  return await within(ms, work, () => {
    throw new Error(`The store did not answer within ${ms / 1_000} s`);
  });
}
