/**
 * Records a journal's effects anew, its events being what they are: for a fixture, when the core decides otherwise on
 * purpose. `deno run --allow-read --allow-write scripts/rerecord_journal.ts FILE REASON`; the reason is added to the
 * README beside the file.
 */

import { appendFile, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { openCall } from "../src/call/state.ts";
import { step } from "../src/call/step.ts";
import { writeStep } from "../src/journal_format.ts";
import { readJournal, type RecordedCall } from "../src/journal_reader.ts";
import { describeDifference, replay } from "../src/replay.ts";

const [path, reason] = Deno.args;
if (path === undefined || reason === undefined) throw new Error("Give a journal and the reason why it changes.");
const text = await readFile(path, "utf8");
const { difference } = replay(text);
if (difference === null) {
  console.log("It replays the same: nothing is to be recorded.");
} else {
  console.log(describeDifference(difference));
  await writeFile(path, rerecorded(text));
  await appendFile(join(dirname(path), "README.md"), `- \`${basename(path)}\`: ${reason}\n`);
}

/** The same lines, with the effects that the events have now. */
function rerecorded(text: string): string {
  const lines = text.split("\n");
  const effectsAt = new Map<number, string>();
  for (const call of readJournal(text)) for (const [line, effects] of effectsOf(call)) effectsAt.set(line, effects);
  const known = new Set(effectsAt.keys());
  return lines.flatMap((line, index) => {
    if (line.startsWith('{"effects":') && known.has(lastEvent(lines, index))) return [];
    const effects = effectsAt.get(index + 1) ?? "";
    return effects === "" ? [line] : [line, effects];
  }).join("\n");
}

/** For each event's line, the line that follows it; empty when none does. */
function effectsOf({ house, steps, format }: RecordedCall): [number, string][] {
  let state = openCall(0, house);
  return steps.map(({ line, event }) => {
    const next = step(state, event);
    state = next.state;
    const written: string[] = [];
    writeStep({ write: (text) => written.push(text) }, event, next.effects);
    const effects = written[1] ?? "";
    return [line, format === 1 && effects === '{"effects":[]}' ? "" : effects];
  });
}

/** The number, from 1, of the event's line before an effects line. */
function lastEvent(lines: readonly string[], index: number): number {
  return lines.slice(0, index).findLastIndex((line) => !line.startsWith('{"effects":')) + 1;
}
