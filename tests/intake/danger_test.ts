/**
 * Danger in a caller's words: how much of it is found, how much of what is found is danger, over sentences labelled by
 * hand. Prints recall and precision of each set; docs/danger.md says what they are worth.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { findDanger } from "../../src/intake/danger.ts";
import { DANGER_KINDS } from "../../src/intake/danger_rules.ts";

interface Sentence {
  readonly text: string;
  readonly isDanger: boolean;
  /** What it is about; for no danger, why not. */
  readonly kind: string;
}

/** The first two sets were labelled before there was a rule; the others were written to try rules that were there. */
const SETS = ["danger", "danger_held_out", "danger_second", "danger_third", "danger_last", "danger_unseen"];
const LANGUAGES = ["en", "es"] as const;
const SAFE_KINDS = ["negated", "past", "stolen", "question", "story", "idiom", "name", "unknown", "other"];

/** A danger that is missed may cost a life; one too many costs a person a minute. */
const LEAST_RECALL = 0.99;
const LEAST_PRECISION = 0.95;

function sentences(set: string, language: string): readonly Sentence[] {
  const text = readFileSync(new URL(`../fixtures/${set}.${language}.tsv`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const [text = "", label, kind = ""] = line.split("\t");
    assert.ok(label === "danger" || label === "safe", line);
    const kinds: readonly string[] = label === "danger" ? DANGER_KINDS : SAFE_KINDS;
    assert.ok(kinds.includes(kind), line);
    return { text, isDanger: label === "danger", kind };
  });
}

interface Score {
  readonly count: number;
  readonly recall: number;
  readonly precision: number;
  readonly missed: readonly string[];
}

function score(said: readonly Sentence[], language: string): Score {
  const found = (sentence: Sentence) => findDanger(sentence.text, language) !== null;
  const dangers = said.filter(({ isDanger }) => isDanger);
  const right = dangers.filter(found).length;
  const wrong = said.filter((sentence) => !sentence.isDanger && found(sentence)).length;
  return {
    count: said.length,
    recall: right / dangers.length,
    precision: right / (right + wrong),
    missed: dangers.filter((sentence) => !found(sentence)).map(({ text }) => text),
  };
}

for (const language of LANGUAGES) {
  Deno.test(`of the dangers told in ${language}, 99 % are found, and 95 % of what is found is danger`, () => {
    for (const set of SETS) {
      const { count, recall, precision } = score(sentences(set, language), language);
      console.log(`${set}.${language}: ${count} sentences, recall ${percent(recall)}, precision ${percent(precision)}`);
    }
    const { count, recall, precision, missed } = score(SETS.flatMap((set) => sentences(set, language)), language);
    console.log(`all.${language}: ${count} sentences, recall ${percent(recall)}, precision ${percent(precision)}`);
    assert.ok(count >= 220, `only ${count} sentences`);
    assert.ok(recall >= LEAST_RECALL, `missed: ${missed.join(" | ")}`);
    assert.ok(precision >= LEAST_PRECISION, `precision ${precision}`);
  });
}

Deno.test("a third of the first sentences was held out", () => {
  const count = (set: string) => LANGUAGES.flatMap((language) => sentences(set, language)).length;
  const share = count("danger_held_out") / (count("danger") + count("danger_held_out"));
  assert.ok(share >= 0.3, `${share}`);
});

Deno.test("each kind of danger is among the sentences, in both languages", () => {
  for (const language of LANGUAGES) {
    const told = new Set(SETS.flatMap((set) => sentences(set, language)).map(({ kind }) => kind));
    for (const kind of DANGER_KINDS) assert.ok(told.has(kind), `${kind} in ${language}`);
  }
});

Deno.test("words are found whatever their case, accents, apostrophes and punctuation", () => {
  const shapes = [
    "HE'S NOT BREATHING!!!",
    "he’s not, uh, breathing",
    "hes not... um breathing",
    "  He's not breathing.",
  ];
  for (const text of shapes) assert.equal(findDanger(text)?.kind, "not_breathing", text);
  assert.equal(findDanger("¡Está SANGRANDO!")?.kind, "bleeding");
  assert.equal(findDanger("esta\u0301 sangrando")?.kind, "bleeding");
});

Deno.test("both languages are looked for, whichever the caller is said to speak", () => {
  for (const language of ["en", "es", "es-MX", "fr", null]) {
    assert.equal(findDanger("he has a gun", language)?.kind, "weapon");
    assert.equal(findDanger("tiene una pistola", language)?.kind, "weapon");
    assert.equal(findDanger("no hay armas no weapons", language), null);
  }
});

Deno.test("a denial reaches what it denies and no further", () => {
  assert.equal(findDanger("no weapons"), null);
  assert.equal(findDanger("he has no gun but a knife")?.kind, "weapon");
  assert.equal(findDanger("nobody is hurt, the house is on fire")?.kind, "fire");
  assert.equal(findDanger("he will not put down the gun")?.kind, "weapon");
  assert.equal(findDanger("no tiene pistola pero trae un cuchillo")?.kind, "weapon");
});

Deno.test("a denial before a danger that is a denial itself changes nothing", () => {
  assert.equal(findDanger("no isnt breathing")?.kind, "not_breathing");
  assert.equal(findDanger("no no respira")?.kind, "not_breathing");
});

Deno.test("some dangers last: yesterday does not end them, last year does", () => {
  assert.equal(findDanger("my daughter did not come home last night")?.kind, "vulnerable");
  assert.equal(findDanger("he tried to kill himself yesterday")?.kind, "suicide");
  assert.equal(findDanger("se quiso matar anoche")?.kind, "suicide");
  assert.equal(findDanger("he tried to kill himself three years ago"), null);
});

Deno.test("what was then is told as of then", () => {
  assert.equal(findDanger("they argued last night and somebody was shot"), null);
  assert.equal(findDanger("there was a crash two weeks ago and he was injured"), null);
  assert.equal(findDanger("there was a crash two weeks ago and he is injured")?.kind, "injury");
});

Deno.test("an alarm that sounds is no burglar, unless somebody is seen", () => {
  for (const text of ["the burglar alarm is going off", "glass break sensor in zone two", "suena la alarma de robo"]) {
    assert.equal(findDanger(text), null, text);
  }
  assert.equal(findDanger("the burglar alarm is going off and I see someone inside the store")?.kind, "burglary");
  assert.equal(findDanger("suena la alarma de robo y hay alguien adentro de la tienda")?.kind, "burglary");
});

Deno.test("OD'd is an overdose, odd is not", () => {
  for (const text of ["she OD'd", "he od’d in the bathroom", "I think he O.D'd"]) {
    assert.equal(findDanger(text)?.kind, "overdose", text);
  }
  assert.equal(findDanger("that is odd"), null);
});

Deno.test("what is over is no danger, unless it is not over", () => {
  assert.equal(findDanger("there was a fire last year"), null);
  assert.equal(findDanger("there was a fire last year, and I smell smoke right now")?.kind, "fire");
  assert.equal(findDanger("the man from last week has a gun")?.kind, "weapon");
  assert.equal(findDanger("el hombre de la semana pasada trae pistola")?.kind, "weapon");
  assert.equal(findDanger("I have a question about the shooting last week"), null);
  assert.equal(findDanger("she has been unconscious since yesterday")?.kind, "unconscious");
  assert.equal(findDanger("my son is missing since last night")?.kind, "vulnerable");
});

Deno.test("danger at the end of a flood of words is found, and a flood is read in no time", () => {
  const flood = "my child and the man and my baby took a walk with the old lady ".repeat(2_000);
  const begun = performance.now();
  assert.equal(findDanger(flood), null);
  assert.equal(findDanger(`${flood} and he has a gun`)?.kind, "weapon");
  assert.ok(performance.now() - begun < 500, "two floods take less than half a second");
});

Deno.test("nothing said is no danger", () => {
  for (const text of ["", "   ", "...", "¿?", "🙂", "uh", "\u0000"]) assert.equal(findDanger(text), null);
});

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
