/** A house of phrases only: the job that has them spoken, a simulated model, and the log. */

import { phraseWords } from "../../src/intake/phrases.ts";
import { startLog } from "../../src/log.ts";
import { PHRASE_KEYS, PhraseBook, type PhraseKey, type Phrases } from "../../src/phrases/book.ts";
import { type PhraseJobPorts, speakPhrases } from "../../src/phrases/job.ts";
import type { Reply } from "../../src/simulator/openai/mind.ts";
import type { OpenAIOptions } from "../../src/simulator/openai/options.ts";
import { type SimulatedOpenAI, startOpenAI } from "../../src/simulator/openai/server.ts";
import { configOf } from "../support/config.ts";
import { ownFolder } from "../support/folder.ts";

/** How long the job waits before it dials, in these tests, ms. */
export const QUIET_MS = 100;

const SHIPPED: Phrases = new PhraseBook().current();
const SILENCE = new Uint8Array(8 * 300).fill(0xff);

/** The agency's own voice: the shipped one upside down, which is as loud, with silence around it. */
export function ownVoice({ language, name }: PhraseKey): Uint8Array {
  const speech = SHIPPED[language][name].ulaw.map((byte) => byte ^ 0x80);
  return Uint8Array.from([...SILENCE, ...speech, ...SILENCE]);
}

/** What a model does that says what it is told; `differently` replaces single phrases. */
export function reads(differently: (key: PhraseKey) => Reply | null = () => null): OpenAIOptions["mind"] {
  return () => ({
    hear: () => "",
    reply({ instructions }) {
      const key = PHRASE_KEYS.find(({ language, name }) => instructions.includes(`"${phraseWords(name, language)}"`));
      if (key === undefined) throw new Error(`No phrase is asked for in: ${instructions}`);
      return differently(key) ?? { speech: { text: phraseWords(key.name, key.language), audio: ownVoice(key) } };
    },
  });
}

export class Speaking implements AsyncDisposable {
  readonly book = new PhraseBook();
  readonly startedMs = performance.now();
  readonly #stop: () => Promise<void>;

  constructor(ports: Omit<PhraseJobPorts, "book">) {
    this.#stop = speakPhrases({ ...ports, book: this.book });
  }

  /** The phrases that sound otherwise than they were shipped. */
  own(): PhraseKey[] {
    const sound = (phrases: Phrases, { language, name }: PhraseKey) => phrases[language][name].base64;
    return PHRASE_KEYS.filter((key) => sound(this.book.current(), key) !== sound(SHIPPED, key));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stop();
  }
}

/** The rooms that jobs share, one after the other: a folder, a model, and a log. */
export class Rooms implements AsyncDisposable {
  live = 0;
  /** Calls of all instances, as the store tells them; null: it does not answer. */
  active: number | null = 0;
  fault: "unreachable" | null = null;
  #lines = "";
  readonly #store: PhraseJobPorts["store"] = {
    listCalls: async () => {
      if (this.active === null) throw new Error("The store does not answer");
      return await Promise.resolve({ items: new Array(this.active).fill({}) });
    },
  };

  private constructor(
    readonly openai: SimulatedOpenAI,
    readonly folder: Awaited<ReturnType<typeof ownFolder>>,
    readonly log: { stop(): Promise<void> }[],
  ) {}

  static async open(options: Partial<OpenAIOptions> = {}): Promise<Rooms> {
    const openai = await startOpenAI({ mind: reads(), pace: Infinity, firstAudioMs: 1, ...options });
    const rooms = new Rooms(openai, await ownFolder(), []);
    const write = (text: string) => void (rooms.#lines += text);
    rooms.log.push(await startLog({ logLevel: "debug", logFormat: "json" }, write));
    return rooms;
  }

  /** Starts the job, as a start of the service does. */
  async start(
    env: Readonly<Record<string, string>> = {},
    store: PhraseJobPorts["store"] = this.#store,
  ): Promise<Speaking> {
    const config = await configOf({
      OPENAI_REALTIME_URL: this.openai.url,
      DATA_DIR: this.folder.path,
      ...env,
    });
    // deno-lint-ignore no-this-alias -- looked at later
    const rooms = this;
    const calls = [{ size: 0 }, {
      get size() {
        return rooms.live;
      },
    }];
    return new Speaking({ config, model: this, calls, store, quietMs: QUIET_MS, phraseWaitMs: 300 });
  }

  /** The lines of the log: level, words, fields. */
  lines(): { level: string; message: string; properties: Record<string, unknown> }[] {
    return this.#lines.trimEnd().split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.openai.close();
    for (const log of this.log) await log.stop();
    await this.folder[Symbol.asyncDispose]();
  }
}
