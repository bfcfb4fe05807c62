/** `dispatcher replay FILE`: whether the call core decides today as it did when the call was recorded. */

import { readFile } from "node:fs/promises";
import { JournalError } from "../journal_reader.ts";
import { describeDifference, replay as replayJournal } from "../replay.ts";
import type { Terminal } from "./commands.ts";

/** Replays a journal. Returns 0 when the effects are the same, 1 when they differ or the file cannot be read. */
export async function replay(path: string, terminal: Terminal): Promise<number> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    terminal.complain(`Cannot read "${path}": ${error instanceof Error ? error.message : error}`);
    return 1;
  }
  try {
    const { calls, events, difference, missing } = replayJournal(text);
    for (const what of missing) terminal.complain(`${path}: ${what}; replayed up to there.`);
    if (difference === null) {
      terminal.print(`The same: ${calls === 1 ? "1 call" : `${calls} calls`}, ${events} events.`);
      return 0;
    }
    terminal.print(describeDifference(difference));
    return 1;
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    terminal.complain(`${path}: ${error.message}`);
    return 1;
  }
}
