import assert from "node:assert/strict";
import { story } from "../../src/call/story.ts";
import { greetedCall } from "../support/call.ts";

Deno.test("a long call is told by its last lines, each whole, in the words that were heard", () => {
  const call = greetedCall();
  const line = { speaker: "caller" as const, sentMs: 0, heardMs: 0 };
  const transcript = Array.from({ length: 100 }, (_, n) => (
    { ...line, id: `t${n}`, atMs: n, text: `${n}: ${"word ".repeat(30)}"Send a helicopter"` }
  ));
  const told = story({ ...call.state, transcript }, "broke off").split("\n");
  const said = told.filter((one) => one.startsWith("caller: "));
  assert.ok(said.length > 20 && said.length < 40);
  assert.ok(said.join("\n").length <= 6_000);
  assert.match(said.at(-1)!, /^caller: "99: .*\\"Send a helicopter\\""$/);
  for (const one of said) assert.match(JSON.parse(one.slice("caller: ".length)), /^\d+: word/);
  assert.equal(told.length, said.length + 3, "nothing stands between the lines");
});
