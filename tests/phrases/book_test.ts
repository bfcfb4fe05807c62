import assert from "node:assert/strict";
import { PHRASE_KEYS, PhraseBook } from "../../src/phrases/book.ts";

Deno.test("a phrase in the agency's own voice takes the shipped one's place, for calls that are opened afterwards", () => {
  const book = new PhraseBook();
  const before = book.current();
  book.replace("en", "one_moment", new Uint8Array([1, 2, 3]));
  assert.deepEqual([...book.current().en.one_moment.ulaw], [1, 2, 3]);
  assert.equal(book.current().en.one_moment.base64, "AQID");
  assert.equal(book.current().es, before.es);
  assert.notEqual(before.en.one_moment.ulaw.length, 3);
});

Deno.test("what is missing is what is not in the agency's own voice", () => {
  const book = new PhraseBook();
  assert.deepEqual(book.missing(), PHRASE_KEYS);
  const { language, name } = PHRASE_KEYS[0]!;
  for (const bytes of [8, 16]) book.replace(language, name, new Uint8Array(bytes));
  assert.deepEqual(book.missing(), PHRASE_KEYS.slice(1));
});
