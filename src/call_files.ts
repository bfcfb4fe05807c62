/** A call's recording and journal: opened before the call, and done without when the disk fails or takes its time. */

import { openRecorder, type Recorder } from "./audio/recorder.ts";
import { FILES_WAIT_MS } from "./call/limits.ts";
import type { Config } from "./config/config.ts";
import { journalPath, recordingPath } from "./files.ts";
import { type Journal, openJournal } from "./journal.ts";

export interface CallFiles {
  readonly recorder: Recorder | null;
  readonly journal: Journal | null;
}

/** Opens what the configuration asks for. `onError` is told of each file that the call goes without. */
export async function openCallFiles(
  { dataDir, recordCalls }: Pick<Config, "dataDir" | "recordCalls">,
  sid: string,
  onError: (error: unknown) => void,
): Promise<CallFiles> {
  const [recorder, journal] = await Promise.all([
    recordCalls ? inTime(() => openRecorder(recordingPath(dataDir, sid), { onError }), onError) : null,
    inTime(() => openJournal(journalPath(dataDir, sid), { onError }), onError),
  ]);
  return { recorder, journal };
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
