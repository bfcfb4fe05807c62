/** A route: what it takes, what it answers, and what does it. The same schemas validate and describe. */

import type { Context } from "hono";
import * as z from "zod";
import { type Mistakes, mistakesIn } from "./mistakes.ts";
import { problem } from "./problem.ts";
import { readJson } from "./request_body.ts";

/** The part of a path that names something. */
export interface Subject {
  readonly name: string;
  /** A name that it refuses can be nobody's: the store is not asked. */
  readonly shape: z.ZodType<string>;
  /** What is said when there is none. */
  readonly absent: string;
}

/** What a route answers with a status. */
export interface Answer {
  readonly description: string;
  /** Of its JSON. */
  readonly shape?: z.ZodType;
  /** Where it is not JSON. */
  readonly mediaType?: string;
}

/** A route as it is described. */
export interface Description {
  readonly method: "get" | "post";
  /** With its subject in braces: `/incidents/{id}/note`. */
  readonly path: string;
  readonly operation: string;
  readonly tag: string;
  readonly summary: string;
  readonly subject?: Subject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Good answers, and the errors that only this route has. */
  readonly answers: Readonly<Record<number, Answer>>;
}

export interface Route extends Description {
  handle(context: Context): Promise<Response>;
}

/** A request that was found good. */
export interface Input<Q, H, B> {
  readonly context: Context;
  /** The subject's name; empty without a subject. */
  readonly id: string;
  readonly query: Q;
  readonly headers: H;
  readonly body: B;
  /** The answer that there is no such subject. */
  absent(): Response;
}

type Empty = z.ZodObject<Record<never, never>>;
type Given<D, K extends string> = D extends { readonly [key in K]: infer S extends z.ZodType } ? z.output<S>
  : z.output<Empty>;

/** Makes a route. `answer` gets requests only that fit the description. */
export function route<const D extends Description>(
  description: D,
  answer: (
    input: Input<Given<D, "query">, Given<D, "headers">, Given<D, "body">>,
  ) => Response | Promise<Response>,
): Route {
  return {
    ...description,
    async handle(context) {
      const input = await inputOf(context, description);
      return input instanceof Response ? input : await answer(input as never);
    },
  };
}

const NOTHING = z.strictObject({});

/** Reads a request; what is wrong with it is told all at once. */
async function inputOf(
  context: Context,
  description: Description,
): Promise<Input<unknown, unknown, unknown> | Response> {
  const { subject, query = NOTHING, headers = z.object({}), body } = description;
  const absent = () => problem(context, 404, subject?.absent ?? "There is nothing at this address.");
  const id = subject?.shape.safeParse(nameIn(context, description)).data;
  if (subject !== undefined && id === undefined) return absent();
  const json = body === undefined ? {} : await readJson(context);
  if (json instanceof Response) return json;
  const repeated = Object.entries(context.req.queries()).filter(([, values]) => values.length > 1)
    .map(([name]) => `${name} is given once`);
  const read = {
    query: query.safeParse(context.req.query()),
    headers: headers.safeParse(context.req.header()),
    body: (body ?? NOTHING).safeParse(json),
  };
  const wrong: Mistakes = [
    ...repeated,
    ...mistakesIn("query", query, read.query),
    ...mistakesIn("header", headers, read.headers),
    ...mistakesIn("body", body ?? NOTHING, read.body),
  ];
  if (wrong.length > 0) return problem(context, 400, wrong.join("; "));
  return { context, id: id ?? "", query: read.query.data, headers: read.headers.data, body: read.body.data, absent };
}

/** The subject's name without what follows it in the same part of the path. */
function nameIn(context: Context, { path, subject }: Description): string {
  const suffix = path.match(/\}([^/]*)/)?.[1] ?? "";
  return (context.req.param(subject?.name ?? "") ?? "").slice(0, -suffix.length || undefined);
}
