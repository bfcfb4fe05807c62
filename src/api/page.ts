/** Lists, a page at a time. */

import type { Context } from "hono";
import type { Page } from "../store/call_record.ts";
import { BadCursor } from "../store/cursor.ts";
import { problem } from "./problem.ts";

/** What was given of some options: those that are undefined are left out. */
export type Given<T> =
  & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
  & {
    [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
  };

/** Answers with a page; a cursor that no list gave is a mistake of the client. */
export async function page<T>(
  context: Context,
  list: () => Promise<Page<T>>,
  write: (item: T) => unknown = (item) => item,
): Promise<Response> {
  try {
    const { items, next } = await list();
    return context.json({ items: items.map(write), next });
  } catch (error) {
    if (error instanceof BadCursor) return problem(context, 400, `before is ${error.message}`);
    throw error;
  }
}

/** Leaves out what is undefined. */
export function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}
