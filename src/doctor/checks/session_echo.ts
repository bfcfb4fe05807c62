/** Whether what is in force is what was asked for: the echo of the update, field by field. */

import { echoFault, type Json } from "../../openai/session.ts";
import { type Check, failure, ok, skipped, warning } from "../check.ts";
import { firstTalk } from "../talks.ts";

export const sessionEcho: Check = {
  id: "session_echo",
  needs: ["OPENAI_API_KEY", "OPENAI_REALTIME_URL", "OPENAI_MODEL"],
  async run(bench) {
    const { asked, echo } = await firstTalk(bench).opening;
    if (echo === null) return skipped("there was no session.updated");
    const { differing, missing, same } = compare(asked, echo, "session");
    const seen = differing.join("; ");
    const fault = echoFault(echo);
    if (fault !== null) return failure(fault, `session.updated: ${seen}`);
    if (differing.length > 0) {
      return warning("session_refused", `session.updated: ${seen}`, {
        cause: "the vendor set something else than was asked for, and did not say so",
        action: "compare these fields with the vendor's reference; look for a proxy in OPENAI_REALTIME_URL",
      });
    }
    const unsaid = missing.length === 0 ? "" : `; not shown: ${missing.join(", ")}`;
    return ok(`${same} fields of session.updated are as asked for, audio/pcmu both ways${unsaid}`);
  },
};

interface Comparison {
  readonly differing: readonly string[];
  /** Asked for, and not in the echo. */
  readonly missing: readonly string[];
  readonly same: number;
}

/** Compares what was asked for with what is said to be in force; what was not asked for is the vendor's own matter. */
export function compare(asked: unknown, echo: unknown, path: string): Comparison {
  if (echo === undefined) return { differing: [], missing: [path], same: 0 };
  if (isObject(asked) && isObject(echo)) {
    return sum(Object.entries(asked).map(([key, value]) => compare(value, echo[key], `${path}.${key}`)));
  }
  if (Array.isArray(asked) && Array.isArray(echo) && asked.length === echo.length) {
    return sum(asked.map((value, index) => compare(value, echo[index], `${path}[${index}]`)));
  }
  if (JSON.stringify(asked) === JSON.stringify(echo)) return { differing: [], missing: [], same: 1 };
  return { differing: [`${path} is ${shown(echo)} instead of ${shown(asked)}`], missing: [], same: 0 };
}

function sum(parts: readonly Comparison[]): Comparison {
  return {
    differing: parts.flatMap(({ differing }) => differing),
    missing: parts.flatMap(({ missing }) => missing),
    same: parts.reduce((sum, { same }) => sum + same, 0),
  };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
