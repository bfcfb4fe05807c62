/** Whether the database opens and takes what a call reports; nothing of the try stays in it. */

import { rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { openStore } from "../../store/store.ts";
import { type Check, failure, ok } from "../check.ts";
import { makeFolder, removeEmpty } from "../folders.ts";

/** A store that does not answer within this is none for a call. */
const LIMIT_MS = 10_000;

export const store: Check = {
  id: "store",
  needs: ["DATABASE_URL"],
  async run(bench) {
    const url = bench.config.databaseUrl;
    const path = url.startsWith("sqlite:") ? url.slice("sqlite:".length) : null;
    const isNew = path !== null && await stat(path).then(() => false, () => true);
    try {
      if (path !== null && isNew) {
        const made = await makeFolder(dirname(path));
        bench.afterwards(() => forget(path, made));
      }
      await within(write(url));
      return ok(
        `${path === null ? "PostgreSQL" : "SQLite"} opens, and takes a write${isNew ? "; it was not there yet" : ""}`,
      );
    } catch (error) {
      return failure("store_failed", reasonOf(error), {
        cause: "the database cannot be opened or written",
        action: "look at DATABASE_URL, at the rights of its folder or user, and whether the server runs",
      });
    }
  },
};

/** A database that was not there before is gone again: the service's user is to make it, not the doctor's. */
async function forget(path: string, made: string | null): Promise<void> {
  for (const end of ["", "-wal", "-shm", "-journal"]) await rm(path + end, { force: true }).catch(() => {});
  if (made !== null) await removeEmpty(dirname(path), made);
}

class Enough extends Error {}

async function write(url: string): Promise<void> {
  const database = await openStore(url);
  try {
    await database.ping();
    await database.transact(async (tx) => {
      await tx.put({ messages: [{ channel: "webhook", type: "delivery.test", orderKey: null, payload: {} }] });
      // Taken back: nobody is to get it.
      throw new Enough();
    }).catch((error) => {
      if (!(error instanceof Enough)) throw error;
    });
  } finally {
    await database.close();
  }
}

async function within(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS / 1_000} s`)), LIMIT_MS);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** What happened, down to its cause: the database's own words. */
function reasonOf(error: unknown): string {
  const said: string[] = [];
  for (let at = error; at instanceof Error && said.length < 5; at = at.cause) {
    const { code } = at as { code?: unknown };
    said.push([code, at.message].filter((part) => typeof part === "string" && part !== "").join(": "));
  }
  return [...new Set(said)].filter((part) => part !== "").join("; ") || String(error);
}
