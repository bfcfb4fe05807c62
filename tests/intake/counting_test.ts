import assert from "node:assert/strict";
import { announce, count, isGivenUp, isSpent, noQuestions, questionsLeft } from "../../src/intake/counting.ts";

/**
 * Each row: replies in order, and how many questions they are. `location` asks for a slot; `-` asks for nothing (null);
 * `?` does not say and holds a question mark, `.` does not say and holds none; `(x)` is free; `x>` announces a slot in
 * a reply without speech.
 */
const ROWS: readonly [string, number, string][] = [
  ["", 0, "nothing asked"],
  ["(?)", 0, "the greeting is free"],
  ["location", 1, "one slot"],
  ["location nature when", 3, "three slots"],
  ["location location", 1, "one repeat is free"],
  ["location location location", 2, "a third ask in a row counts"],
  ["location location location location", 3, "and so does a fourth"],
  ["location nature location", 3, "coming back to a slot counts"],
  ["location - location", 2, "so does coming back after a reply that asked nothing"],
  ["location verify nature", 2, "verifying is free"],
  ["location verify location", 2, "verifying lies between two asks"],
  ["close", 0, "closing is free"],
  ["- - -", 0, "replies that ask nothing"],
  ["? ?", 2, "a question mark counts when the reply does not say what it asks for"],
  [". .", 0, "and no question mark does not"],
  ["location> .", 1, "what a silent reply announced belongs to the next spoken one"],
  ["location> nature", 1, "which may say otherwise itself"],
  ["location> nature> .", 1, "of two announcements the later holds"],
  ["location> . .", 1, "an announcement is used once"],
  ["-> ?", 0, "an announced null: the question mark is not one for a slot"],
  ["location (?) location", 2, "a free reply lies between"],
  ["suspect vehicle suspect", 3, "key questions are slots like any other"],
];

for (const [replies, asked, why] of ROWS) {
  Deno.test(`${replies || "no reply"}: ${asked} asked, ${why}`, () => {
    let questions = noQuestions(8);
    for (const reply of replies.split(" ").filter((word) => word !== "")) {
      const isFree = reply.startsWith("(");
      const word = reply.replace(/[()>]/g, "");
      const asking = word === "?" || word === "." ? undefined : word === "-" ? null : word;
      if (reply.endsWith(">")) questions = announce(questions, asking);
      else questions = count(questions, { asking, text: word === "?" ? "Where is it?" : "I see.", isFree });
    }
    assert.equal(questions.asked, asked);
  });
}

Deno.test("questions left take an announced question off already, and never fall below none", () => {
  const questions = noQuestions(2);
  assert.equal(questionsLeft(questions), 2);
  assert.equal(questionsLeft(questions, "location"), 1);
  assert.equal(questionsLeft(announce(questions, "location")), 1);
  const spent = ["location", "nature", "when"].reduce(
    (so, asking) => count(so, { asking, text: "", isFree: false }),
    questions,
  );
  assert.equal(questionsLeft(spent, "safety"), 0);
  assert.ok(isSpent(spent));
});

Deno.test("a slot asked for twice is given up once something else is asked", () => {
  let questions = noQuestions(8);
  const ask = (asking: string) => questions = count(questions, { asking, text: "", isFree: false });
  ask("when");
  ask("when");
  assert.ok(!isGivenUp(questions, "when"));
  ask("safety");
  assert.ok(isGivenUp(questions, "when"));
  assert.ok(!isGivenUp(questions, "safety"));
});
