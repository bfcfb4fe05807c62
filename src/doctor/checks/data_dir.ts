/** Whether recordings and journals can be written, whether there is room, and who else may change them. */

import { open, readdir, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { type Check, failure, type Finding, mistake, ok, skipped, warning } from "../check.ts";
import { makeFolder, removeEmpty } from "../folders.ts";

/** A call takes about 1.4 MB a minute: recording and journal. */
const MB_PER_HOUR = 83;

/** Below the first nothing can be kept for long, below the second for a few hours of calls. */
const TRIED_MB = 48;
const SCARCE_MB = 500;
const PIECE_MB = 4;

export const dataDir: Check = {
  id: "data_dir",
  needs: ["DATA_DIR"],
  async run(bench) {
    const path = bench.config.dataDir;
    const file = join(path, `.doctor-${crypto.randomUUID()}`);
    try {
      const made = await makeFolder(path);
      if (made !== null) bench.afterwards(() => removeEmpty(path, made));
      const handle = await open(file, "w");
      try {
        await handle.writeFile("can this be written?\n");
        await handle.sync();
      } finally {
        await handle.close();
      }
      return ok(`${path} can be written${made === null ? "" : "; it was not there yet"}`);
    } catch (error) {
      return failure("store_failed", `${path}: ${reason(error)}`, {
        cause: "recordings and journals cannot be written",
        action: "let DATA_DIR be a folder that the service's user may write, or run the doctor as that user",
      });
    } finally {
      await rm(file, { force: true }).catch(() => {});
    }
  },
};

export const disk: Check = {
  id: "disk",
  needs: ["DATA_DIR"],
  async run({ config }) {
    const folder = await nearest(config.dataDir);
    const room = await statfs(folder).catch(() => null);
    const words = {
      cause: "the disk is full or fills up: calls go on, without recording and journal",
      action: "make room, or shorten RETENTION_DAYS",
    };
    if (room === null || room.blocks === 0) return await tried(folder, words);
    const freeMb = Math.round(room.bavail * room.bsize / 1e6);
    const seen = `${freeMb} MB free: ${Math.floor(freeMb / MB_PER_HOUR)} hours of calls`;
    if (freeMb < TRIED_MB) return failure("store_failed", seen, words);
    return freeMb < SCARCE_MB ? warning("store_failed", seen, words) : ok(seen);
  },
};

/** The executable may not ask the system how much room there is: whether there is some, it finds out by using it. */
async function tried(folder: string, words: { cause: string; action: string }): Promise<Finding> {
  const path = join(folder, `.doctor-${crypto.randomUUID()}`);
  try {
    const handle = await open(path, "w");
    try {
      for (let mb = 0; mb < TRIED_MB; mb += PIECE_MB) await handle.write(new Uint8Array(PIECE_MB * 1e6));
      return ok(
        `there is room for another ${TRIED_MB} MB, ${
          Math.round(TRIED_MB / MB_PER_HOUR * 60)
        } minutes of calls, at least`,
      );
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOSPC") return skipped("data_dir tells why nothing can be written");
    return failure("store_failed", `there is no room for another ${TRIED_MB} MB: ENOSPC`, words);
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}

export const permissions: Check = {
  id: "permissions",
  needs: ["DATA_DIR"],
  async run({ config }) {
    const loose: string[] = [];
    const read: string[] = [];
    for (const path of [config.dataDir, ".env"]) {
      const mode = await stat(path).then(({ mode }) => mode ?? 0, () => 0);
      if ((mode & 0o002) !== 0) loose.push(path);
      else if ((mode & 0o004) !== 0) read.push(path);
    }
    if (loose.length > 0) {
      return mistake(
        "warning",
        `everybody on this machine may change ${loose.join(" and ")}`,
        "recordings, journals or secrets are open to every user",
        `chmod o-rwx ${loose.join(" ")}`,
      );
    }
    return ok(
      read.length === 0
        ? "no other user may read or change data and settings"
        : `other users may read ${read.join(" and ")}, and not change it`,
    );
  },
};

export const retention: Check = {
  id: "retention",
  needs: ["DATA_DIR", "RETENTION_DAYS"],
  async run({ config, now }) {
    const folder = join(config.dataDir, "calls");
    const names = await readdir(folder).catch(() => []);
    // The sweep runs every hour; a day more is no sweep.
    const beforeMs = now().getTime() - (config.retentionDays + 1) * 86_400_000;
    let old = 0;
    for (const name of names) {
      const changed = await stat(join(folder, name)).catch(() => null);
      if (changed !== null && changed.mtimeMs < beforeMs) old++;
    }
    const seen = `${names.length} calls are kept, for ${config.retentionDays} days`;
    if (old === 0) return ok(seen);
    return mistake(
      "warning",
      `${seen}; ${old} are older`,
      "what should have been erased is still there: the service did not run, or may not erase",
      "run the service, or look in its log for the erasure; foreign folders in DATA_DIR/calls are not its own",
    );
  },
};

async function nearest(path: string): Promise<string> {
  for (let at = path;; at = join(at, "..")) {
    if (await stat(at).then(() => true, () => false)) return at;
  }
}

function reason(error: unknown): string {
  const { code, syscall = "" } = error as { code?: string; syscall?: string };
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  return `${syscall} ${code}`.trim();
}
