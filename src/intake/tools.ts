/**
 * The tools that the model may call: their arguments, validated, and their definitions for the session. Whatever an
 * argument says, it is data about an incident: bounded in size and kind, never an instruction.
 */

import * as z from "zod";
import type { Answers } from "./facts.ts";
import type { Asking } from "./counting.ts";

/** A tool call that makes sense. */
export type ToolOrder =
  | {
    readonly tool: "record_answers";
    readonly answers: Answers;
    readonly asking: Asking;
    /** What of it could not be taken; the rest was. */
    readonly problem: string | null;
  }
  | { readonly tool: "dispatch_incident"; readonly summary: string; readonly isReport: boolean }
  | { readonly tool: "transfer_to_human"; readonly reason: string }
  | { readonly tool: "end_call"; readonly reason: string };

/** Longest argument text: a spoken answer of a minute. */
const TEXT_CHARACTERS = 1_000;
/** Answers to key questions of one incident. */
const DETAILS = 40;
/** Arguments of one call: all fields at their longest would be a flood, not a report. */
const ARGUMENTS_CHARACTERS = 16_000;

const text = (about: string, max = TEXT_CHARACTERS) =>
  z.string().transform((value) => value.trim()).pipe(z.string().max(max)).optional().describe(about);
const yesNo = (about: string) => z.preprocess(wordOf, z.enum(["yes", "no", "unknown"]).optional()).describe(about);

/** Models write a number or true where a text is asked for; a list or an object is no answer. */
const answer = z.preprocess(
  (value) => typeof value === "number" || typeof value === "boolean" ? String(value) : value,
  z.string().trim().max(TEXT_CHARACTERS),
);

const place = z.object({
  raw: text("The caller's own words for the place."),
  address: text("House number and street.", 200),
  unit: text("Apartment, floor, suite.", 80),
  crossStreet: text("The nearest cross street.", 200),
  landmark: text("A business, park or other landmark.", 200),
});

const recordAnswers = z.strictObject({
  location: z.preprocess((value) => typeof value === "string" ? { raw: value } : value, place.optional())
    .describe("Where it is happening."),
  nature: text("What happened, in a few plain words."),
  typeCode: z.string().trim().toUpperCase().regex(/^[A-Z0-9_-]{1,20}$/).optional()
    .describe("The incident type's code, from the list in your instructions."),
  when: text("When it happened, as the caller said it.", 200),
  inProgress: yesNo("Whether it is happening now."),
  injuries: yesNo("Whether anyone is hurt."),
  weapons: yesNo("Whether a weapon is involved."),
  callbackNumber: text("The number to call back, digits as said.", 40),
  callerName: text("The caller's name, if given.", 120),
  anonymous: z.boolean().optional().describe("True when the caller wants to stay anonymous."),
  details: z.record(z.string().regex(/^[\w.-]{1,60}$/), answer).optional()
    .describe("Answers to key questions, by the question's id."),
  language: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/).optional().describe(
    "The caller's language, BCP 47.",
  ),
  asking: z.string().regex(/^[\w.-]{1,60}$/).nullish()
    .describe("The slot that the question in this reply asks for; null when you ask nothing."),
});

const dispatchIncident = z.strictObject({
  summary: z.string().trim().min(1).max(TEXT_CHARACTERS).describe("What happened and where, in one or two sentences."),
  report: z.boolean().optional().describe("True when a report is enough and nobody needs to be sent."),
});

const withReason = z.strictObject({
  reason: z.string().trim().max(TEXT_CHARACTERS).default("").describe("Why, in a few words."),
});

const SHAPES = {
  record_answers: recordAnswers,
  dispatch_incident: dispatchIncident,
  transfer_to_human: withReason,
  end_call: withReason,
} as const;

const ABOUT: Readonly<Record<keyof typeof SHAPES, string>> = {
  record_answers:
    "Saves what the caller has said. Call it in the same reply in which you ask the next question, with " +
    "everything new or corrected, and `asking` naming the slot of that question.",
  dispatch_incident:
    "Sends the incident on. Call it once location and nature are known and your questions are asked. " +
    "Its result holds the incident number: read it out.",
  transfer_to_human:
    "Connects the caller to a person: when they ask for one, or when someone may be in danger. Say so first.",
  end_call: "Hangs up after your goodbye was heard. Say goodbye in the same reply.",
};

/** Reads a tool call. `problem` says what was wrong and what to do, in words for the model. */
export function readToolCall(name: string, json: string): ToolOrder | { readonly problem: string } {
  if (!Object.hasOwn(SHAPES, name)) {
    return { problem: `There is no tool "${name.slice(0, 60)}". Use one of: ${Object.keys(SHAPES).join(", ")}.` };
  }
  if (json.length > ARGUMENTS_CHARACTERS) {
    return { problem: "The arguments are too long. Send what is new, in few words." };
  }
  const given = parsed(json);
  if (given === undefined) return { problem: "The arguments are not a JSON object. Call the tool again." };
  const tool = name as keyof typeof SHAPES;
  const read = SHAPES[tool].safeParse(given);
  if (read.success) return orderOf(tool, read.data, null);
  const problem = `${complaint(read.error)} Correct that and call ${tool} again.`;
  if (tool !== "record_answers") return { problem };
  // One wrong field must not lose the others: they were said.
  const rest = recordAnswers.safeParse(without(given, read.error));
  return rest.success && Object.keys(rest.data).length > 0
    ? orderOf(tool, rest.data, `${problem} The rest was saved.`)
    : { problem };
}

/** The tools as the session offers them: JSON Schema functions. */
export function toolDefinitions(): { [key: string]: unknown }[] {
  return (Object.keys(SHAPES) as (keyof typeof SHAPES)[]).map((name) => {
    const { $schema: _schema, ...parameters } = z.toJSONSchema(SHAPES[name], { io: "input", unrepresentable: "any" });
    return { type: "function", name, description: ABOUT[name], parameters };
  });
}

type Data = z.infer<(typeof SHAPES)[keyof typeof SHAPES]>;

function orderOf(tool: keyof typeof SHAPES, data: Data, problem: string | null): ToolOrder {
  switch (tool) {
    case "record_answers": {
      const { asking, location, details, ...said } = data as z.infer<typeof recordAnswers>;
      const answers = {
        ...present(said),
        ...(location === undefined ? {} : { location: present(location) }),
        ...(details === undefined
          ? {}
          : { details: Object.fromEntries(Object.entries(present(details)).slice(0, DETAILS)) }),
      } as Answers;
      return { tool, answers, asking, problem };
    }
    case "dispatch_incident": {
      const { summary, report } = data as z.infer<typeof dispatchIncident>;
      return { tool, summary, isReport: report === true };
    }
    case "transfer_to_human":
    case "end_call":
      return { tool, reason: (data as z.infer<typeof withReason>).reason };
  }
}

/** An empty text was not said, and must not wipe out what was. */
function present(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== ""));
}

function without(given: Json, error: z.ZodError): Json {
  const wrong = error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys : [String(issue.path[0])]
  );
  return Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.includes(key)));
}

function complaint(error: z.ZodError): string {
  return error.issues.slice(0, 5).map((issue) => {
    const name = issue.path.join(".");
    if (issue.code === "unrecognized_keys") return `There is no argument "${issue.keys[0]?.slice(0, 60)}".`;
    return `${name === "" ? "The arguments" : name}: ${issue.message}.`;
  }).join(" ");
}

type Json = { [key: string]: unknown };

function parsed(json: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(json === "" ? "{}" : json);
    return isObject(value) ? withoutNulls(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Null is how models leave something out; only for `asking` it says something: nothing is asked. */
function withoutNulls(object: Json): Json {
  const kept = Object.entries(object).filter(([key, value]) => value !== null || key === "asking");
  return Object.fromEntries(kept.map(([key, value]) => [key, isObject(value) ? withoutNulls(value) : value]));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Models write true and false, Yes and No. */
function wordOf(value: unknown): unknown {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value.trim().toLowerCase() : value;
}
