/** The sound of the stock phrases: what is shipped, in the place of which the agency's own voice may come. */

import { readFileSync } from "node:fs";
import type { Audio } from "../call/call.ts";
import { PHRASE_LANGUAGES, type PhraseLanguage, type PhraseName, PHRASES } from "../intake/phrases.ts";

/** Every phrase in every language. A call keeps those that there were when it was opened. */
export type Phrases = Readonly<Record<PhraseLanguage, Readonly<Record<PhraseName, Audio>>>>;

/** One phrase in one language. */
export interface PhraseKey {
  readonly language: PhraseLanguage;
  readonly name: PhraseName;
}

/** All there are. */
export const PHRASE_KEYS: readonly PhraseKey[] = PHRASE_LANGUAGES.flatMap((language) =>
  PHRASES.map((name) => ({ language, name }))
);

/** The phrases of a house. */
export class PhraseBook {
  #phrases: Phrases = shippedPhrases();
  readonly #own = new Set<string>();

  /** The phrases as they are now. */
  current(): Phrases {
    return this.#phrases;
  }

  /** The phrases that are not in the agency's own voice. */
  missing(): PhraseKey[] {
    return PHRASE_KEYS.filter((key) => !this.#own.has(pathOf(key)));
  }

  /** Puts another sound in the place of a phrase's: G.711 µ-law at 8 kHz. Calls that are open keep theirs. */
  replace(language: PhraseLanguage, name: PhraseName, ulaw: Uint8Array): void {
    this.#phrases = { ...this.#phrases, [language]: { ...this.#phrases[language], [name]: audioOf(ulaw) } };
    this.#own.add(pathOf({ language, name }));
  }
}

/** `en/one_moment`: a phrase on the disk and in the log. */
export function pathOf({ language, name }: PhraseKey): string {
  return `${language}/${name}`;
}

/** The synthesised speech beside this file, made by `scripts/make_phrases.sh`. Throws where a file is missing. */
export function shippedPhrases(): Phrases {
  const inLanguage = (language: PhraseLanguage) =>
    Object.fromEntries(PHRASES.map((name) => [name, audioOf(shipped({ language, name }))])) as Phrases[PhraseLanguage];
  return Object.fromEntries(PHRASE_LANGUAGES.map((language) => [language, inLanguage(language)])) as Phrases;
}

function shipped(key: PhraseKey): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`./sounds/${pathOf(key)}.ul`, import.meta.url)));
}

function audioOf(ulaw: Uint8Array): Audio {
  return { ulaw, base64: ulaw.toBase64() };
}
