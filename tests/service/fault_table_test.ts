/**
 * The README's table of faults: each is provoked on the real clock in a call of its own through the whole service, and
 * what the caller heard, how long nothing was heard and what became of the report is compared with the table.
 * `deno task table` writes it anew.
 */

import assert from "node:assert/strict";
import { speech } from "../../src/simulator/speech.ts";
import type { TwilioCall } from "../../src/simulator/twilio/call.ts";
import { deadAirMs } from "../../src/simulator/twilio/measure.ts";
import { heardSentences, wasHeard } from "../support/faults/heard.ts";
import { houseMinds, LINES, RIGHT, WHERE } from "../support/faults/house_mind.ts";
import { hasHeard, HOUSE_ROWS, type HouseRow } from "../support/faults/house_rows.ts";
import { restarted } from "../support/faults/restart.ts";
import { cellsOf, readTable, type TableRow, writeTable } from "../support/faults/table.ts";
import { House } from "../support/house.ts";

/** CONTRACT.md, Times. */
const HEALING_MS = 3_000;
const LASTING_MS = 4_000;
const RESTARTED_MS = 5_000;

/** The longest dead air of the table is rounded up to this; a busy machine may take as much more. */
const STEP_MS = 500;

/** Calls take their time and no computing, but a machine has few cores. */
const SIDE_BY_SIDE = 13;

const SCRIPTED: readonly (readonly [RegExp, string])[] = [
  [/Where exactly/, "In front of the library, 12 Main Street"],
  [/exactly what happened/, "Someone stole my bicycle"],
  [/happening right now/, "No, last night"],
  [/anyone hurt/, "No, nobody"],
  [/best one to reach you/, "Yes"],
];

Deno.test("what callers hear under each fault, for how long nothing, and what becomes of the report, is as the README says", async () => {
  const rows = await all(HOUSE_ROWS);
  if (Deno.env.get("TABLE") === "write") {
    assert.deepEqual(rows.flatMap((row, index) => tooLong(row, HOUSE_ROWS[index]!)), []);
    return writeTable(rows, STEP_MS);
  }
  const table = readTable();
  assert.deepEqual(table.map(({ cells: [, fault] }) => fault), HOUSE_ROWS.map(({ fault }) => fault));
  const differs = (row: TableRow, index: number) => [
    ...tooLong(row, HOUSE_ROWS[index]!),
    ...row.deadAirMs <= table[index]!.deadAirMs + STEP_MS ? [] : [`${row.fault}: ${Math.round(row.deadAirMs)} ms`],
    ...cellsOf(row).filter((cell, at) => cell !== table[index]!.cells[at]).map((cell) => `${row.fault}: ${cell}`),
  ];
  // A machine that stood still for a moment is measured once more.
  const odd = rows.flatMap((row, index) => differs(row, index).length > 0 ? [index] : []);
  const again = await all(odd.map((index) => HOUSE_ROWS[index]!));
  assert.deepEqual(again.flatMap((row, at) => differs(row, odd[at]!)), []);
});

function tooLong({ fault, deadAirMs: ms }: TableRow, { heals, isKilled }: HouseRow): string[] {
  return ms <= (isKilled === true ? RESTARTED_MS : heals ? HEALING_MS : LASTING_MS)
    ? []
    : [`${fault}: ${Math.round(ms)} ms of silence`];
}

/** Measures rows, several at a time. */
async function all(rows: readonly HouseRow[]): Promise<TableRow[]> {
  const measuredRows: TableRow[] = [];
  const failures: string[] = [];
  const left = rows.map((row, index) => ({ row, index }));
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const { row, index } = next;
      try {
        measuredRows[index] = await measured(row);
      } catch (error) {
        failures.push(`${row.fault}: ${error instanceof Error ? error.stack : error}`);
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  assert.deepEqual(failures, []);
  return measuredRows;
}

/** One call with its fault. */
async function measured(row: HouseRow): Promise<TableRow> {
  const { faults, bad, strike, pace, isAlone } = row;
  if (row.isKilled === true) {
    return await restarted(converse, ({ house, call, deadAirMs: ms }) => rowOf(row, house, call, ms));
  }
  await using house = await House.open({
    mind: houseMinds(bad),
    ...pace === undefined ? {} : { pace },
    ...faults === undefined ? {} : { faults },
    ...isAlone === true ? { env: { HUMAN_NUMBER: "" } } : {},
  });
  await using call = house.call();
  const over = call.untilEnded(90_000);
  over.catch(() => {});
  if (strike !== undefined) {
    const strikes = strike.afterMs === 0
      ? Promise.resolve()
      : until(call, () => hasHeard(call, strike.line, strike.afterMs));
    void strikes.then(() => strike.act(house, call), () => {});
  }
  if (isAlone === true) await answerScript(call);
  else await converse(call);
  await over;
  return await rowOf(row, house, call, deadAirMs(call));
}

async function rowOf({ letter, fault }: HouseRow, house: House, call: TwilioCall, ms: number): Promise<TableRow> {
  const record = await house.recordWhenOver(call.callSid, 10_000);
  const { items } = await (await house.api("/incidents")).json();
  return { letter, fault, heard: heardSentences(call), deadAirMs: ms, report: reportOf(record, items) };
}

/** The caller answers each question that was heard to its end; a call that is over asks none. */
async function converse(call: TwilioCall): Promise<void> {
  for (let sinceMs = 0;;) {
    const isAsked = (id: string) => wasHeard(call, speech(id).audio, sinceMs);
    const { first, second, again } = LINES;
    if (!await until(call, () => [first, second, again].some(isAsked))) return;
    const answer = isAsked(first) ? WHERE : RIGHT;
    sinceMs = call.ear.nowMs;
    await call.speak(answer.audio);
  }
}

/** The caller answers each question of the script when it was read out. */
async function answerScript(call: TwilioCall): Promise<void> {
  const said = () => call.verbs.findLast((verb) => verb.startsWith("Say ")) ?? "";
  const asked = () => call.verbs.filter((verb) => verb.startsWith("Gather")).length;
  for (let answered = 0; await until(call, () => asked() > answered && call.ear.quietMs() >= 200);) {
    answered = asked();
    call.answer(SCRIPTED.find(([question]) => question.test(said()))?.[1] ?? "I do not know");
  }
}

/** Whether it came, before the call was over. */
async function until(call: TwilioCall, probe: () => boolean): Promise<boolean> {
  return await call.until(probe, 60_000, "its turn").then(() => true, () => false);
}

// deno-lint-ignore no-explicit-any -- tests look at what they need
function reportOf(record: any, incidents: any[]): string {
  assert.ok(incidents.length <= 1, "there are two incidents");
  const [incident] = incidents;
  if (incident !== undefined) assert.match(incident.location.address ?? incident.location.raw, /12 Main Street/);
  if (incident?.status === "dispatched") return record.outcome === "dispatched" ? "complete, sent" : "sent";
  const kept = incident === undefined ? "nothing is known yet" : "kept, pending";
  return `${kept}; ${record.outcome === "transferred" ? "a person takes over" : record.outcome}`;
}
