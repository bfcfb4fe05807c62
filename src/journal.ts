/** The flight recorder's file: JSON Lines, buffered, written once a second while the call runs. */

import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { SteadyWriter } from "./files.ts";
import { LineBuffer } from "./line_buffer.ts";

export interface Journal {
  /** Adds a line: an object, or one that is JSON already. */
  write(line: object | string): void;
  /** Writes what is buffered. */
  flush(): Promise<void>;
  /** Writes the rest and closes the file. Never throws. */
  close(): Promise<void>;
}

export interface JournalOptions {
  readonly flushEveryMs?: number;
  /** Told once when the disk fails; the call goes on without its journal. */
  readonly onError: (error: unknown) => void;
}

/** Lines waiting for the disk, in bytes: a minute of a busy call. Beyond, lines are lost, and the journal says so. */
const BUFFER_BYTES = 1024 * 1024;

/** Opens a journal, its folder included; it appends to one that is there. Throws when the disk refuses. */
export async function openJournal(path: string, options: JournalOptions): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a");
  const lines = new LineBuffer();
  let lost = 0;
  const writer = new SteadyWriter(
    async () => {
      if (lines.length === 0 && lost === 0) return;
      if (lost > 0) lines.add(JSON.stringify({ lost }));
      lost = 0;
      await file.appendFile(lines.take());
    },
    options.flushEveryMs ?? 1_000,
    options.onError,
  );
  return {
    write(line) {
      const text = typeof line === "string" ? line : JSON.stringify(line);
      if (writer.hasFailed) return;
      if (lost > 0 || lines.length + text.length > BUFFER_BYTES) {
        lost++;
        return;
      }
      lines.add(text);
    },
    flush: () => writer.write(),
    async close() {
      await writer.close();
      await file.close().catch(writer.hasFailed ? () => {} : options.onError);
    },
  };
}
