/** The demo's caller: listens, answers, interrupts, and knows afterwards what really was heard. */

import type { TwilioCall } from "../twilio/call.ts";
import type { Turn } from "./script.ts";

/** A line that does not begin within this long counts as not heard. */
const LINE_WAIT_MS = 8_000;

/** People take a breath before they answer. */
const BREATH_MS = 300;

/** What became of one line of the dispatcher's. */
export interface HeardLine {
  readonly turn: Turn;
  readonly heardMs: number;
  readonly lineMs: number;
  /** Heard to its end or, where the caller spoke into it, stopped before. */
  readonly isAsMeant: boolean;
}

/** What the caller tells while the call goes on. */
export interface Listener {
  dispatcherSays(turn: Turn): void;
  callerSays(turn: Turn): void;
  noise(turn: Turn): void;
}

/** Plays the caller's part to the end of the turns. Never throws: a line that was not heard is in the result. */
export async function playCaller(
  call: TwilioCall,
  turns: readonly Turn[],
  listener: Listener,
  afterAnswer: () => Promise<void>,
): Promise<HeardLine[]> {
  const lines: HeardLine[] = [];
  for (const turn of turns) {
    const line = await hear(call, turn, listener);
    lines.push(line);
    if (!line.isAsMeant) break;
    await afterAnswer();
  }
  return lines;
}

async function hear(call: TwilioCall, turn: Turn, listener: Listener): Promise<HeardLine> {
  const { line, interruptsAfterMs, answer, noise } = turn;
  const sinceMs = call.nowMs();
  const lineMs = line.audio.length / 8;
  const heardMs = () => call.ear.heard(line.audio, sinceMs).heardMs;
  try {
    await call.until(() => heardMs() > 0, LINE_WAIT_MS, `"${line.id}"`);
    listener.dispatcherSays(turn);
    if (noise !== null) {
      await call.until(() => heardMs() >= lineMs / 3, lineMs, `a third of "${line.id}"`);
      listener.noise(turn);
      void call.noise(noise.audio);
    }
    if (interruptsAfterMs !== null) {
      await call.until(() => heardMs() >= interruptsAfterMs, lineMs, `half of "${line.id}"`);
    } else await call.untilHeard(line.audio, { deadlineMs: lineMs + LINE_WAIT_MS, sinceMs });
    if (answer !== null) await speak(call, turn, listener);
  } catch {
    return { turn, heardMs: heardMs(), lineMs, isAsMeant: false };
  }
  const wasCut = heardMs() < lineMs;
  return { turn, heardMs: heardMs(), lineMs, isAsMeant: wasCut === (interruptsAfterMs !== null) };
}

async function speak(call: TwilioCall, turn: Turn, listener: Listener): Promise<void> {
  if (turn.interruptsAfterMs === null) {
    const fromMs = call.nowMs() + BREATH_MS;
    await call.until(() => call.nowMs() >= fromMs, 2 * BREATH_MS, "a breath");
  }
  listener.callerSays(turn);
  if (turn.answer !== null) await call.speak(turn.answer.audio);
}
