import assert from "node:assert/strict";
import { readToolCall, toolDefinitions } from "../../src/intake/tools.ts";

function read(name: string, args: unknown) {
  return readToolCall(name, typeof args === "string" ? args : JSON.stringify(args));
}

Deno.test("answers are read with everything the contract names", () => {
  const said = {
    location: { raw: "by the library", address: "12 Main Street", unit: "2", crossStreet: "Elm", landmark: "library" },
    nature: "bicycle stolen",
    typeCode: "theft",
    when: "this morning",
    inProgress: "no",
    injuries: "no",
    weapons: "unknown",
    callbackNumber: "555 0147",
    callerName: "Ann",
    anonymous: false,
    details: { property: "a red bicycle" },
    language: "en-US",
  };
  const order = read("record_answers", { ...said, asking: "callback" });
  assert.deepEqual(order, {
    tool: "record_answers",
    answers: { ...said, typeCode: "THEFT" },
    asking: "callback",
    problem: null,
  });
});

Deno.test("what is null or empty was not said, and cannot wipe out what was; only `asking` may be null", () => {
  const order = read("record_answers", {
    location: { raw: "here", unit: null, address: "" },
    nature: null,
    asking: null,
  });
  assert.deepEqual(order, {
    tool: "record_answers",
    answers: { location: { raw: "here" } },
    asking: null,
    problem: null,
  });
});

Deno.test("an answer to a key question is a text, a number or true; what is empty was not said", () => {
  const order = read("record_answers", { details: { vehicle: " a red van ", people: 2, leaving: true, plate: " " } });
  assert.ok("tool" in order && order.tool === "record_answers");
  assert.deepEqual(order.answers, { details: { vehicle: "a red van", people: "2", leaving: "true" } });
});

Deno.test("models that write true, Yes or a place as one text are understood", () => {
  const order = read("record_answers", { location: "12 Main Street", injuries: false, weapons: "Yes" });
  assert.deepEqual(order, {
    tool: "record_answers",
    answers: { location: { raw: "12 Main Street" }, injuries: "no", weapons: "yes" },
    asking: undefined,
    problem: null,
  });
});

Deno.test("one wrong field loses none of the others, and the model is told which", () => {
  const order = read("record_answers", { nature: "a fight", injuries: "maybe", helicopter: true });
  assert.ok("tool" in order && order.tool === "record_answers");
  assert.deepEqual(order.answers, { nature: "a fight" });
  assert.match(order.problem!, /injuries/);
  assert.match(order.problem!, /helicopter/);
  assert.match(order.problem!, /The rest was saved/);
});

const BAD: readonly [string, unknown, RegExp][] = [
  ["launch_helicopter", {}, /There is no tool "launch_helicopter". Use one of: record_answers/],
  ["constructor", {}, /There is no tool/],
  ["record_answers", "not json", /not a JSON object/],
  ["record_answers", "[1]", /not a JSON object/],
  ["record_answers", { injuries: "maybe" }, /injuries/],
  ["record_answers", { details: { vehicle: { colour: "red" } } }, /details\.vehicle/],
  ["record_answers", { details: { vehicle: ["red", "van"] } }, /details\.vehicle/],
  ["record_answers", { nature: "x".repeat(1_001) }, /nature/],
  ["record_answers", { nature: "x".repeat(20_000) }, /too long/],
  ["dispatch_incident", {}, /summary/],
  ["dispatch_incident", { summary: " " }, /summary/],
  ["dispatch_incident", { summary: "x", units: ["helicopter"] }, /units/],
  ["end_call", { reason: 7 }, /reason/],
];

for (const [name, args, expected] of BAD) {
  Deno.test(`${name} ${JSON.stringify(args).slice(0, 40)} is refused in words for the model`, () => {
    const order = read(name, args);
    assert.ok("problem" in order && !("tool" in order), JSON.stringify(order));
    assert.match(order.problem, expected);
  });
}

Deno.test("details are bounded in number", () => {
  const details = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`q${i}`, "x"]));
  const order = read("record_answers", { details });
  assert.ok("tool" in order && order.tool === "record_answers");
  assert.equal(Object.keys(order.answers.details!).length, 40);
});

Deno.test("the session offers four functions with closed arguments", () => {
  const tools = toolDefinitions();
  assert.deepEqual(tools.map(({ name }) => name), [
    "record_answers",
    "dispatch_incident",
    "transfer_to_human",
    "end_call",
  ]);
  for (const tool of tools) {
    const parameters = tool["parameters"] as Record<string, unknown>;
    assert.deepEqual([parameters["type"], parameters["additionalProperties"]], ["object", false]);
  }
});
