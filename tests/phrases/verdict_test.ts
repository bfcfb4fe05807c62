import assert from "node:assert/strict";
import { phraseWords } from "../../src/intake/phrases.ts";
import { shippedPhrases } from "../../src/phrases/book.ts";
import { judge } from "../../src/phrases/verdict.ts";

const WORDS = phraseWords("still_here", "es");
const VOICE = shippedPhrases().es.still_here.ulaw;
const silence = (ms: number) => new Uint8Array(8 * ms).fill(0xff);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const why = (words: string, ulaw: Uint8Array) => {
  const verdict = judge(WORDS, { words, ulaw });
  return "why" in verdict ? verdict.why : null;
};

Deno.test("words are the same whatever their case, accents, punctuation and spaces", () => {
  for (const words of [WORDS, "sigo aquí no cuelgue por favor", " SIGO  AQUI… ¡No cuelgue, por favor!\n"]) {
    assert.equal(why(words, VOICE), null, words);
  }
  for (const words of ["", "Sigo aquí.", "Sigo aquí. No cuelgues, por favor.", `Claro: ${WORDS}`, `${WORDS} Adiós.`]) {
    assert.equal(why(words, VOICE), "other words were said", words);
  }
});

Deno.test("silence around a phrase is cut off, but for 60 ms at either end; the speech stays byte for byte", () => {
  const verdict = judge(WORDS, { words: WORDS, ulaw: joined(silence(700), VOICE, silence(1_300)) });
  assert.ok("ulaw" in verdict);
  const { ulaw } = verdict;
  assert.ok(ulaw.length <= VOICE.length + 2 * 8 * 60, `${ulaw.length} bytes of ${VOICE.length}`);
  const core = VOICE.subarray(8 * 80, VOICE.length - 8 * 80);
  assert.ok(ulaw.toHex().includes(core.toHex()), "a part of the speech is gone");
});

Deno.test("nothing, silence, a whisper, a part, a monologue and noise are no phrase", () => {
  const noise = Uint8Array.from({ length: 16_000 }, (_, i) => (i * 2_654_435_761 >>> 13) & 0x9f);
  // Ten steps of a µ-law byte's exponent and mantissa are about 30 dB.
  const whisper = VOICE.map((byte) => byte | 0x70);
  assert.equal(why(WORDS, new Uint8Array()), "nothing was said");
  assert.equal(why(WORDS, silence(3_000)), "it cannot be heard");
  assert.equal(why(WORDS, whisper), "it cannot be heard");
  assert.equal(why(WORDS, VOICE.subarray(0, 8 * 700)), "it is too short to be whole");
  assert.equal(why(WORDS, joined(VOICE, VOICE, VOICE, VOICE)), "it is too long");
  assert.equal(why(WORDS, noise), "it is noise");
});
