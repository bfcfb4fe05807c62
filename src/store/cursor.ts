/** Pages of a list, newest first. A cursor is the place of a page's last row: a number, and its key among equals. */

import { type RawBuilder, sql as raw, type SqlBool } from "kysely";
import type { Page } from "./call_record.ts";

/** `before` is not a `next` that a list gave. */
export class BadCursor extends Error {
  override readonly name = "BadCursor";
}

export interface Place {
  readonly at: number;
  readonly key: string;
}

/** Makes a page of rows that were asked for with `limit + 1`. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  read: (row: Row) => T,
  place: (row: Row) => Place,
): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(read), next: rows.length > limit && last !== undefined ? cursorOf(place(last)) : null };
}

/** What comes after a page in a list that is ordered by these two columns. Throws `BadCursor`. */
export function after(cursor: string, at: string, key: string): RawBuilder<SqlBool> {
  const place = placeOf(cursor);
  return raw<SqlBool>`(${raw.ref(at)}, ${raw.ref(key)}) < (${place.at}, ${place.key})`;
}

function placeOf(cursor: string): Place {
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(cursor, { alphabet: "base64url" }));
    const found = text.match(/^(\d{1,16}) (\S{1,64})$/);
    if (found !== null) return { at: Number(found[1]), key: found[2]! };
  } catch {
    // Falls through: not base64 is one way of being none of ours.
  }
  throw new BadCursor("not a cursor that a list gave as `next`");
}

function cursorOf({ at, key }: Place): string {
  return new TextEncoder().encode(`${at} ${key}`).toBase64({ alphabet: "base64url" });
}
