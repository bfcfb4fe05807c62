/** Where a call's files lie, and how they are written while it runs: one asynchronous write a second, never two at once. */

import { join } from "node:path";

/** `${dataDir}/calls/${sid}`: all files of a call. */
export function callFolder(dataDir: string, sid: string): string {
  return join(dataDir, "calls", safe(sid));
}

/** `${dataDir}/calls/${sid}/recording.wav`: what was said, caller left, dispatcher as heard right. */
export function recordingPath(dataDir: string, sid: string): string {
  return join(callFolder(dataDir, sid), "recording.wav");
}

/** `${dataDir}/calls/${sid}/journal.jsonl`: the flight recorder. */
export function journalPath(dataDir: string, sid: string): string {
  return join(callFolder(dataDir, sid), "journal.jsonl");
}

/**
 * Where the flight recorder of a process goes on that is the N-th to have the call: `journal-2.jsonl`… Each writes a file
 * of its own, as the one before may have died in the middle of a line, or be writing still.
 */
export function journalPart(dataDir: string, sid: string, part: number): string {
  return part === 1 ? journalPath(dataDir, sid) : join(callFolder(dataDir, sid), `journal-${part}.jsonl`);
}

/** Where the parts of a call's flight recorder lie, those that may be there: the first one that is not is the end. */
export function* journalParts(dataDir: string, sid: string): Generator<string> {
  for (let part = 1;; part++) yield journalPart(dataDir, sid, part);
}

/** Whether a string may name a call: what Twilio gives, and nothing that means something in a path. */
export function isCallSid(sid: string): boolean {
  return /^[A-Za-z0-9_-]{2,64}$/.test(sid);
}

/** Calls `flush` every `everyMs`, one at a time; `close` flushes a last time. A failure is reported once and ends it. */
export class SteadyWriter {
  readonly #timer: ReturnType<typeof setInterval>;
  #writing: Promise<void> = Promise.resolve();
  #isIdle = true;
  #hasFailed = false;

  constructor(
    private readonly flush: () => Promise<void>,
    everyMs: number,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#timer = setInterval(() => void this.write(), everyMs);
  }

  /** Whether writing has failed: nothing more will be written. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Flushes now, unless a flush is under way. */
  write(): Promise<void> {
    if (!this.#isIdle || this.#hasFailed) return this.#writing;
    this.#isIdle = false;
    this.#writing = this.flush().catch((error) => {
      this.#hasFailed = true;
      this.onError(error);
    }).finally(() => this.#isIdle = true);
    return this.#writing;
  }

  /** Stops the clock and flushes what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await this.write();
  }
}

function safe(sid: string): string {
  if (!isCallSid(sid)) {
    throw new Error("Cannot name a call's files: its CallSid holds characters that Twilio never uses");
  }
  return sid;
}
