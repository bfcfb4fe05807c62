import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { levelDb, levelsDb } from "../../src/audio/g711.ts";
import { isVoiced } from "../../src/audio/voice.ts";
import { lengthMs } from "../../src/call/call.ts";
import { PHRASE_LANGUAGES, PHRASES, phraseWords } from "../../src/intake/phrases.ts";
import { PHRASE_KEYS, shippedPhrases } from "../../src/phrases/book.ts";

/** What a pause or an end of a phrase stays below, dBFS. */
const SILENT_DB = -45;
const PIECE_BYTES = 160;

const phrases = shippedPhrases();

Deno.test("there are phrases in more than one language, and they are all listed", () => {
  assert.equal(PHRASE_KEYS.length, PHRASES.length * PHRASE_LANGUAGES.length);
  assert.ok(PHRASE_KEYS.length >= 12);
});

for (const { language, name } of PHRASE_KEYS) {
  Deno.test(`the shipped phrase ${language}/${name} is speech of its length and loudness`, () => {
    const audio = phrases[language][name];
    assert.equal(audio.base64, audio.ulaw.toBase64());
    const msPerCharacter = lengthMs(audio) / phraseWords(name, language).length;
    assert.ok(msPerCharacter > 45 && msPerCharacter < 120, `${Math.round(msPerCharacter)} ms a character`);
    const level = levelDb(audio.ulaw);
    assert.ok(level > -22 && level < -18, `its level is ${level} dBFS`);
    const levels = levelsDb(audio.ulaw);
    const voiced = levels.filter((db, i) => isVoiced(audio.ulaw.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES), db));
    assert.ok(voiced.length / levels.length > 0.3, `${voiced.length} of ${levels.length} pieces are voiced`);
    const silentPieces = (from: readonly number[]) => from.findIndex((db) => db >= SILENT_DB);
    assert.ok(silentPieces(levels) <= 3, "it begins with silence");
    assert.ok(silentPieces(levels.toReversed()) <= 3, "it ends with silence");
  });
}

Deno.test("no two shipped phrases sound the same", () => {
  const sounds = PHRASE_KEYS.map(({ language, name }) => phrases[language][name].base64);
  assert.equal(new Set(sounds).size, sounds.length);
});

Deno.test("the shipped sounds say the words that stand in the transcript", () => {
  const url = new URL("../../src/phrases/sounds/words.tsv", import.meta.url);
  const made = readFileSync(url, "utf8").trimEnd().split("\n");
  const wanted = PHRASE_KEYS.map(({ language, name }) => [language, name, phraseWords(name, language)].join("\t"));
  assert.deepEqual(made, wanted, "scripts/make_phrases.sh makes the sounds anew");
});

Deno.test("the shipped sounds weigh well below 300 KB", () => {
  const bytes = PHRASE_KEYS.map(({ language, name }) => phrases[language][name].ulaw.length);
  assert.ok(bytes.reduce((sum, one) => sum + one) < 260_000);
});
