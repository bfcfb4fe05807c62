/** The protocols that come with the program. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { BUILT_IN, builtInProtocol, isBuiltIn } from "../../src/intake/builtin.ts";
import { readProtocol } from "../../src/intake/protocol_file.ts";
import { CORE_SLOTS, type Protocol, typeOf, type Worded, worded } from "../../src/intake/protocol.ts";

const ESCALATING = "ACTSHOOT SHOOT STABBING ROBBERY DVA SUICTHRT WEAPON MVAINJY HOSTAGE GASLEAK ALMH".split(" ")
  .toSorted();

function textsOf(protocol: Protocol): Worded[] {
  return [
    protocol.greeting,
    protocol.person.reachable,
    protocol.person.none,
    protocol.caller,
    protocol.close,
    ...protocol.slots.map(({ ask }) => ask),
    ...protocol.types.flatMap(({ name, questions }) => [name, ...questions.map(({ ask }) => ask)]),
  ];
}

for (const name of BUILT_IN) {
  Deno.test(`the built-in protocol ${name} is right, in English and Spanish, with a budget of eight`, () => {
    const protocol = builtInProtocol(name);
    assert.deepEqual([protocol.id, protocol.budget, protocol.languages], [name, 8, ["en", "es"]]);
    assert.deepEqual(protocol.slots.map(({ slot }) => slot).toSorted(), [...CORE_SLOTS].toSorted());
    assert.equal(protocol.slots[0]?.slot, "location", "where comes first");
    assert.equal(protocol.types.filter(({ code }) => code === "TROUBLE").length, 1, "something for all the rest");
    for (const words of textsOf(protocol)) assert.ok(words["es"] !== undefined && words["es"] !== "", words.en);
    assert.ok(protocol.notes.length > 0);
  });

  Deno.test(`what is built in as ${name} is what its file says (else run scripts/make_protocols.ts)`, () => {
    const path = new URL(`../../src/intake/protocols/${name}.yaml`, import.meta.url);
    assert.deepEqual(readProtocol(readFileSync(path, "utf8"), name), { ok: true, protocol: builtInProtocol(name) });
  });

  Deno.test(`the greeting of ${name} says that it is automated and recorded, and asks one question`, () => {
    const { greeting } = builtInProtocol(name);
    assert.match(greeting.en, /automated.*recorded.*\{person\}.*\?$/);
    assert.match(greeting["es"] ?? "", /automático.*grabada.*\{person\}.*\?$/);
    for (const words of [greeting.en, greeting["es"] ?? ""]) assert.equal(words.match(/\?/g)?.length, 1);
  });

  Deno.test(`${name} offers keys and a word only where a person answers`, () => {
    const { person } = builtInProtocol(name);
    assert.match(person.reachable.en, /press zero or say operator/);
    assert.match(person.reachable["es"] ?? "", /marque cero o diga operador/);
    assert.doesNotMatch(person.none.en, /press|zero|operator/);
    assert.match(person.none.en, /dial the emergency number, \{emergency\}/);
  });
}

Deno.test("the police protocol asks up to four key questions for each of the five common kinds of call", () => {
  const police = builtInProtocol("police");
  const common = ["DISORD", "NOISE", "RECKDRV", "MVA", "THEFT", "DVNA", "PERSUSP", "VEHSUSP", "SUSP"];
  for (const code of common) {
    const count = typeOf(police, code)?.questions.length ?? 0;
    assert.ok(count >= 2 && count <= 4, `${code} asks ${count}`);
  }
});

Deno.test("the police protocol sends the dangerous types to a person, and no other", () => {
  const escalating = builtInProtocol("police").types.filter(({ escalates }) => escalates);
  assert.deepEqual(escalating.map(({ code }) => code).toSorted(), ESCALATING);
  for (const { code, priority, reportable } of escalating) {
    assert.ok(priority <= 2, code);
    assert.notEqual(reportable, true, code);
  }
});

Deno.test("priorities of the police protocol: noise, parking and animals last, reports before them", () => {
  const police = builtInProtocol("police");
  const priorities = (...codes: string[]) => codes.map((code) => typeOf(police, code)?.priority);
  assert.deepEqual(priorities("NOISE", "PARKING", "ANIMAL"), [5, 5, 5]);
  assert.deepEqual(priorities("THEFT", "FRAUD", "VANDAL"), [4, 4, 4]);
  assert.deepEqual(priorities("PERSUSP", "MVA"), [3, 3]);
  assert.deepEqual(priorities("ALRBA", "FIGHT", "MVAINJY"), [2, 2, 2]);
});

Deno.test("words come in the language that was asked for, else in English", () => {
  const words = { en: "where", es: "dónde" };
  assert.deepEqual(["es", "es-MX", "ES", "fr", null].map((tag) => worded(words, tag)), [
    "dónde",
    "dónde",
    "dónde",
    "where",
    "where",
  ]);
  assert.equal(isBuiltIn("police"), true);
  assert.equal(isBuiltIn("constructor"), false);
});
