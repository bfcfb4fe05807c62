import assert from "node:assert/strict";
import { levelsDb } from "../../src/audio/g711.ts";
import { lengthMs } from "../../src/call/call.ts";
import { PHRASE_LANGUAGES, PHRASES, phraseWords } from "../../src/intake/phrases.ts";
import { PhraseBook, shippedPhrases } from "../../src/phrases/book.ts";

Deno.test("every phrase is shipped in every language, as a voice of telephone loudness without silence around it", () => {
  const shipped = shippedPhrases();
  for (const language of PHRASE_LANGUAGES) {
    for (const name of PHRASES) {
      const audio = shipped[language][name];
      const levels = levelsDb(audio.ulaw);
      const loud = levels.filter((db) => db > -35).length;
      const what = `${language} ${name}`;
      assert.ok(loud / levels.length > 0.6, `${what} is a voice for ${loud} of ${levels.length} frames`);
      assert.ok(Math.max(...levels) < -6, `${what} is too loud`);
      assert.ok(levels.slice(0, 5).some((db) => db > -45), `${what} begins with silence`);
      assert.equal(audio.base64, btoa(String.fromCharCode(...audio.ulaw)));
      // People say 10 to 20 characters a second.
      const perSecond = phraseWords(name, language).length / lengthMs(audio) * 1_000;
      assert.ok(perSecond > 9 && perSecond < 22, `${what} is spoken at ${perSecond} characters a second`);
    }
  }
});

Deno.test("a phrase in the agency's own voice takes the shipped one's place, for calls that are opened afterwards", () => {
  const book = new PhraseBook();
  const before = book.current();
  book.replace("en", "one_moment", new Uint8Array([1, 2, 3]));
  assert.deepEqual([...book.current().en.one_moment.ulaw], [1, 2, 3]);
  assert.equal(book.current().en.one_moment.base64, "AQID");
  assert.equal(book.current().es, before.es);
  assert.notEqual(before.en.one_moment.ulaw.length, 3);
});
