/** What the API answers to a mistake: an `error` object, built from a rule of ours or from a shape that did not fit. */

import type { z } from "zod";

/** The `error` object of an `error` event, without the client's `event_id`. */
export interface Complaint {
  readonly type: string;
  readonly code: string;
  readonly message: string;
  /** The parameter at fault, e.g. `session.audio.output.voice`; null when it is none. */
  readonly param: string | null;
}

/** A client event is refused, as a whole: nothing of it takes effect. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly complaint: Complaint;

  /** A refusal of type `invalid_request_error`. */
  constructor(code: string, message: string, param: string | null = null) {
    super(message);
    this.complaint = { type: "invalid_request_error", code, message, param };
  }
}

type Issue = z.core.$ZodIssue;

/**
 * Parses a client event with a closed shape.
 * @throws Refusal with the API's code, message and `param` for the first thing that is wrong.
 */
export function parse<T>(shape: z.ZodType<T>, input: unknown): T {
  const result = shape.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw refusalOf(result.error.issues[0]!, []);
}

function refusalOf(issue: Issue, above: readonly PropertyKey[]): Refusal {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownParameter(nameOf([...path, issue.keys[0]!]));
    case "invalid_type":
      return issue.input === undefined ? missing(nameOf(path)) : wrongType(issue.expected, issue.input, nameOf(path));
    case "invalid_value":
      return issue.input === undefined ? missing(nameOf(path)) : wrongValue(issue.input, issue.values, nameOf(path));
    case "invalid_union":
      return unionRefusal(issue, path);
    case "too_big":
      return tooBig(issue, nameOf(path));
    case "too_small":
      return tooSmall(issue, nameOf(path));
    case "custom":
      return new Refusal(String(issue.params?.["code"] ?? "invalid_value"), issue.message, nameOf(path));
    default:
      return new Refusal("invalid_value", `Invalid '${nameOf(path)}': ${issue.message}`, nameOf(path));
  }
}

/** Of a union's branches the one that the value was meant for is complained about. */
function unionRefusal(issue: Extract<Issue, { code: "invalid_union" }>, path: readonly PropertyKey[]): Refusal {
  if (issue.discriminator !== undefined) {
    const value = (issue.input as Record<string, unknown> | undefined)?.[issue.discriminator];
    const named = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
    return value === undefined ? missing(nameOf(path)) : wrongValue(value, named, nameOf(path));
  }
  const branches = issue.errors.map((issues) => issues[0]!);
  const deep = branches.find((first) => first.path.length > 0 || first.code === "unrecognized_keys");
  const fitting = branches.find((first) => first.code !== "invalid_type");
  const meant = typeof issue.input === "object" ? deep ?? fitting : fitting ?? deep;
  return refusalOf({ input: issue.input, ...meant ?? branches[0]! } as Issue, path);
}

/** The refusal of a property that the API does not know. */
export function unknownParameter(name: string): Refusal {
  return new Refusal("unknown_parameter", `Unknown parameter: '${name}'.`, name);
}

function missing(name: string): Refusal {
  return new Refusal("missing_required_parameter", `Missing required parameter: '${name}'.`, name);
}

/** The refusal of a value that is none of the supported ones. */
export function wrongValue(value: unknown, supported: readonly unknown[], name: string): Refusal {
  const quoted = supported.map(quote);
  const list = quoted.length < 2
    ? quoted.join("")
    : `${quoted.slice(0, -1).join(", ")}${quoted.length > 2 ? "," : ""} and ${quoted.at(-1)}`;
  return new Refusal("invalid_value", `Invalid value: ${quote(value)}. Supported values are: ${list}.`, name);
}

function wrongType(expected: string, value: unknown, name: string): Refusal {
  const got = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  return new Refusal(
    "invalid_type",
    `Invalid type for '${name}': expected ${article(expected)}, but got ${article(got)} instead.`,
    name,
  );
}

function tooBig(issue: Extract<Issue, { code: "too_big" }>, name: string): Refusal {
  if (issue.origin === "string") {
    return new Refusal(
      "string_above_max_length",
      `Invalid '${name}': string too long. Expected a string with maximum length ${issue.maximum}, but got a string ` +
        `with length ${String(issue.input).length} instead.`,
      name,
    );
  }
  const kind = kindOf(issue.input, issue.maximum);
  return new Refusal(
    `${kind}_above_max_value`,
    `Invalid '${name}': ${kind} above maximum value. Expected a value <= ${issue.maximum}, but got ` +
      `${JSON.stringify(issue.input)} instead.`,
    name,
  );
}

function tooSmall(issue: Extract<Issue, { code: "too_small" }>, name: string): Refusal {
  const kind = kindOf(issue.input, issue.minimum);
  return new Refusal(
    `${kind}_below_min_value`,
    `Invalid '${name}': ${kind} below minimum value. Expected a value >= ${issue.minimum}, but got ` +
      `${JSON.stringify(issue.input)} instead.`,
    name,
  );
}

/** The shapes do not tell which kind of number they want; value and bound do, nearly always. */
function kindOf(value: unknown, bound: number | bigint): "integer" | "decimal" {
  return Number.isInteger(value) && Number.isInteger(Number(bound)) ? "integer" : "decimal";
}

function article(type: string): string {
  const named = type === "int" ? "integer" : type;
  return named === "null" ? named : `${/^[aeiou]/.test(named) ? "an" : "a"} ${named}`;
}

function quote(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : JSON.stringify(value) ?? String(value);
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) => typeof key === "number" ? `${name}[${key}]` : name === "" ? String(key) : `${name}.${String(key)}`,
    "",
  );
}
