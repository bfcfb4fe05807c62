/** Whom a dispatch call tries, and in what order: every number once, a pause, every number once more. Pure. */

import * as z from "zod";

/** A pause before the second round: whoever was busy may be free. */
export const ROUND_PAUSE_MS = 60_000;

const ROUNDS = 2;

/** How far a dispatch call has come; it lives in the message, so that a restart goes on where it was. */
const progressShape = z.object({
  /** From 0, over all rounds: which number of which round. */
  attempt: z.number().int().nonnegative(),
  /** Of the call that is under way; null while none is. */
  callSid: z.string().nullable(),
  /** When that call is over for sure, or the pause before the next one, epoch ms. */
  untilMs: z.number(),
});
export type Progress = z.infer<typeof progressShape>;

const planShape = z.looseObject({
  numbers: z.array(z.string()).min(1),
  text: z.string(),
  incidentId: z.string(),
  progress: progressShape.optional(),
});
/** The payload of a message to the channel `call`. */
export type CallPlan = z.infer<typeof planShape>;

/** Reads a message's payload. Throws when it is none. */
export function readPlan(payload: unknown): CallPlan {
  return planShape.parse(payload);
}

/** Where it stands; at the start when nothing was tried. */
export function progressOf({ progress }: CallPlan): Progress {
  return progress ?? { attempt: 0, callSid: null, untilMs: 0 };
}

/** The number of an attempt; null for an attempt that no plan has. */
export function numberOf({ numbers }: CallPlan, attempt: number): string | null {
  return attempt < 0 || attempt >= ROUNDS * numbers.length ? null : numbers[attempt % numbers.length] ?? null;
}

/** The next attempt and the pause before it; null when everybody was tried in every round. */
export function afterAttempt({ numbers }: CallPlan, attempt: number): { attempt: number; pauseMs: number } | null {
  const next = attempt + 1;
  if (next >= ROUNDS * numbers.length) return null;
  return { attempt: next, pauseMs: next % numbers.length === 0 ? ROUND_PAUSE_MS : 0 };
}
