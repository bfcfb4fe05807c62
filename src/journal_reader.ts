/**
 * Reads a journal back: its lines become calls, each with how it was opened and its events, and with what was ordered
 * because of them. Older formats are brought to the present one. Pure: text goes in.
 */

import { z } from "zod";
import type { CallEvent } from "./call/call.ts";
import type { Beginning } from "./call/resuming.ts";
import type { House } from "./call/state.ts";
import { JOURNAL_FORMAT } from "./journal_format.ts";
import { emptyOutline } from "./intake/outline.ts";
import { beginningShape, eventFrom } from "./journal_shapes.ts";

/** One event, and what was ordered because of it. */
export interface RecordedStep {
  /** The event's line, counted from 1. */
  readonly line: number;
  readonly event: CallEvent;
  /** As written, audio by its bytes; null where the line is missing, which the event's type explains. */
  readonly effects: readonly RecordedEffect[] | null;
}

/** An effect as the journal holds it. */
export interface RecordedEffect {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One call of a journal; a call that a restarted process took up again is another one. */
export interface RecordedCall {
  readonly line: number;
  readonly sid: string;
  readonly format: number;
  readonly house: House;
  /** What a call that goes on began with. */
  readonly beginning: Beginning | null;
  readonly steps: readonly RecordedStep[];
  /** What the file lacks of it, in words; null when it is whole. */
  readonly missing: string | null;
}

/** A line that is no journal's. Its message names the line. */
export class JournalError extends Error {
  override name = "JournalError";

  constructor(line: number, why: string) {
    super(`Cannot read line ${line}: ${why}`);
  }
}

const outline = z.strictObject({
  id: z.string(),
  version: z.string(),
  budget: z.int(),
  slots: z.array(z.string()),
  questions: z.record(z.string(), z.array(z.string())),
  escalating: z.array(z.string()),
});
const opening = z.object({
  type: z.literal("call_opened"),
  format: z.int().min(1),
  sid: z.string(),
  house: z.object({
    hasPerson: z.boolean(),
    outline: outline.optional(),
    canRedial: z.boolean().optional(),
    hasPhrases: z.boolean().optional(),
  }).optional(),
  beginning: beginningShape.optional(),
});
const effectsLine = z.strictObject({ effects: z.array(z.looseObject({ type: z.string() })) });
const lostLine = z.strictObject({ lost: z.int() });

/** A call while it is read. */
interface Draft {
  readonly line: number;
  readonly opening: z.infer<typeof opening>;
  readonly steps: RecordedStep[];
  missing: string | null;
}

/**
 * Reads a journal's text. A line that was not finished, as a crash leaves it, is left out; behind a hole, where lines were
 * lost, the rest of that call is left out.
 * @throws JournalError naming the first line that cannot be read.
 */
export function readJournal(text: string): RecordedCall[] {
  const lines = text.split("\n");
  const unfinished = lines.pop() !== "";
  const drafts: Draft[] = [];
  lines.forEach((text, index) => {
    const line = index + 1;
    const value = parsed(text, line);
    const draft = drafts.at(-1);
    if (isType(value, "call_opened")) drafts.push({ line, opening: opened(value, line), steps: [], missing: null });
    else if (draft === undefined) throw new JournalError(line, 'a journal begins with "call_opened"');
    else if (draft.missing === null) add(draft, value, line);
  });
  const last = drafts.at(-1);
  if (last === undefined) throw new JournalError(1, "the file holds no whole line");
  if (unfinished) last.missing ??= `line ${lines.length + 1} was not finished`;
  return drafts.map(toCall);
}

function add(draft: Draft, value: unknown, line: number): void {
  const lost = lostLine.safeParse(value);
  if (lost.success) {
    draft.missing = `${lost.data.lost} lines were lost before line ${line}`;
    return;
  }
  if (typeof value !== "object" || value === null || !("effects" in value)) {
    draft.steps.push({ line, event: eventOf(value, line), effects: null });
    return;
  }
  const { success, data } = effectsLine.safeParse(value);
  const step = draft.steps.at(-1);
  if (!success) throw new JournalError(line, '"effects" is not a list of effects');
  if (step === undefined || step.effects !== null) throw new JournalError(line, "effects without their event");
  draft.steps[draft.steps.length - 1] = { ...step, effects: data.effects };
}

function toCall({ line, opening, steps, missing }: Draft): RecordedCall {
  const { sid, format } = opening;
  const { hasPerson, outline = emptyOutline(), canRedial = false, hasPhrases = false } = opening.house ??
    houseBefore2(steps);
  const { beginning = null } = opening;
  return { line, sid, format, house: { hasPerson, outline, canRedial, hasPhrases }, beginning, steps, missing };
}

/** Format 1 did not say whether a person could be reached; what a pressed zero did tells it, and nothing else asks. */
function houseBefore2(steps: readonly RecordedStep[]): z.infer<typeof opening>["house"] & object {
  const zero = steps.find(({ event }) => event.type === "digit_pressed" && event.digit === "0");
  return { hasPerson: zero === undefined || (zero.effects ?? []).some(({ type }) => type === "finish") };
}

function opened(value: unknown, line: number): z.infer<typeof opening> {
  const { success, data, error } = opening.safeParse(value);
  if (!success) throw new JournalError(line, told(error));
  if (data.format > JOURNAL_FORMAT) {
    throw new JournalError(line, `format ${data.format} is newer than ${JOURNAL_FORMAT}, which this program reads`);
  }
  if (data.format >= 2 && data.house === undefined) throw new JournalError(line, "house: it is missing");
  return data;
}

function eventOf(value: unknown, line: number): CallEvent {
  const read = eventFrom(value);
  if (typeof read === "string") throw new JournalError(line, read);
  return read;
}

function parsed(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JournalError(line, "it is not JSON");
  }
}

function isType(value: unknown, type: string): boolean {
  return typeof value === "object" && value !== null && (value as { type?: unknown }).type === type;
}

function told(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
