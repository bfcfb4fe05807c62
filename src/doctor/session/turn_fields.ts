/** `audio.input.turn_detection`: who notices the caller, who answers, and what a noise can do. */

import type { Json } from "../../openai/session.ts";
import { isObject, refusal, refusedType, type Remark, type Ruling, without } from "./ruling.ts";

const FIELD = "session.audio.input.turn_detection";
const SHARED = ["type", "create_response", "interrupt_response"];
const SERVER = [...SHARED, "threshold", "prefix_padding_ms", "silence_duration_ms", "idle_timeout_ms"];
const SEMANTIC = [...SHARED, "eagerness"];

const isWhole = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;

/** What each property must be. */
const FITS: Readonly<Record<string, readonly [fits: (value: unknown) => boolean, expected: string]>> = {
  create_response: [(value) => typeof value === "boolean", "true or false"],
  interrupt_response: [(value) => typeof value === "boolean", "true or false"],
  threshold: [(value) => typeof value === "number" && value >= 0 && value <= 1, "a number from 0 to 1"],
  prefix_padding_ms: [isWhole, "a whole number of ms"],
  silence_duration_ms: [isWhole, "a whole number of ms"],
  idle_timeout_ms: [
    (value) => value === null || isWhole(value) && (value as number) >= 5_000 && (value as number) <= 30_000,
    "5000 to 30000, or null",
  ],
  eagerness: [(value) => ["low", "medium", "high", "auto"].includes(value as string), "low, medium, high or auto"],
};

const NOBODY_ANSWERS: Remark = {
  verdict: "warning",
  does: "takes it, and answers no turn by itself: committed comes, response.created does not",
  why: "callers hear nothing unless your program sends response.create after every turn, and for the greeting",
  change: "send response.create, or set create_response true",
};

/** Judges it. */
export function turnDetection(value: unknown): Ruling {
  if (value === null) return { value: null, remarks: [NOBODY_ANSWERS] };
  if (!isObject(value)) return { value: { type: "server_vad" }, remarks: [refusedType(FIELD, "an object or null")] };
  const { type } = value;
  if (type !== "server_vad" && type !== "semantic_vad") {
    return refusal(`invalid_value for '${FIELD}.type'`, '"type": "server_vad"', { type: "server_vad" });
  }
  const known = type === "server_vad" ? SERVER : SEMANTIC;
  const wrong = Object.entries(value).flatMap(([key, inner]) => {
    const [fits, expected] = FITS[key] ?? [() => true, ""];
    return known.includes(key) && !fits(inner) ? [{ key, remark: refusedType(`${FIELD}.${key}`, expected) }] : [];
  });
  const kept: Json = Object.fromEntries(
    Object.entries(value).filter(([key]) => known.includes(key) && !wrong.some((other) => other.key === key)),
  );
  const { remarks } = without(kept, value, known, FIELD);
  const bad = [...wrong.map(({ remark }) => remark), ...remarks].filter(({ verdict }) => verdict !== "ok");
  return { value: kept, remarks: [...bad, ...habits(value, bad.length > 0)] };
}

/** What a session that is taken does on a noisy line. */
function habits(value: Json, isRefused: boolean): Remark[] {
  if (value["create_response"] === false) return [NOBODY_ANSWERS];
  if (isRefused) return [];
  if (value["interrupt_response"] === false) {
    return [{ verdict: "ok", does: "answers every turn, and lets no noise cut a reply off" }];
  }
  return [{
    verdict: "ok",
    does:
      "answers every turn; every sound that it takes for speech cuts the reply off (cut_by_noise), the greeting too",
    change:
      "against noise: interrupt_response false until the greeting was heard, noise_reduction far_field, a higher threshold",
  }];
}
