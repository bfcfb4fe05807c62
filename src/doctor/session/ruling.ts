/** What is said of a field, and the usual things to say. */

import type { FaultCode } from "../../call/call.ts";
import type { Json } from "../../openai/session.ts";
import type { Verdict } from "../check.ts";

/** What is to be said of one field. */
export interface Remark {
  readonly verdict: Verdict;
  /** What the API does with it. */
  readonly does: string;
  readonly code?: FaultCode;
  /** Why callers may hear nothing. */
  readonly why?: string;
  /** The setting to change. */
  readonly change?: string;
}

/** What a field's rule makes of a value. */
export interface Ruling {
  /** What belongs in the corrected object; undefined: nothing. */
  readonly value: unknown;
  readonly remarks: readonly Remark[];
}

/** Judges the value of a field; `session` is the whole, as it was given. */
export type Rule = (value: unknown, session: Json) => Ruling;

/** What an API that refuses one field does with all of them. */
export const DROPPED =
  "the whole update is dropped, and the session goes on with its defaults: 24 kHz PCM both ways, no tools. Callers hear noise or nothing";

/** The value is taken as it is. */
export function taken(value: unknown, does = "takes it"): Ruling {
  return { value, remarks: [{ verdict: "ok", does }] };
}

/** The value is refused, and with it the update; another one stands in the corrected object. */
export function refusal(does: string, change: string, value: unknown): Ruling {
  const remark: Remark = {
    verdict: "failure",
    does: `refuses the update: ${does}`,
    code: "session_refused",
    why: DROPPED,
    change,
  };
  return { value, remarks: [remark] };
}

/** The ruling on an object of which only some keys are known. */
export function without(kept: Json, given: Json, known: readonly string[], field: string): Ruling {
  const extra = Object.keys(given).filter((key) => !known.includes(key));
  return {
    value: kept,
    remarks: extra.length === 0 ? taken(kept).remarks : extra.map((key) => unknown(`${field}.${key}`)),
  };
}

/** The remark on a field that the API does not know. */
export function unknown(field: string): Remark {
  return {
    verdict: "failure",
    does: `refuses the update: unknown_parameter '${field}'`,
    code: "session_refused",
    why: DROPPED,
    change: `remove ${field}`,
  };
}

/** The remark on a value of the wrong kind. */
export function refusedType(field: string, expected: string): Remark {
  return {
    verdict: "failure",
    does: `refuses the update: invalid_type for '${field}', which is ${expected}`,
    code: "session_refused",
    why: DROPPED,
    change: `let ${field} be ${expected}`,
  };
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
