/** The GA session's fields, and what is wrong with their values. Those beneath `audio` stand in `audio_fields.ts`. */

import { endOf, GOOD_MODEL, kindOf, reasons } from "../../openai/models.ts";
import { isObject, refusal, refusedType, type Remark, type Rule, type Ruling, taken, without } from "./ruling.ts";
import { toolChoice, tools } from "./tool_fields.ts";

/** A field of one kind of value. */
function kind(field: string, expected: string, fits: (value: unknown) => boolean): Rule {
  return (value) => fits(value) ? taken(value) : { value: undefined, remarks: [refusedType(field, expected)] };
}

const LEAST_TOKENS = 200;

export const FIELDS: Readonly<Record<string, Rule>> = {
  type: (value) => {
    if (value === "realtime") return taken(value);
    if (value !== "transcription") return refusal("invalid_value for 'session.type'", '"type": "realtime"', "realtime");
    const remark: Remark = {
      verdict: "failure",
      does: "only writes down what it hears",
      code: "session_refused",
      why: "a session for transcription never speaks",
      change: '"type": "realtime"',
    };
    return { value: "realtime", remarks: [remark] };
  },
  model,
  output_modalities: (value) => {
    if (!Array.isArray(value)) {
      return { value: ["audio"], remarks: [refusedType("session.output_modalities", "a list")] };
    }
    if (value.length === 1 && value[0] === "audio") return taken(value, "speaks, and sends the transcript with it");
    if (value.length !== 1 || value[0] !== "text") {
      const list = value.map((name) => `'${name}'`).join(",");
      const does = `Invalid modalities: [${list}]. Supported combinations are: ['text'] and ['audio'].`;
      return refusal(does, '"output_modalities": ["audio"]: exactly one', ["audio"]);
    }
    const remark: Remark = {
      verdict: "failure",
      does: "answers in text only: response.output_text.delta, no audio",
      code: "text_only",
      why: "nothing is spoken",
      change: '"output_modalities": ["audio"]',
    };
    return { value: ["audio"], remarks: [remark] };
  },
  instructions: kind("session.instructions", "a text", (value) => typeof value === "string"),
  max_output_tokens: (value) => {
    if (value === "inf") return taken(value);
    if (!Number.isInteger(value)) {
      return { value: "inf", remarks: [refusedType("session.max_output_tokens", 'a whole number or "inf"')] };
    }
    if (value as number < 1 || value as number > 4_096) {
      return refusal("'session.max_output_tokens' is out of 1 to 4096", 'a number up to 4096, or "inf"', "inf");
    }
    if (value as number >= LEAST_TOKENS) {
      return taken(value, "ends a reply there: status incomplete, max_output_tokens");
    }
    const why = "replies break off, or end before their first sound: tools and, on 2.x, reasoning share the budget";
    return {
      value: "inf",
      remarks: [{
        verdict: "warning",
        does: "takes it",
        code: "token_limit",
        why,
        change: '"max_output_tokens": "inf"',
      }],
    };
  },
  tools,
  tool_choice: toolChoice,
  parallel_tool_calls: kind("session.parallel_tool_calls", "true or false", (value) => typeof value === "boolean"),
  reasoning: (value, { model }) => {
    const effort = isObject(value) ? value["effort"] : undefined;
    if (!["minimal", "low", "medium", "high", "xhigh"].includes(effort as string)) {
      return refusal("invalid_value for 'session.reasoning.effort'", "minimal, low, medium, high or xhigh", undefined);
    }
    if (typeof model !== "string") {
      return taken({ effort }, "takes it on reasoning models (2, 2.1, 2.1-mini), and refuses the update on all others");
    }
    return reasons(model)
      ? taken({ effort })
      : refusal(`'session.reasoning' is not supported with ${model}`, "remove it, or use gpt-realtime-2.1", undefined);
  },
  truncation: (value) => {
    if (value === "auto") return taken(value);
    if (value === "disabled") {
      const why = "a conversation that is longer than the model's context ends in an error instead of an answer";
      const change = '"truncation": "auto", or {"type": "retention_ratio", "retention_ratio": 0.8}';
      return { value: "auto", remarks: [{ verdict: "warning", does: "takes it", why, change }] };
    }
    const ratio = isObject(value) && value["type"] === "retention_ratio" ? value["retention_ratio"] : null;
    if (typeof ratio === "number" && ratio >= 0 && ratio <= 1) {
      return taken({ type: "retention_ratio", retention_ratio: ratio });
    }
    return refusal("invalid_value for 'session.truncation'", '"truncation": "auto"', "auto");
  },
  tracing: (value) => {
    if (value === "auto" || value === null) return taken(value);
    const field = "session.tracing";
    if (!isObject(value)) return { value: undefined, remarks: [refusedType(field, '"auto", an object or null')] };
    const fits = (key: string, inner: unknown) => key === "metadata" ? isObject(inner) : typeof inner === "string";
    const known = ["workflow_name", "group_id", "metadata"];
    const kept = Object.fromEntries(
      Object.entries(value).filter(([key, inner]) => known.includes(key) && fits(key, inner)),
    );
    return without(kept, value, Object.keys(kept), field);
  },
  prompt: (value) => {
    if (value === null) return taken(null);
    const change = "write the prompt's words into instructions";
    const why = "stored prompts (v1/prompts) are shut down on 2026-11-30: the session would have no instructions";
    return {
      value: undefined,
      remarks: [{ verdict: "failure", does: "takes it until then", code: "session_refused", why, change }],
    };
  },
  include: (value) =>
    Array.isArray(value) && value.every((name) => name === "item.input_audio_transcription.logprobs")
      ? taken(value)
      : refusal("invalid_value for 'session.include'", 'only "item.input_audio_transcription.logprobs"', undefined),
};

function model(value: unknown): Ruling {
  if (typeof value !== "string") return { value: undefined, remarks: [refusedType("session.model", "a text")] };
  const change = `"model": "${GOOD_MODEL}", and ?model=${GOOD_MODEL} in the address, which is the one that counts`;
  const ends = endOf(value);
  const today = new Date().toISOString().slice(0, 10);
  if (ends !== null && ends <= today) {
    const does = `closes the connection with 4004 model_not_found: it was retired on ${ends}`;
    return {
      value: GOOD_MODEL,
      remarks: [{ verdict: "failure", does, code: "model_unavailable", why: "there is no session at all", change }],
    };
  }
  if (ends !== null) {
    return {
      value: GOOD_MODEL,
      remarks: [{ verdict: "warning", does: `takes it until ${ends}`, code: "model_unavailable", change }],
    };
  }
  const is = kindOf(value);
  if (is === "transcription" || is === "other") {
    const does = `closes the connection with 4000 invalid_model: it does not converse`;
    const why = "there is no session at all; models that write down speech belong in audio.input.transcription.model";
    return { value: GOOD_MODEL, remarks: [{ verdict: "failure", does, code: "not_a_realtime_model", why, change }] };
  }
  return taken(value, "takes it if it is the address's own: a session's model cannot be changed");
}
