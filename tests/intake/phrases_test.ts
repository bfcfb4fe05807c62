import assert from "node:assert/strict";
import { PHRASE_LANGUAGES, phraseLanguage, PHRASES, phraseWords } from "../../src/intake/phrases.ts";

Deno.test("every phrase is a short whole sentence of its own in each language", () => {
  const all = PHRASE_LANGUAGES.flatMap((language) => PHRASES.map((name) => phraseWords(name, language)));
  assert.equal(new Set(all).size, all.length);
  for (const words of all) assert.match(words, /^\p{Lu}[^?]{10,70}\.$/u);
});

Deno.test("a caller's language decides, with its region; English where it is not known", () => {
  assert.deepEqual(["es", "es-MX", "ES", "est", "fr", null].map(phraseLanguage), ["es", "es", "es", "en", "en", "en"]);
});
