/** A review of a session as rows of the doctor's report. */

import { mask } from "../mask.ts";
import type { Row } from "../check.ts";
import { DIAGNOSES } from "../../diagnosis.ts";
import type { FieldReview } from "./review.ts";

/** A value is shown as far as it is needed to find it. */
const SHOWN = 80;

/** One row a remark: what was given and what the API does with it; why; what to change. */
export function rowOf({ field, given, verdict, does, code, why, change }: FieldReview): Row {
  const text = given === undefined ? "not given" : mask(JSON.stringify(given));
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
  const isFine = verdict === "ok";
  return {
    id: field,
    verdict,
    seen: `${shown}: the API ${does}`,
    code: code ?? null,
    cause: why ?? (isFine || code === undefined ? null : DIAGNOSES[code].cause),
    action: change ?? null,
    ms: 0,
  };
}
