/** Journals of simulated calls, written as the bridge writes them. */

import { writeOpening, writeStep } from "../../src/journal_format.ts";
import { runCall } from "./virtual_line.ts";
import { houseOf, planOf } from "./virtual_plan.ts";

/** The journal of the call of a seed. */
export function journalOf(seed: number): string {
  const lines: string[] = [];
  const journal = { write: (line: string) => void lines.push(line) };
  const house = houseOf(planOf(seed));
  writeOpening(journal, { sid: `CA${seed}`, at: new Date(1_764_000_000_000), house });
  runCall(seed, (event, effects) => writeStep(journal, event, effects));
  return lines.join("\n") + "\n";
}
