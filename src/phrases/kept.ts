/** The phrases in the agency's own voice, on the disk: `DATA_DIR/phrases/<voice>-<model>/<language>/<name>-<hash>.ulaw`. */

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { phraseWords } from "../intake/phrases.ts";
import { pathOf, type PhraseBook, type PhraseKey } from "./book.ts";
import { flaw } from "./verdict.ts";

/** Whose voice it is: another voice, or another model's, is spoken anew. */
export interface Speaker {
  readonly voice: string;
  readonly model: string;
}

export class KeptPhrases {
  readonly #folder: string;

  constructor(dataDir: string, { voice, model }: Speaker) {
    this.#folder = join(dataDir, "phrases", `${voice}-${model}`.replace(/[^\w.-]/g, "_"));
  }

  /** Puts what was kept of the missing ones into the book. What cannot be read, or is no speech, is passed over. */
  async load(book: PhraseBook): Promise<void> {
    await Promise.all(
      book.missing().map(async (key) => {
        const ulaw = await readFile(await this.#path(key)).catch(() => null);
        if (ulaw === null || flaw(ulaw, phraseWords(key.name, key.language)) !== null) return;
        book.replace(key.language, key.name, new Uint8Array(ulaw));
      }),
    );
  }

  /** Writes a phrase, whole or not at all. Throws when the disk refuses. */
  async keep(key: PhraseKey, ulaw: Uint8Array): Promise<void> {
    const path = await this.#path(key);
    const unfinished = `${path}.${crypto.randomUUID()}`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(unfinished, ulaw);
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  /** The words are part of the name: changed ones are spoken anew. */
  async #path(key: PhraseKey): Promise<string> {
    const words = new TextEncoder().encode(phraseWords(key.name, key.language));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", words)).toHex().slice(0, 12);
    return join(this.#folder, `${pathOf(key)}-${hash}.ulaw`);
  }
}
