/** A call's recording and journal: opened before the call, and done without when the disk fails or takes its time. */

import { access } from "node:fs/promises";
import { openRecorder, type Recorder } from "./audio/recorder.ts";
import { FILES_WAIT_MS } from "./call/limits.ts";
import type { Config } from "./config/config.ts";
import { journalPart, recordingPath } from "./files.ts";
import { type Journal, openJournal } from "./journal.ts";

/** A call that outlives more processes than this goes on in the last part. */
const PARTS = 20;

export interface CallFiles {
  readonly recorder: Recorder | null;
  readonly journal: Journal | null;
}

/**
 * Opens what the configuration asks for. `onError` is told of each file that the call goes without. With `atMs`, ms since
 * the call's first stream began, both go on after what another process has written.
 */
export async function openCallFiles(
  { dataDir, recordCalls }: Pick<Config, "dataDir" | "recordCalls">,
  sid: string,
  onError: (error: unknown) => void,
  atMs: number | null = null,
): Promise<CallFiles> {
  const recording = recordingPath(dataDir, sid);
  const goesOn = atMs === null ? { onError } : { onError, atMs };
  const [recorder, journal] = await Promise.all([
    recordCalls ? inTime(() => openRecorder(recording, goesOn), onError) : null,
    inTime(() => atMs === null ? openJournal(journalPart(dataDir, sid, 1), { onError }) : nextPart(), onError),
  ]);
  return { recorder, journal };

  async function nextPart(part = 2): Promise<Journal> {
    const path = journalPart(dataDir, sid, part);
    if (part < PARTS && await isThere(path)) return await nextPart(part + 1);
    return await openJournal(path, { onError });
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(() => true, () => false);
}

/** The caller comes first: a disk that hangs must not keep the model from being dialled. */
async function inTime<T extends { close(): Promise<void> }>(
  open: () => Promise<T>,
  onError: (error: unknown) => void,
): Promise<T | null> {
  let isLate = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      isLate = true;
      onError(new Error(`The disk did not open a file within ${FILES_WAIT_MS} ms`));
      resolve(null);
    }, FILES_WAIT_MS);
  });
  const opened = open().then((file) => {
    if (isLate) void file.close();
    return file;
  }, (error) => {
    if (!isLate) onError(error);
    return null;
  });
  return await Promise.race([opened, late]).finally(() => clearTimeout(timer));
}
