import assert from "node:assert/strict";
import { scriptedMind, TURNS } from "../../../src/simulator/demo/script.ts";
import type { Item } from "../../../src/simulator/openai/conversation.ts";

const DISPATCHED: Item = {
  id: "i1",
  object: "realtime.item",
  status: "completed",
  type: "function_call",
  call_id: "c1",
  name: "dispatch_incident",
  arguments: "{}",
};

function reply(heard: readonly string[], items: readonly Item[] = []) {
  return scriptedMind().reply({ instructions: "", heard, items, toolChoice: "auto", isAutomatic: false });
}

const answers = TURNS.flatMap(({ answer }) => answer === null ? [] : [answer.text]);

Deno.test("each of the caller's words gets the line after it, and the last one sends the incident on", () => {
  const said = answers.map((_, index) => reply(answers.slice(0, index + 1)));
  assert.deepEqual(
    said.slice(0, -1).map(({ speech }) => speech?.text),
    TURNS.slice(1, -1).map(({ line }) => line.text),
  );
  assert.deepEqual(said.at(-1)!.tools?.map(({ name }) => name), ["dispatch_incident"]);
  const number = reply(answers, [DISPATCHED]);
  assert.equal(number.speech?.text, TURNS.at(-1)!.line.text);
  assert.deepEqual(number.tools?.map(({ name }) => name), ["end_call"]);
});

Deno.test("asked again before anything new was said, or after a noise, it says the same again", () => {
  const mind = scriptedMind();
  const ask = (...heard: string[]) =>
    mind.reply({ instructions: "", heard, items: [], toolChoice: "auto", isAutomatic: false }).speech?.text;
  assert.deepEqual([ask(), ask(), ask("")], Array(3).fill(TURNS[0]!.line.text));
  assert.deepEqual([ask(answers[0]!), ask(answers[0]!, "")], Array(2).fill(TURNS[1]!.line.text));
});
