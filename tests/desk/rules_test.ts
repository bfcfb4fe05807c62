/** What the desk decides by rule: how urgent, what to say, who is meant, what is the same. */

import assert from "node:assert/strict";
import { firstOf } from "../../src/desk/duplicates.ts";
import { opened } from "../../src/desk/incident.ts";
import { changesBetween, spoken } from "../../src/desk/narrative.ts";
import { callbackNumber, callerIdOf } from "../../src/desk/phone.ts";
import { priorityOf } from "../../src/desk/priority.ts";
import { radioMessage, whisperText } from "../../src/desk/radio.ts";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import { type Answers, merge, noFacts } from "../../src/intake/facts.ts";
import type { IncidentRecord } from "../../src/store/incident_record.ts";

const POLICE = builtInProtocol("police");
const facts = (answers: Answers) => merge(noFacts(), answers);

function incident(answers: Answers, more: Partial<IncidentRecord> = {}): IncidentRecord {
  const source = { callSid: "CA1", callerId: "+12025550147", protocol: POLICE, located: null, at: new Date(0) };
  return { ...opened({ id: "urn:uuid:1", number: "2026-000012" }, facts(answers), source), ...more };
}

const PRIORITIES: readonly [Answers, number, string][] = [
  [{ nature: "something odd" }, 3, "nobody knows what it is"],
  [{ typeCode: "THEFT" }, 4, "a theft that is over"],
  [{ typeCode: "THEFT", inProgress: "yes" }, 2, "a theft in progress"],
  [{ typeCode: "NOISE", inProgress: "yes" }, 5, "noise is always in progress"],
  [{ typeCode: "THEFT", injuries: "yes" }, 2, "somebody is hurt"],
  [{ typeCode: "NOISE", weapons: "yes" }, 1, "a weapon"],
  [{ typeCode: "SHOOT" }, 1, "a type that always goes to a person"],
  [{ typeCode: "FROM_ANOTHER_LIST", inProgress: "yes" }, 2, "an unknown type in progress"],
];

for (const [answers, priority, why] of PRIORITIES) {
  Deno.test(`${JSON.stringify(answers)} has priority ${priority}: ${why}`, () => {
    assert.equal(priorityOf(facts(answers), POLICE), priority);
  });
}

Deno.test("the narrative tells what was added and what was corrected, and nothing that stayed", () => {
  const before = facts({ location: { address: "12 Main Street" }, nature: "theft", details: { property: "bicycle" } });
  const after = merge(before, {
    location: { address: "14 Main Street" },
    when: "today",
    details: { suspect: "a man" },
  });
  assert.equal(
    changesBetween(before, after),
    "Location: 14 Main Street (before: 12 Main Street); When: today; suspect: a man",
  );
  assert.equal(changesBetween(after, after), "");
});

Deno.test("a place is said by its parts, and in the caller's words when there are none", () => {
  const place = (location: Answers["location"]) => spoken(facts({ location: location ?? {} }).location);
  assert.equal(
    place({ address: "12 Main Street", unit: "3", crossStreet: "Elm", landmark: "library", raw: "there" }),
    "12 Main Street, unit 3, near Elm, library",
  );
  assert.equal(place({ raw: "behind the church" }), "behind the church");
  assert.equal(place({}), null);
});

const NUMBERS: readonly [string | null, string | null, string | null][] = [
  [null, "+12025550147", null],
  ["202 555 0148", "+12025550147", "+12025550148"],
  ["+34 612 345 678", "+12025550147", "+34612345678"],
  ["612 34 56 78", "+34612345679", "+34612345678"],
  ["this one", "+12025550147", "+12025550147"],
  ["este mismo número", "+12025550147", "+12025550147"],
  ["the same", null, "the same"],
  ["ask at the bar", "+12025550147", "ask at the bar"],
];

for (const [said, callerId, expected] of NUMBERS) {
  Deno.test(`a caller at ${callerId} who says ${said} is called back at ${expected}`, () => {
    assert.equal(callbackNumber(said, callerId), expected);
  });
}

Deno.test("a withheld number is nobody's number", () => {
  for (const from of ["anonymous", "restricted", "+266696687", "", "sip:bob@example.org"]) {
    assert.equal(callerIdOf(from), null, from);
  }
  assert.equal(callerIdOf("+12025550147"), "+12025550147");
});

Deno.test("two reports of the same place and type are one event, whatever the spelling; others are not", () => {
  const other = (answers: Answers, more: Partial<IncidentRecord> = {}) =>
    incident(answers, { id: "urn:uuid:2", callSid: "CA2", ...more });
  const mine = incident({ location: { address: "12 Main Street" }, typeCode: "NOISE" });
  const same = other({ location: { address: "12 MAIN ST." }, typeCode: "NOISE" });
  assert.equal(firstOf(mine, [same])?.id, "urn:uuid:2");
  assert.equal(firstOf(mine, [other({ location: { address: "14 Main Street" }, typeCode: "NOISE" })]), null);
  assert.equal(firstOf(mine, [other({ location: { address: "12 Main Street" }, typeCode: "THEFT" })]), null);
  assert.equal(firstOf(mine, [mine]), null, "not itself");
  assert.equal(firstOf(incident({ typeCode: "NOISE" }), [same]), null, "an unknown place is no place");
  assert.equal(firstOf(mine, [{ ...same, duplicateOf: "urn:uuid:3" }]), null, "not another duplicate");
});

Deno.test("the units hear type, place, what happened, dangers and number, in two texts at most", () => {
  const answers: Answers = {
    location: { address: "12 Main Street", landmark: "library" },
    typeCode: "THEFT",
    weapons: "yes",
    injuries: "yes",
    inProgress: "yes",
  };
  const text = radioMessage(incident(answers, { summary: "Two men are taking bicycles." }), POLICE);
  assert.match(
    text,
    /^P1 .*12 Main Street, library\. Two men are taking bicycles\. WEAPON, INJURIES, in progress, address unverified\. 2026-000012$/,
  );
  const long = radioMessage(incident(answers, { summary: "x".repeat(900) }), POLICE);
  assert.ok(long.length <= 306 && long.endsWith("2026-000012"));
});

Deno.test("a person who takes over hears number, place, nature and safety in some ten seconds", () => {
  const text = whisperText(
    incident({ location: { address: "12 Main Street" }, nature: "a fight", weapons: "yes" }),
    POLICE,
  );
  assert.equal(text, "Incident 1 2. 12 Main Street. a fight. A weapon was reported.");
  assert.ok(whisperText(incident({ nature: "x".repeat(900) }), POLICE).length <= 220);
  assert.match(whisperText(null, POLICE), /Nothing was recorded yet/);
});
