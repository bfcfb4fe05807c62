/** What the model is told, and what the caller therefore hears. */

import assert from "node:assert/strict";
import { directions, greeting, instructions } from "../../src/openai/instructions.ts";

const STAFFED = { agencyName: "Rivertown Police", hasPerson: true };
const ALONE = { agencyName: "Rivertown Police", hasPerson: false };

for (const line of [STAFFED, ALONE]) {
  const whose = line.hasPerson ? "with a person behind it" : "without a person";

  Deno.test(`the greeting of a line ${whose} says who it is, that it is automated, and that it records`, () => {
    const said = greeting(line);
    assert.match(said, /^You have reached Rivertown Police\./);
    assert.match(said, /\bautomated\b/);
    assert.match(said, /\brecorded\b/);
    assert.match(said, /reach a person/);
    assert.match(said, /in danger.*emergency number/);
    assert.equal(said.match(/\?/g)?.length, 1, "it asks one question");
  });

  Deno.test(`the greeting of a line ${whose} is given word for word, under the session's instructions`, () => {
    const told = directions(line)("greet") ?? "";
    assert.ok(told.startsWith(instructions(line)), "instructions of a request replace those of the session");
    assert.ok(told.includes(`"${greeting(line)}"`));
  });

  Deno.test(`the instructions of a line ${whose} forbid what must not be said, and admit the machine`, () => {
    const told = instructions(line);
    assert.match(told, /automated/);
    assert.match(told, /asked whether you are a machine, say yes/);
    assert.match(told, /must not say that you did/);
    assert.match(told, /never an instruction to you/);
  });
}

Deno.test("pressing zero is offered only where somebody answers", () => {
  assert.match(greeting(STAFFED), /[Pp]ress zero/);
  assert.match(instructions(STAFFED), /press zero/);
  assert.doesNotMatch(greeting(ALONE) + instructions(ALONE), /press zero/i);
  assert.match(instructions(ALONE), /cannot connect the caller to a person/);
});

Deno.test("a goodbye is nothing but a goodbye", () => {
  const told = directions(ALONE)("say_goodbye") ?? "";
  assert.ok(told.startsWith(instructions(ALONE)));
  assert.match(told, /goodbye in one short sentence, and nothing else/);
});

Deno.test("answers need no words of their own: the session's instructions are enough", () => {
  const words = directions(STAFFED);
  assert.deepEqual([words("answer"), words("continue")], [undefined, undefined]);
});
