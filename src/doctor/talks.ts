/** The conversations with the first model and with the fallback, begun once and looked at by several checks. */

import type { Config } from "../config/config.ts";
import type { Bench } from "./bench.ts";
import { Talk } from "./talk.ts";

/** The first model: a word in the address counts before OPENAI_MODEL. */
export function firstModel({ openai }: Config): string {
  return openai.realtimeUrl.searchParams.get("model") ?? openai.model;
}

/** With the first model. */
export function firstTalk(bench: Bench): Talk {
  return bench.once("first talk", () => kept(bench, new Talk(bench.config, bench.now)));
}

/** With the fallback model; null when it is the same. */
export function fallbackTalk(bench: Bench): Talk | null {
  const { fallbackModel } = bench.config.openai;
  if (fallbackModel === firstModel(bench.config)) return null;
  return bench.once("fallback talk", () => kept(bench, new Talk(bench.config, bench.now, fallbackModel)));
}

function kept(bench: Bench, begun: Talk): Talk {
  bench.talks.push(begun);
  bench.afterwards(() => begun.close());
  return begun;
}
