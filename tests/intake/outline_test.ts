import assert from "node:assert/strict";
import { count, noQuestions } from "../../src/intake/counting.ts";
import { isIncident, merge, noFacts } from "../../src/intake/facts.ts";
import { isDispatchable, missing, open, type Outline } from "../../src/intake/outline.ts";

const OUTLINE: Outline = {
  id: "test",
  version: "1",
  budget: 8,
  slots: ["location", "nature", "when", "safety", "callback"],
  questions: { THEFT: ["property", "suspect"] },
  escalating: [],
};

Deno.test("what is missing comes in the order it is asked for, key questions of the type behind", () => {
  assert.deepEqual(missing(OUTLINE, noFacts(), noQuestions(8)), OUTLINE.slots);
  const facts = merge(noFacts(), { typeCode: "THEFT", injuries: "no", details: { suspect: "a tall man" } });
  assert.deepEqual(missing(OUTLINE, facts, noQuestions(8)), ["location", "when", "callback", "property"]);
});

Deno.test("a slot asked for in vain is not missing any more, but an incident still lacks it", () => {
  const questions = ["when", "when", "callback"].reduce(
    (so, asking) => count(so, { asking, text: "", isFree: false }),
    noQuestions(8),
  );
  assert.ok(!missing(OUTLINE, noFacts(), questions).includes("when"));
  assert.ok(open(OUTLINE, noFacts()).includes("when"));
});

Deno.test("an incident exists once its place or its nature is known; it can be dispatched once both are", () => {
  assert.ok(!isIncident(merge(noFacts(), { when: "now", callerName: "Ann" })));
  const place = merge(noFacts(), { location: { landmark: "the library" } });
  assert.ok(isIncident(place) && !isDispatchable(place));
  assert.ok(isIncident(merge(noFacts(), { nature: "a fight" })));
  assert.ok(isDispatchable(merge(place, { nature: "a fight" })));
});

Deno.test("a later answer corrects what it says and leaves the rest", () => {
  const first = merge(noFacts(), { location: { address: "12 Main Street", landmark: "library" }, details: { a: "1" } });
  const second = merge(first, { location: { address: "14 Main Street" }, details: { b: "2" } });
  assert.deepEqual([second.location.address, second.location.landmark], ["14 Main Street", "library"]);
  assert.deepEqual(second.details, { a: "1", b: "2" });
});
