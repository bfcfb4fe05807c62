/** Callers who ask for a person: how often a sentence does. */

import assert from "node:assert/strict";
import { wantsPerson } from "../../src/intake/danger.ts";

const ASKED: readonly [text: string, times: number][] = [
  ["operator", 1],
  ["Operator!", 1],
  ["operator, operator", 2],
  ["operator operator operator", 3],
  ["um, a human please", 1],
  ["representative", 1],
  ["I want to talk to a person", 1],
  ["can I speak with a real person please", 1],
  ["let me talk to somebody", 1],
  ["just get me a human", 1],
  ["transfer me", 1],
  ["I need to speak to an officer about my case", 1],
  ["I want a person. Connect me!", 2],
  ["operador", 1],
  ["operadora, por favor", 1],
  ["quiero hablar con una persona", 1],
  ["páseme con alguien", 1],
  ["comuníqueme con un agente", 1],
  ["persona, persona", 2],
  ["necesito un humano", 1],
];

const NOT_ASKED = [
  "there's a suspicious person in the yard",
  "a person stole my bike",
  "are you a human",
  "he is a crane operator at the site",
  "my insurance agent told me to call",
  "I don't want to talk to a person, just take the report",
  "the operator of the truck drove off",
  "hay una persona sospechosa",
  "no quiero hablar con una persona",
  "someone keeps talking outside my window",
  "the human resources office was broken into",
  "",
];

Deno.test("who asks for a person is heard, as often as it was said", () => {
  for (const [text, times] of ASKED) assert.equal(wantsPerson(text), times, text);
});

Deno.test("who only speaks of persons, operators and agents asks for none", () => {
  for (const text of NOT_ASKED) assert.equal(wantsPerson(text), 0, text);
});
