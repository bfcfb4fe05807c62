/** Has the stock phrases spoken in the configured voice and keeps them: once, and only while nobody calls. */

import type { FaultCode } from "../call/call.ts";
import type { Config } from "../config/config.ts";
import { phraseWords } from "../intake/phrases.ts";
import { logger } from "../log.ts";
import { readingSession } from "../openai/session.ts";
import { modelAddress } from "../openai/settings.ts";
import { openModel } from "../openai/socket.ts";
import { pathOf, type PhraseBook, type PhraseKey } from "./book.ts";
import { KeptPhrases } from "./kept.ts";
import { READING_INSTRUCTIONS, ReadingFailed, ReadingSession } from "./reading.ts";
import { judge } from "./verdict.ts";

/** Nobody has called for this long, ms: a house that has just started, or a caller who was cut off, is left alone. */
const QUIET_MS = 10_000;

/** How often it is looked whether the house is quiet; a tenth of the wait, so that the wait is hardly longer. */
const LOOKS = 10;

/** A call that comes is noticed within this long, ms: before its own session is dialled there is a disk to wait for. */
const STEP_ASIDE_MS = 50;

export interface PhraseJobPorts {
  readonly config: Pick<Config, "openai" | "dataDir">;
  readonly book: PhraseBook;
  /** A model that is known to be down is not dialled. */
  readonly model: { readonly fault: FaultCode | null };
  /** Whoever has calls, and how many at this moment. */
  readonly calls: readonly { readonly size: number }[];
  /** Calls of other instances stand in it too: they use the same model, and the same account. */
  readonly store: { listCalls(query: { state: "active"; limit: number }): Promise<{ items: readonly unknown[] }> };
  readonly quietMs?: number;
  /** How long a single phrase is waited for, ms. */
  readonly phraseWaitMs?: number;
}

/**
 * Reads what was kept, and has the rest spoken when the house is quiet. What cannot be had stays as it was shipped until
 * the next start. Returns what stops it.
 */
export function speakPhrases(ports: PhraseJobPorts): () => Promise<void> {
  const job = new PhraseJob(ports);
  const running = job.run();
  return async () => {
    job.stop();
    await running;
  };
}

class PhraseJob {
  readonly #kept: KeptPhrases;
  /** Why a phrase was not kept, by its path. */
  readonly #missed = new Map<string, string>();
  #session: ReadingSession | null = null;
  #pause: { readonly timer: ReturnType<typeof setTimeout>; readonly end: () => void } | null = null;
  #spoken = 0;
  #isStopped = false;

  constructor(private readonly ports: PhraseJobPorts) {
    const { config } = ports;
    const { model } = modelAddress(config);
    this.#kept = new KeptPhrases(config.dataDir, { voice: config.openai.voice, model });
  }

  async run(): Promise<void> {
    try {
      await this.#kept.load(this.ports.book);
      while (this.#wanted().length > 0 && await this.#untilQuiet()) {
        // Another instance may have had them spoken meanwhile.
        await this.#kept.load(this.ports.book);
        if (!await this.#isQuietEverywhere()) continue;
        if (await this.#speakAll()) return this.#isStopped ? undefined : this.#told();
      }
    } catch (error) {
      if (this.#isStopped) return;
      const why = error instanceof ReadingFailed ? { why: error.message } : { error };
      logger("phrases").warning("stock phrases stay synthesised until the next start", {
        spoken: this.#spoken,
        ...why,
      });
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#session?.close("the service stops");
    clearTimeout(this.#pause?.timer);
    this.#pause?.end();
  }

  #wanted(): PhraseKey[] {
    return this.ports.book.missing().filter((key) => !this.#missed.has(pathOf(key)));
  }

  /** False when it was stopped meanwhile. */
  async #untilQuiet(): Promise<boolean> {
    const { quietMs = QUIET_MS, model } = this.ports;
    for (let looks = 0; looks < LOOKS && !this.#isStopped;) {
      await new Promise<void>((end) => this.#pause = { timer: setTimeout(end, quietMs / LOOKS), end });
      looks = this.#isQuiet() && model.fault === null ? looks + 1 : 0;
    }
    return !this.#isStopped;
  }

  #isQuiet(): boolean {
    return this.ports.calls.every(({ size }) => size === 0);
  }

  async #isQuietEverywhere(): Promise<boolean> {
    const active = await this.ports.store.listCalls({ state: "active", limit: 1 }).catch(() => null);
    return active?.items.length === 0 && this.#isQuiet() && !this.#isStopped;
  }

  /** One session; false when a call came before all was said. Throws `ReadingFailed`, or what the disk says. */
  async #speakAll(): Promise<boolean> {
    let isAside = false;
    const session = this.#session = this.#open();
    const watch = setInterval(() => {
      if (this.#isQuiet()) return;
      isAside = true;
      session.close("a call came");
    }, STEP_ASIDE_MS);
    try {
      await session.ready();
      for (const key of this.#wanted()) await this.#speak(session, key);
      return true;
    } catch (error) {
      if (isAside) return false;
      throw error;
    } finally {
      clearInterval(watch);
      session.close("all is said");
    }
  }

  #open(): ReadingSession {
    const { config, phraseWaitMs } = this.ports;
    const { voice } = config.openai;
    const session = readingSession({ instructions: READING_INSTRUCTIONS, voice });
    return new ReadingSession(
      (listener, directions) => openModel({ ...modelAddress(config), session, directions }, listener, () => 0),
      phraseWaitMs,
    );
  }

  async #speak(session: ReadingSession, key: PhraseKey): Promise<void> {
    const spoken = await session.read(key);
    const verdict = spoken === null
      ? { why: "it was not said to its end" }
      : judge(phraseWords(key.name, key.language), spoken);
    if ("why" in verdict) return void this.#missed.set(pathOf(key), verdict.why);
    this.ports.book.replace(key.language, key.name, verdict.ulaw);
    this.#spoken++;
    await this.#kept.keep(key, verdict.ulaw);
  }

  #told(): void {
    const spoken = this.#spoken;
    if (this.#missed.size === 0) {
      return logger("phrases").info("the stock phrases are in the configured voice", { spoken });
    }
    const missed = [...this.#missed].map(([path, why]) => `${path}: ${why}`);
    logger("phrases").warning("stock phrases stay synthesised until the next start", { spoken, missed });
  }
}
