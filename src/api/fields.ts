/** Fields that several shapes share, and how mistakes in them are told. */

import * as z from "zod";

/** ISO 8601 UTC with milliseconds. */
export const time = z.iso.datetime({ precision: 3 });

/** An incident's name in a path: the UUID, bare or as urn. Comes out as the urn. */
export const incidentId = z.string().regex(
  /^(urn:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
).transform((id) => `urn:uuid:${id.toLowerCase().replace(/^urn:uuid:/, "")}`);

const LIMIT_TEXT = "is 1 to 200";

/** How much of a list is asked for, and from where. */
export const pageQuery = {
  limit: z.coerce.number("is a number").int("is a whole number").min(1, LIMIT_TEXT).max(200, LIMIT_TEXT).default(50)
    .meta({ description: "How many items; 50 when nothing is said" }),
  before: z.string().max(200, "is a `next` that a list gave").optional()
    .meta({ description: "The `next` of the page before" }),
};

/** A page of a list. */
export function pageOf<T extends z.ZodType>(item: T, id: string) {
  const next = z.string().nullable().meta({
    description: "For `before`, to get the page after this; null on the last",
  });
  return z.object({ items: z.array(item).meta({ description: "Newest first" }), next }).meta({ id });
}

/** One of some words. */
export function oneOf<const T extends readonly string[]>(words: T) {
  return z.enum(words, `is ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`);
}

/** Text that people read: no control characters but line breaks and tabs, and not only blanks. */
export function prose(longest: number) {
  const said = `is text of 1 to ${longest} characters`;
  // deno-lint-ignore no-control-regex -- they are what is kept out
  return z.string(said).trim().min(1, said).max(longest, said).regex(/^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$/, said);
}

/** A field that may be missing, but is never undefined. zod's own `exactOptional` is not known to what describes it. */
export function mayLack<T extends z.ZodType>(shape: T): z.ZodExactOptional<T> {
  return shape.optional() as unknown as z.ZodExactOptional<T>;
}
