/** What a protocol file must look like: every key with its bounds. Messages say what was expected. */

import * as z from "zod";
import { CORE_SLOTS } from "./protocol.ts";

/** Questions in all: one is no intake, thirty is an interrogation. */
const BUDGET = { min: 1, max: 30 };
/** The model reads all of them with every request. */
const MOST_TYPES = 40;
const MOST_QUESTIONS_A_TYPE = 4;
const MOST_NOTES = 20;
/** Characters. A question of 300 takes 20 s to say, a greeting of 700 takes 45 s: nobody listens longer. */
const LENGTH = { name: 80, question: 300, greeting: 700, hint: 300 };

/** The slots that `asking` may name besides the protocol's own questions. */
export const RESERVED_IDS: readonly string[] = [...CORE_SLOTS, "caller", "verify", "close"];

/** The languages of a file, English at least, for which each text is then required. Anything unreadable counts not. */
export function languagesOf(file: unknown): readonly string[] {
  const read = z.object({ languages: z.array(language) }).safeParse(file);
  return ["en", ...(read.success ? read.data.languages.filter((tag) => tag !== "en") : [])];
}

/** The shape of a file whose texts come in these languages. */
export function protocolShape(languages: readonly string[]) {
  const words = (most: number) => keys(Object.fromEntries(languages.map((tag) => [tag, text(most)])));
  return keys({
    id: pattern(/^[a-z][a-z0-9_]{0,39}$/, "a name of small letters, digits and _"),
    version: pattern(/^[\w.-]{1,40}$/, 'a version in quotation marks, such as "1.0"'),
    name: text(LENGTH.name),
    budget: whole(BUDGET.min, BUDGET.max).default(8),
    languages: list(language, 1, 8, "languages"),
    emergencyNumber: pattern(/^\d{2,6}$/, 'a short number in quotation marks, such as "911"').default("911"),
    greeting: words(LENGTH.greeting),
    person: keys({ reachable: words(LENGTH.question), none: words(LENGTH.question) }),
    slots: list(
      keys({ slot: choice(CORE_SLOTS), ask: words(LENGTH.question) }),
      CORE_SLOTS.length,
      CORE_SLOTS.length,
      "slots",
    ),
    caller: words(LENGTH.question),
    close: words(LENGTH.question),
    questions: z.record(
      pattern(/^[a-z][a-z0-9_]{0,39}$/, "a name of small letters, digits and _"),
      words(LENGTH.question),
      { error: "questions by name" },
    ).default({}),
    types: list(typeShape(words), 1, MOST_TYPES, "types"),
    notes: list(text(LENGTH.hint), 0, MOST_NOTES, "sentences").default([]),
  });
}

/** A file that has the shape. */
export type ProtocolFile = z.infer<ReturnType<typeof protocolShape>>;

function typeShape(words: (most: number) => z.ZodType<Record<string, string>>) {
  return keys({
    code: pattern(/^[A-Z][A-Z0-9]{1,19}$/, "a code of capital letters and digits"),
    name: words(LENGTH.name),
    priority: whole(1, 5),
    escalates: truth.default(false),
    reportable: truth.default(false),
    means: text(LENGTH.hint),
    questions: list(z.string("a question's name"), 0, MOST_QUESTIONS_A_TYPE, "questions").default([]),
  });
}

const truth = z.boolean("true or false");
const language = pattern(/^[a-z]{2,3}$/, "a language's tag, such as en or es");

/** A mapping with these keys and no other. The message about an unknown key lists the known ones, for a hint. */
function keys<S extends z.core.$ZodShape>(shape: S) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => issue.code === "unrecognized_keys" ? known : `a mapping with the keys ${known}`,
  });
}

function text(most: number) {
  const expected = `a text of 1 to ${most} characters`;
  return z.string(expected).trim().min(1, expected).max(most, expected);
}

function pattern(allowed: RegExp, expected: string) {
  return z.string(expected).regex(allowed, expected);
}

function whole(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z.number(expected).int(expected).min(min, expected).max(max, expected);
}

function choice<const T extends readonly string[]>(values: T) {
  return z.enum(values, `one of ${values.join(", ")}`);
}

function list<T extends z.ZodType>(item: T, min: number, max: number, what: string) {
  const expected = min === max ? `a list of ${max} ${what}` : `a list of ${min} to ${max} ${what}`;
  return z.array(item, expected).min(min, expected).max(max, expected);
}
