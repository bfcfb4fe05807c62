/**
 * Runs a journal through the call core once more and compares what it orders now with what it ordered then. Pure: lines
 * go in, the first difference comes out.
 */

import type { CallEffect, CallEvent } from "./call/call.ts";
import { openCall } from "./call/state.ts";
import { step } from "./call/step.ts";
import { writeStep } from "./journal_format.ts";
import { readJournal, type RecordedCall, type RecordedEffect, type RecordedStep } from "./journal_reader.ts";

/** What a replay found. */
export interface Replay {
  readonly calls: number;
  readonly events: number;
  /** Where the core decides otherwise than it did; null when it does nowhere. */
  readonly difference: Difference | null;
  /** What the file lacks, in words: the replay went up to there. */
  readonly missing: readonly string[];
}

/** The first event after which the core orders something else. */
export interface Difference {
  /** Of the event in the file, counted from 1. */
  readonly line: number;
  readonly event: CallEvent;
  readonly recorded: readonly RecordedEffect[];
  readonly now: readonly RecordedEffect[];
}

/**
 * Replays a journal's text.
 * @throws JournalError when a line cannot be read.
 */
export function replay(text: string): Replay {
  const calls = readJournal(text);
  const events = calls.reduce((sum, call) => sum + call.steps.length, 0);
  const missing = calls.flatMap((call) => call.missing ?? []);
  for (const call of calls) {
    const difference = firstDifference(call);
    if (difference !== null) return { calls: calls.length, events, difference, missing };
  }
  return { calls: calls.length, events, difference: null, missing };
}

function firstDifference(call: RecordedCall): Difference | null {
  let state = openCall(0, call.house, call.beginning);
  for (const [index, recorded] of call.steps.entries()) {
    const { state: next, effects } = step(state, recorded.event);
    state = next;
    const now = written(recorded.event, effects);
    if (isSame(recorded, now, call.format)) continue;
    // A crash may have kept an event and lost its effects.
    if (index === call.steps.length - 1 && recorded.effects === null) return null;
    const { line, event } = recorded;
    return { line, event, recorded: recorded.effects ?? understood(event), now: now ?? understood(event) };
  }
  return null;
}

/** The effects line that would be written now, read back; null when none would be. */
function written(event: CallEvent, effects: readonly CallEffect[]): readonly RecordedEffect[] | null {
  if (effects.length === 0 && !isAudio(event)) return null;
  const lines: string[] = [];
  writeStep({ write: (line) => lines.push(line) }, event, effects);
  return lines[1] === undefined ? null : (JSON.parse(lines[1]) as { effects: RecordedEffect[] }).effects;
}

function isSame({ event, effects }: RecordedStep, now: readonly RecordedEffect[] | null, format: number): boolean {
  if (effects !== null && now !== null) return JSON.stringify(effects) === JSON.stringify(now);
  if (effects === null && now === null) return true;
  // Format 1 did not tell audio that was passed on from audio that was kept or dropped.
  return format === 1 && effects === null && isAudio(event) && now?.length === 0;
}

/** What an event without an effects line stands for. */
function understood(event: CallEvent): readonly RecordedEffect[] {
  if (event.type === "caller_audio") return [{ type: "listen", bytes: event.audio.ulaw.length }];
  if (event.type === "reply_audio") return [{ type: "play", bytes: event.audio.ulaw.length }];
  return [];
}

function isAudio(event: CallEvent): boolean {
  return event.type === "caller_audio" || event.type === "reply_audio";
}

/** Tells a difference to a person: the event, and each effect with `-` where it is gone and `+` where it is new. */
export function describeDifference({ line, event, recorded, now }: Difference): string {
  const before = recorded.map(told);
  const after = now.map(told);
  const rows = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => {
    const [was, is] = [before[index], after[index]];
    if (was === is) return [`    ${was}`];
    return [was === undefined ? [] : `  - ${was}`, is === undefined ? [] : `  + ${is}`].flat();
  }).flat();
  const { type, atMs, ...fields } = event;
  const shown = JSON.stringify(fields, (key, value) => key === "audio" ? `${value.ulaw.length} bytes` : value);
  return [
    `Different at line ${line}, ${(atMs / 1_000).toFixed(3)} s into the call, after ${type} ${shown.slice(0, 400)}`,
    "  (- as recorded, + as decided now)",
    ...(rows.length === 0 ? ["    nothing"] : rows),
  ].join("\n");
}

function told({ type, ...fields }: RecordedEffect): string {
  const shown = Object.keys(fields).length === 0 ? "" : ` ${JSON.stringify(fields)}`;
  return `${type}${shown.length > 400 ? shown.slice(0, 400) + "…" : shown}`;
}
