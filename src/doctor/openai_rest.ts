/** OpenAI's REST API as far as the doctor asks it: the list of models, which tells of key, project and models' ends. */

import type { Bench } from "./bench.ts";
import { type Got, jsonOf } from "./http.ts";

/** `GET /models`, asked once. */
export function listOfModels(bench: Bench): Promise<Got> {
  return bench.once("models", () => {
    const { apiUrl, apiKey } = bench.config.openai;
    const url = new URL(`${apiUrl.href.replace(/\/+$/, "")}/models`);
    return bench.ask({ url, headers: { authorization: `Bearer ${apiKey}`, accept: "application/json" } });
  });
}

/** A model of the list, as far as it is told. */
export interface ListedModel {
  readonly id: string;
  /** The day on which it ends, `YYYY-MM-DD`, where the list says so. */
  readonly endsOn: string | null;
}

/** The models of an answer; null when it is no list. */
export function modelsOf(got: Got): readonly ListedModel[] | null {
  if ("failure" in got || got.status !== 200) return null;
  const list = jsonOf(got.body) as { data?: unknown } | undefined;
  if (!Array.isArray(list?.data)) return null;
  return list.data.flatMap((model: unknown) => {
    const { id } = (model ?? {}) as { id?: unknown };
    return typeof id === "string" ? [{ id, endsOn: dayWithin(model, 0) }] : [];
  });
}

/** An `error` object of an answer: its code or type, and its words. */
export function errorOf(got: Got): { readonly code: string; readonly message: string } | null {
  if ("failure" in got) return null;
  const { error } = (jsonOf(got.body) ?? {}) as { error?: { code?: unknown; type?: unknown; message?: unknown } };
  if (typeof error !== "object" || error === null) return null;
  return { code: String(error.code ?? error.type ?? ""), message: String(error.message ?? "") };
}

/** What a field that tells a model's end may be called: the vendor has had several. */
const END = /shut_?down|retire|sunset|end_?of_?life|deprecat|removal|discontinu/i;

/** Fields lie in the model, or one or two objects below. */
const DEPTH = 3;

function dayWithin(value: unknown, depth: number): string | null {
  if (typeof value !== "object" || value === null || depth > DEPTH) return null;
  const days = Object.entries(value).flatMap(([name, inner]) => {
    if (!END.test(name)) return [];
    return [dayOf(inner) ?? dayBeneath(inner)].filter((day) => day !== null);
  });
  return days.sort().at(-1) ?? null;
}

/** Below a name that says it, any date is meant: the latest is the shutdown. */
function dayBeneath(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  return Object.values(value).map(dayOf).filter((day) => day !== null).sort().at(-1) ?? null;
}

function dayOf(value: unknown): string | null {
  if (typeof value === "number" && value > 1e9) {
    return new Date(value < 1e11 ? value * 1_000 : value).toISOString().slice(0, 10);
  }
  const day = typeof value === "string" ? /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] : undefined;
  return day ?? null;
}
