/**
 * Every fault at every moment of a call, in virtual time, with the caller's ear as the judge: how long nothing is heard
 * that is owed, whether what was reported is kept, whether somebody is sent once, and whether the call ends.
 */

import assert from "node:assert/strict";
import { deadline } from "../../src/call/step.ts";
import { type Course, MOMENTS, runFault } from "../support/faults/line.ts";
import { REPORTED } from "../support/faults/mind.ts";
import { type Row, ROWS } from "../support/faults/rows.ts";

/** CONTRACT.md, Times. */
const HEALING_MS = 3_000;
const LASTING_MS = 4_000;

Deno.test("no fault at any moment leaves the caller in silence, loses the report, or keeps the call from ending", () => {
  const wrong: string[] = [];
  for (const row of ROWS) {
    for (const moment of MOMENTS) {
      if (row.cannot[moment] !== undefined) continue;
      for (const hasPerson of [true, false]) {
        const course = runFault(moment, row, hasPerson);
        const problems = judge(row, course);
        const cell = `${row.letter} ${row.name}, ${moment}${hasPerson ? "" : ", nobody to transfer to"}`;
        if (problems.length > 0) wrong.push(`${cell}: ${problems.join("; ")}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("a call without a fault ends in a dispatch, and nothing is waited for", () => {
  const course = runFault("goodbye", { strike: () => {} });
  assert.deepEqual(judge({ heals: true }, course), []);
  assert.ok(course.longestSilenceMs <= 1_500, `${course.longestSilenceMs} ms of silence`);
});

function judge({ heals }: Pick<Row, "heals">, course: Course): string[] {
  const { state, longestSilenceMs, desk, hasStruck, wasRecorded, surplusSends, wasWaitedOut } = course;
  const { phase, report } = state;
  const limitMs = heals ? HEALING_MS : LASTING_MS;
  const ended = "outcome" in phase ? `${phase.outcome} (${phase.reason})` : phase.name;
  const isKept = desk.facts?.nature === REPORTED.nature && desk.facts.location.address === REPORTED.location.address;
  return [
    ...hasStruck ? [] : ["its moment never came"],
    ...longestSilenceMs <= limitMs ? [] : [`${longestSilenceMs} ms of silence`],
    ...phase.name === "ended" && phase.reason !== "" ? [] : [`it does not end: ${ended}`],
    ...deadline(state) === null ? [] : ["a timer is left"],
    ...wasWaitedOut ? [`the caller had to hang up: ${ended}`] : [],
    ...!wasRecorded || isKept ? [] : ["the report was lost"],
    ...report.facts.nature === null || isKept ? [] : ["the desk does not have what the call has"],
    ...desk.dispatches <= 1 && surplusSends === 0 ? [] : ["somebody was sent twice"],
    ...!heals || desk.dispatches === 1 ? [] : [`nobody was sent: ${ended}`],
  ];
}
