import assert from "node:assert/strict";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import { outlineOf } from "../../src/intake/outline.ts";
import { firstTurn, type Next, type Script, startScript, takeTurn, type Turn } from "../../src/intake/script.ts";
import { readAnswer } from "../../src/intake/script_answers.ts";

const POLICE = builtInProtocol("police");
const LINE = { protocol: POLICE, outline: outlineOf(POLICE), agencyName: "Ashton Police", hasPerson: false };

const says = (speech: string) => ({ speech, digits: "" });
const presses = (digits: string) => ({ speech: "", digits });
const SILENCE = { speech: "", digits: "" };

/** Runs a call; each answer is what was heard after the last question. */
function run(answers: readonly { speech: string; digits: string }[], line = LINE): Turn[] {
  const turns = [firstTurn(startScript(line), line)];
  for (const heard of answers) turns.push(takeTurn(turns.at(-1)!.script, heard, line));
  return turns;
}

function slotOf(next: Next): string {
  return next.kind === "ask" ? `${next.slot}${next.again ? " again" : ""}` : next.kind;
}

const slots = (turns: readonly Turn[]) => turns.map(({ next }) => slotOf(next));

Deno.test("the script asks the protocol's questions in their order, then the type's, then sends", () => {
  const turns = run([
    says("In front of the library on Main Street"),
    says("My bicycle was stolen"),
    says("An hour ago"),
    says("No, nobody"),
    says("Yes"),
    says("A red city bike, about 300 dollars"),
    says("No idea"),
    says("None"),
  ]);
  assert.deepEqual(
    slots(turns).slice(0, 6),
    ["location", "nature", "when", "safety", "callback", "caller"].slice(0, 5)
      .concat(slots(turns)[5]!),
  );
  const { script, next } = turns.at(-1)!;
  assert.equal(next.kind, "send");
  assert.ok(script.questions.asked <= POLICE.budget);
  const { location, nature, inProgress, injuries, weapons, callbackNumber, language } = script.facts;
  assert.deepEqual(
    [location.raw, nature, inProgress, injuries, weapons, callbackNumber, language],
    ["In front of the library on Main Street", "My bicycle was stolen", "no", "no", "no", "this one", "en"],
  );
});

Deno.test("what was answered before is not asked again", () => {
  const asked = run([says("12 Main Street")]).at(-1)!.script;
  const known = { facts: asked.facts, questions: asked.questions };
  assert.equal(slotOf(firstTurn(startScript(LINE, known), LINE).next), "nature");
});

Deno.test("a silent caller is asked once more, then what is known is sent; where nothing is, the call is given up", () => {
  assert.deepEqual(slots(run([SILENCE, SILENCE])), ["location", "location again", "give_up"]);
  assert.deepEqual(slots(run([says("12 Main Street"), SILENCE, SILENCE])), [
    "location",
    "nature",
    "nature again",
    "send",
  ]);
});

Deno.test("the budget ends the questions, whatever is answered", () => {
  const turns = run(Array.from({ length: 20 }, () => says("um")));
  const asks = turns.findIndex(({ next }) => next.kind !== "ask");
  assert.ok(asks > 0 && asks <= POLICE.budget + 6, String(asks));
  assert.equal(turns[asks]!.next.kind, "send");
});

Deno.test("words of danger lead to a person; without one the caller goes on, and each kind is told once", () => {
  const withPerson = { ...LINE, hasPerson: true };
  const [, danger] = run([says("there is a man with a gun at the library")], withPerson);
  assert.deepEqual([danger!.danger, danger!.next.kind], ["weapon", "person"]);
  const alone = run([says("there is a man with a gun at the library"), says("he still has the gun")]);
  assert.deepEqual(alone.map((turn) => turn.danger), [null, "weapon", null]);
  assert.deepEqual(slots(alone), ["location", "nature", "when"]);
});

Deno.test("yes to the question after injuries and weapons is danger, no is none", () => {
  const until = [says("12 Main Street"), says("loud music"), says("right now")];
  assert.equal(run([...until, says("yes")]).at(-1)!.danger, "injury");
  assert.equal(run([...until, presses("1")]).at(-1)!.danger, "injury");
  assert.equal(run([...until, presses("2")]).at(-1)!.danger, null);
});

Deno.test("zero is a person, and so is asking for one twice", () => {
  const line = { ...LINE, hasPerson: true };
  assert.equal(run([presses("0")], line).at(-1)!.next.kind, "person");
  assert.deepEqual(slots(run([says("operator"), says("I want to talk to a person")], line)).at(-1), "person");
});

Deno.test("nine changes the language, and the questions with it", () => {
  const [, spanish] = run([presses("9")]);
  assert.equal(spanish!.script.language, "es");
  assert.match((spanish!.next as Extract<Next, { kind: "ask" }>).text, /^¿Dónde/);
  const [, back] = run([presses("9"), presses("9")]).slice(1);
  assert.equal(back!.script.language, "en");
});

Deno.test("a callback number may be pressed", () => {
  const script: Script = { ...startScript(LINE), slot: "callback" };
  assert.equal(takeTurn(script, presses("2025550199"), LINE).script.facts.callbackNumber, "2025550199");
});

/** Slot, words, language, and what they answer. */
const ANSWERS: readonly [string, string, string, object][] = [
  ["when", "it is happening right now", "en", { when: "it is happening right now", inProgress: "yes" }],
  ["when", "no, about two hours ago", "en", { when: "no, about two hours ago", inProgress: "no" }],
  ["when", "ayer por la noche", "es", { when: "ayer por la noche", inProgress: "no" }],
  ["when", "sí, todavía", "es", { when: "sí, todavía", inProgress: "yes" }],
  ["safety", "nadie", "es", { injuries: "no", weapons: "no" }],
  ["safety", "I can't tell", "en", {}],
  ["callback", "call me at 202 555 0199", "en", { callbackNumber: "call me at 202 555 0199" }],
  ["caller", "I'd rather not say, stay anonymous", "en", { anonymous: true }],
  ["caller", "Maria Lopez", "en", { callerName: "Maria Lopez" }],
  ["nature", "there is graffiti on our wall", "en", { nature: "there is graffiti on our wall", typeCode: "VANDAL" }],
  ["nature", "something happened", "en", { nature: "something happened" }],
  ["vehicle", "a blue van", "en", { details: { vehicle: "a blue van" } }],
];

Deno.test("answers are taken as they were said, and read where one word decides", () => {
  for (const [slot, speech, language, expected] of ANSWERS) {
    assert.deepEqual(readAnswer(slot, says(speech), POLICE, language), expected, speech);
  }
});
