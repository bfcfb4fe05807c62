/**
 * Writes that may be repeated: the same `Idempotency-Key` and the same request get the same answer, and have one effect.
 * After the draft of the IETF's HTTPAPI group, "The Idempotency-Key HTTP Header Field".
 */

import { createHash } from "node:crypto";
import type { Context } from "hono";
import * as z from "zod";
import type { IncidentStore, Transaction } from "../store/ports.ts";
import { problemBody } from "./problem.ts";

const KEY_TEXT = "is 1 to 255 visible ASCII characters";

/** The headers of a write. */
export const onceHeaders = z.object({
  "idempotency-key": z.string().regex(/^[\x21-\x7e]{1,255}$/, KEY_TEXT).optional().meta({
    description: "Names this write. Repeated with the same request, it gets the same answer again, for at least 24 h",
  }),
});

/** What a write answers: JSON. */
export interface Written {
  readonly status: number;
  readonly body: string;
}

/** A write, as it is told from others. */
export interface WriteName {
  readonly key: string | undefined;
  /** `POST /incidents/…/note {"text":"…"}`. */
  readonly request: string;
}

/** Does a write in one transaction with the keeping of its answer. */
export function once(
  store: IncidentStore,
  { key, request }: WriteName,
  write: (tx: Transaction) => Promise<Written>,
): Promise<Written> {
  if (key === undefined) return store.transact(write);
  return store.transact(async (tx) => {
    const kept = await tx.answerOf(nameOf(key));
    if (kept !== null) return again(kept, request);
    const written = await write(tx);
    await tx.keepAnswer(nameOf(key), { ...written, request: digest(request) });
    return written;
  });
}

/** Sends what a write answered. */
export function respond(context: Context, { status, body }: Written): Response {
  context.header("content-type", status < 400 ? "application/json" : "application/problem+json");
  return context.body(body, status as 200);
}

/** The answer of a write that was refused. */
export function refused(status: number, detail: string): Written {
  return { status, body: problemBody(status, detail) };
}

/** The answer of a write that was done. */
export function done(result: unknown): Written {
  return { status: 200, body: JSON.stringify(result) };
}

function again(kept: Written & { readonly request: string }, request: string): Written {
  if (kept.request === digest(request)) return { status: kept.status, body: kept.body };
  return refused(422, "This Idempotency-Key was used for another request: take a new one for each.");
}

function nameOf(key: string): string {
  return `api ${key}`;
}

function digest(request: string): string {
  return createHash("sha256").update(request).digest("hex");
}
