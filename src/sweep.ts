/**
 * Forgetting, as RETENTION_DAYS says: a call's audio and journal go from the disk, its transcript from the database; the
 * incident stays, and the erasure is recorded.
 */

import { rm } from "node:fs/promises";
import { callFolder } from "./files.ts";
import type { Retention } from "./store/ports.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Often enough that nothing is kept an hour too long, seldom enough to cost nothing. */
const EVERY_MS = 60 * 60 * 1_000;

/** Calls erased before the next look: the event loop belongs to the living. */
const AT_ONCE = 50;

export interface SweepPorts {
  readonly store: Retention;
  readonly dataDir: string;
  readonly retentionDays: number;
  readonly now: () => Date;
  readonly news: { erased(calls: number): void; sweepFailed(error: unknown): void };
}

/** Erases everything that is due. Returns how many calls. Throws when disk or database refuse. */
export async function sweep({ store, dataDir, retentionDays, now }: Omit<SweepPorts, "news">): Promise<number> {
  const beforeMs = now().getTime() - retentionDays * DAY_MS;
  let erased = 0;
  for (let due = await store.callsToErase(beforeMs, AT_ONCE); due.length > 0;) {
    for (const sid of due) {
      // The files first: a crash in between leaves a call that is erased once more, not a file that nobody knows.
      await rm(callFolder(dataDir, sid), { recursive: true, force: true });
      await store.callErased(sid, now());
    }
    erased += due.length;
    due = await store.callsToErase(beforeMs, AT_ONCE);
  }
  await store.pruneBefore(beforeMs);
  return erased;
}

/** Sweeps now and every hour. Returns what stops it, once a sweep under way has ended. */
export function startSweeping(ports: SweepPorts): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = running.then(() => sweep(ports)).then(
      (calls) => calls > 0 ? ports.news.erased(calls) : undefined,
      (error) => ports.news.sweepFailed(error),
    );
  };
  run();
  const timer = setInterval(run, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
