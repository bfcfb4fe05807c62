/** What is wrong with a request, in words: each field, and what was expected of it. */

import type * as z from "zod";

export type Mistakes = readonly string[];

/** More than people read, and less than a body of nonsense could make. */
const TOLD_AT_MOST = 20;

/** The mistakes of a part of the request (`query`, `body`), each `<field> <what was expected>`. */
export function mistakesIn(part: string, shape: z.ZodObject, read: z.ZodSafeParseResult<unknown>): Mistakes {
  return (read.error?.issues ?? []).slice(0, TOLD_AT_MOST).map((issue) => {
    if (issue.code === "unrecognized_keys") return strangersText(part, shape, issue.keys);
    if (issue.code === "invalid_type" && issue.path.length === 0) return `${part} is a JSON object`;
    return `${issue.path.join(".") || part} ${issue.message}`;
  });
}

function strangersText(part: string, shape: z.ZodObject, keys: readonly string[]): string {
  const known = Object.keys(shape.shape);
  const takes = known.length === 0 ? "nothing" : known.join(", ");
  const strangers = keys.slice(0, TOLD_AT_MOST).map((key) => key.slice(0, 40)).join(", ");
  return `${part} has an unknown ${strangers}: it takes ${takes}`;
}
