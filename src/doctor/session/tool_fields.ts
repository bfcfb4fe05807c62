/** `tools` and `tool_choice`, which chat programs write in another way. */

import type { Json } from "../../openai/session.ts";
import { isObject, refusal, refusedType, type Remark, type Ruling, taken, unknown } from "./ruling.ts";

const KEYS = ["type", "name", "description", "parameters"];
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** Judges the list of tools. */
export function tools(value: unknown): Ruling {
  if (!Array.isArray(value)) return { value: undefined, remarks: [refusedType("session.tools", "a list")] };
  const judged = value.map((tool, index) => toolOf(tool, `session.tools[${index}]`));
  const bad = judged.flatMap(({ remarks }) => remarks).filter(({ verdict }) => verdict !== "ok");
  const kept = judged.flatMap(({ value }) => value === undefined ? [] : [value]);
  return { value: kept, remarks: bad.length > 0 ? bad : taken(kept, `takes ${kept.length} tools`).remarks };
}

function toolOf(tool: unknown, field: string): Ruling {
  if (!isObject(tool)) return { value: undefined, remarks: [refusedType(field, "an object")] };
  if (tool["type"] === "mcp") return taken(tool);
  if (tool["type"] !== "function") return refusal(`invalid_value for '${field}.type'`, '"type": "function"', undefined);
  const nested = tool["function"];
  const remarks: Remark[] = [];
  const from = isObject(nested) ? { ...nested, type: "function" } : tool;
  if (isObject(nested)) {
    const change = "write name, description and parameters beside type, not within function";
    remarks.push({ ...unknown(`${field}.function`), change });
  }
  remarks.push(...Object.keys(from).filter((key) => !KEYS.includes(key)).map((key) => unknown(`${field}.${key}`)));
  const kept: Json = Object.fromEntries(Object.entries(from).filter(([key]) => KEYS.includes(key)));
  if (typeof kept["name"] === "string" && NAME.test(kept["name"])) return { value: kept, remarks };
  const change = "a name of letters, digits, _ and -, at most 64";
  return {
    value: undefined,
    remarks: [...remarks, ...refusal(`invalid_value for '${field}.name'`, change, null).remarks],
  };
}

/** Judges who decides about tools. */
export function toolChoice(value: unknown): Ruling {
  if (["auto", "none", "required"].includes(value as string)) return taken(value);
  const name = isObject(value) ? value["name"] ?? (value["function"] as Json | undefined)?.["name"] : undefined;
  if (isObject(value) && value["type"] === "mcp") return taken(value);
  if (!isObject(value) || value["type"] !== "function" || typeof name !== "string") {
    return refusal("invalid_value for 'session.tool_choice'", '"auto", "none" or "required"', "auto");
  }
  if (value["function"] !== undefined) {
    return refusal(
      "unknown_parameter 'session.tool_choice.function'",
      '"tool_choice": "required", with one tool',
      "required",
    );
  }
  const does = "takes it; forcing one function has been seen to end in server_error";
  const change = '"tool_choice": "required", with one tool';
  const why = "replies fail before they say anything; and with a forced tool no reply ever speaks";
  return { value: "required", remarks: [{ verdict: "warning", does, code: "vendor_error", why, change }] };
}
