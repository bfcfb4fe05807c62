/** Protocol files: what is taken, what is refused, and that every mistake is told with its line and its key. */

import assert from "node:assert/strict";
import { nearest } from "../../src/intake/spelling.ts";
import { describeProtocolMistake, type ProtocolMistake, readProtocol } from "../../src/intake/protocol_file.ts";

/** The least that is a protocol; lines are counted on below. */
const LEAST = `id: least
version: "1"
name: Least
languages: [en, es]
greeting:
  en: "{agency}, automated, recorded. {person} What is it?"
  es: "{agency}, automático, grabado. {person} ¿Qué es?"
person:
  reachable: { en: Press zero., es: Marque cero. }
  none: { en: Nobody is here., es: No hay nadie. }
slots:
  - { slot: location, ask: { en: Where?, es: ¿Dónde? } }
  - { slot: nature, ask: { en: What?, es: ¿Qué? } }
  - { slot: when, ask: { en: When?, es: ¿Cuándo? } }
  - { slot: safety, ask: { en: Hurt?, es: ¿Heridos? } }
  - { slot: callback, ask: { en: Number?, es: ¿Número? } }
caller: { en: Name?, es: ¿Nombre? }
close: { en: Bye., es: Adiós. }
questions:
  color: { en: Which color?, es: ¿De qué color? }
types:
  - code: THEFT
    name: { en: Theft, es: Robo }
    priority: 4
    means: something stolen
    questions: [color]
`;

function mistakesOf(text: string): readonly ProtocolMistake[] {
  const read = readProtocol(text, "ours.yaml");
  return read.ok ? [] : read.mistakes;
}

/** Replaces one part of the least protocol, which must be there. */
function changed(...changes: readonly [string, string][]): string {
  return changes.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `nothing to change: ${from}`);
    return text.replace(from, to);
  }, LEAST);
}

function complains(text: string, ...expected: readonly [line: number, key: string, words: RegExp][]): void {
  const mistakes = mistakesOf(text);
  assert.deepEqual(mistakes.map(({ line, key }) => [line, key]), expected.map(([line, key]) => [line, key]));
  expected.forEach(([, , words], index) => assert.match(mistakes[index]!.expected, words));
}

Deno.test("the least protocol is read, with defaults for what it leaves out", () => {
  const read = readProtocol(LEAST, "ours.yaml");
  assert.ok(read.ok, read.ok ? "" : read.mistakes.map(describeProtocolMistake).join("\n"));
  const { protocol } = read;
  assert.deepEqual(
    [protocol.id, protocol.version, protocol.budget, protocol.emergencyNumber, protocol.notes],
    ["least", "1", 8, "911", []],
  );
  const [theft] = protocol.types;
  assert.deepEqual([theft?.escalates, theft?.reportable, theft?.priority], [false, false, 4]);
  assert.deepEqual(theft?.questions, [{ id: "color", ask: { en: "Which color?", es: "¿De qué color?" } }]);
  assert.ok(!("questions" in protocol), "questions stand in their types");
});

Deno.test("all mistakes are told together, in the order of their lines", () => {
  const text = changed(["name: Least", "name: ''"], ["priority: 4", "priority: 9"], ["code: THEFT", "code: theft"]);
  complains(
    text,
    [3, "name", /^a text of 1 to 80 characters$/],
    [22, "types[0].code", /capital letters/],
    [24, "types[0].priority", /^a whole number from 1 to 5$/],
  );
  const [, , last] = mistakesOf(text);
  assert.equal(
    describeProtocolMistake(last!),
    "ours.yaml, line 24: types[0].priority is 9; expected a whole number from 1 to 5",
  );
});

Deno.test("an unknown key is a mistake of its own, with what it may have meant", () => {
  complains(changed(["    means:", "    mean:"]), [22, "types[0].means", /text/], [
    25,
    "types[0].mean",
    /mean means\?$/,
  ]);
  complains(changed(["name: Least", "name: Least\nzzzzzzz: 1"]), [4, "zzzzzzz", /no such key here; there are id, ver/]);
});

Deno.test("a missing key is told at the mapping that lacks it", () => {
  const text = changed(["close: { en: Bye., es: Adiós. }\n", ""]);
  complains(text, [1, "close", /a mapping/]);
  assert.match(describeProtocolMistake(mistakesOf(text)[0]!), /^ours.yaml, line 1: close is missing; expected /);
});

Deno.test("each text needs English, and each language that is listed, and no other", () => {
  complains(changed(["{ en: Where?, es: ¿Dónde? }", "{ es: ¿Dónde? }"]), [12, "slots[0].ask.en", /a text/]);
  complains(changed(["{ en: What?, es: ¿Qué? }", "{ en: What? }"]), [13, "slots[1].ask.es", /a text/]);
  complains(changed(["es: ¿Cuándo? }", "es: ¿Cuándo?, fr: Quand? }"]), [14, "slots[2].ask.fr", /no such key/]);
  complains(changed(["[en, es]", "[es]"]), [4, "languages", /^en among them$/]);
  complains(changed(["[en, es]", "[en, es, es]"]), [4, "languages[2]", /^each once: .* languages\[1\]/]);
});

Deno.test("codes, slots and questions are there once, and what a type asks is there", () => {
  const second =
    "  - { code: THEFT, name: { en: A, es: A }, priority: 1, means: again, questions: [colr, color, color] }\n";
  complains(
    LEAST + second,
    [27, "types[1].code", /^each once: the same stands in types\[0\]\.code$/],
    [27, "types[1].questions[2]", /each once/],
    [27, "types[1].questions[0]", /did you mean color\?/],
  );
  complains(
    changed(["slot: when", "slot: nature"]),
    [11, "slots", /^the slot when too$/],
    [14, "slots[2].slot", /each once/],
  );
  complains(changed(["questions: [color]", "questions: []"]), [20, "questions.color", /some type asks/]);
  complains(
    changed(["  color:", "  verify:"], ["[color]", "[verify]"]),
    [20, "questions.verify", /a name that no slot has/],
  );
});

Deno.test("space is no text, and space around a text is dropped", () => {
  complains(changed(["name: Least", 'name: "   "']), [3, "name", /^a text of 1 to 80 characters$/]);
  const read = readProtocol(changed(["name: Least", 'name: "  Least "']), "ours.yaml");
  assert.ok(read.ok && read.protocol.name === "Least");
});

Deno.test("a hint is given only for what is near: no slip turns half of a short word into another", () => {
  assert.equal(nearest("colr", ["color", "close"]), "color");
  assert.equal(nearest("Close", ["color", "close"]), "close");
  assert.equal(nearest("xy", ["en", "es"]), null);
  assert.equal(nearest("eb", ["en", "priority"]), "en");
  assert.equal(nearest("priorities", ["priority"]), null);
});

Deno.test("numbers and lengths have bounds", () => {
  for (const budget of ["0", "31", "2.5", "eight"]) {
    complains(LEAST + `budget: ${budget}\n`, [27, "budget", /^a whole number from 1 to 30$/]);
  }
  assert.deepEqual(mistakesOf(LEAST + "budget: 30\n"), []);
  const type = (index: number) => `  - { code: T${index}, name: { en: A, es: A }, priority: 1, means: one of many }\n`;
  const types = (count: number) => LEAST + Array.from({ length: count }, (_, index) => type(index)).join("");
  assert.deepEqual(mistakesOf(types(39)), []);
  complains(types(40), [21, "types", /^a list of 1 to 40 types$/]);
  complains(changed(["en: Where?", `en: ${"w".repeat(301)}`]), [12, "slots[0].ask.en", /300 characters/]);
  complains(changed(["[color]", "[color, a, b, c, d]"]).replace(/$/, ""), ...[
    [26, "types[0].questions", /a list of 0 to 4/],
    ...[1, 2, 3, 4].map((at) => [26, `types[0].questions[${at}]`, /name of a question/] as const),
  ] as [number, string, RegExp][]);
});

Deno.test("a greeting says who answers and how to reach a person", () => {
  complains(changed(["{agency}, automated", "We, automated"]), [6, "greeting.en", /^\{agency\} in it$/]);
  complains(changed(["grabado. {person}", "grabado."]), [7, "greeting.es", /^\{person\} in it$/]);
});

Deno.test("what is no YAML is told with its line, and nothing is thrown", () => {
  const [first] = mistakesOf(changed(["name: Least", "name: [Least"]));
  assert.ok(first !== undefined && first.line >= 3 && /^YAML: /.test(first.expected));
  assert.match(mistakesOf(LEAST + "id: twice\n")[0]!.expected, /Map keys must be unique/);
  assert.equal(mistakesOf(LEAST + "id: twice\n")[0]!.line, 27);
  for (const text of ["", "- a\n- b\n", "just words", "null", "a: &a [*a]"]) {
    assert.ok(mistakesOf(text).length > 0, text);
  }
  const bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n";
  assert.match(mistakesOf(bomb + "d: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n")[0]!.expected, /^YAML: .*alias/i);
  assert.match(mistakesOf("#".repeat(262_145))[0]!.expected, /at most 262144 characters/);
});
