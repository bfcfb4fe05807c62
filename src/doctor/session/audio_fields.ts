/** The fields beneath `audio`: how sound is written, who interrupts, who writes down, who speaks. */

import { endOf, GOOD_TRANSCRIBER, kindOf, takesHints, VOICES } from "../../openai/models.ts";
import type { Json } from "../../openai/session.ts";
import { isObject, refusal, refusedType, type Remark, type Rule, type Ruling, taken, without } from "./ruling.ts";
import { turnDetection } from "./turn_fields.ts";

const ULAW = { type: "audio/pcmu" };

export const AUDIO_FIELDS: Readonly<Record<string, Rule>> = {
  "audio.input.format": format("input"),
  "audio.output.format": format("output"),
  "audio.input.noise_reduction": (value) => {
    if (value === null) return { value: undefined, remarks: [{ verdict: "ok", does: "reduces no noise" }] };
    const type = isObject(value) ? value["type"] : undefined;
    const field = "session.audio.input.noise_reduction";
    if (type !== "near_field" && type !== "far_field") {
      return refusal(`invalid_value for '${field}.type'`, "near_field or far_field", { type: "far_field" });
    }
    return without({ type }, value as Json, ["type", "strength"], field);
  },
  "audio.input.transcription": transcription,
  "audio.input.turn_detection": turnDetection,
  "audio.output.voice": (value) => {
    if (isObject(value) && typeof value["id"] === "string") return taken({ id: value["id"] });
    if (VOICES.includes(value as string)) return taken(value, "takes it; after the first sound it is locked");
    return refusal(
      `Invalid value: '${value}' for 'session.audio.output.voice'`,
      `one of ${VOICES.join(", ")}`,
      VOICES[0],
    );
  },
  "audio.output.speed": (value) =>
    typeof value === "number" && value >= 0.25 && value <= 1.5
      ? taken(value)
      : refusal("'session.audio.output.speed' is out of 0.25 to 1.5", "a number from 0.25 to 1.5", 1),
};

function format(half: "input" | "output"): Rule {
  const field = `session.audio.${half}.format`;
  const change = `${field.slice("session.".length)} {"type": "audio/pcmu"}, without a rate`;
  return (value) => {
    if (!isObject(value)) return { value: ULAW, remarks: [{ ...refusedType(field, "an object"), change }] };
    const { type } = value;
    if (type === "audio/pcmu") {
      const extra = Object.keys(value).filter((key) => key !== "type");
      if (extra.length === 0) return taken(ULAW, "G.711 µ-law at 8 kHz, as Twilio has it");
      return refusal(extra.map((key) => `unknown_parameter '${field}.${key}'`).join(", "), change, ULAW);
    }
    if (type !== "audio/pcm" && type !== "audio/pcma") {
      return refusal(`invalid_value for '${field}.type'`, change, ULAW);
    }
    const remark: Remark = {
      verdict: "failure",
      does: `takes it: ${type === "audio/pcm" ? "24 kHz, 48 bytes a ms" : "A-law"}`,
      code: "wrong_codec",
      why: half === "output"
        ? "Twilio plays µ-law only: callers hear noise"
        : "Twilio sends µ-law: the model hears noise",
      change,
    };
    return { value: ULAW, remarks: [remark] };
  };
}

const KEYS = ["model", "language", "languages", "keywords", "prompt", "delay"];

function transcription(value: unknown): Ruling {
  const field = "session.audio.input.transcription";
  if (value === null) {
    return {
      value: undefined,
      remarks: [{ verdict: "ok", does: "writes down nothing; the model that speaks hears all the same" }],
    };
  }
  if (!isObject(value)) return { value: { model: GOOD_TRANSCRIBER }, remarks: [refusedType(field, "an object")] };
  const judged = transcriber(value["model"], `${field}.model`);
  const model = judged.value as string;
  const kept: Json = { model };
  for (const key of KEYS.slice(1)) {
    const isHint = key === "languages" || key === "keywords";
    if (value[key] !== undefined && value[key] !== null && (!isHint || takesHints(model))) kept[key] = value[key];
  }
  const { remarks } = without(kept, value, KEYS, field);
  const hints = ["languages", "keywords"].filter((key) =>
    value[key] !== undefined && !takesHints(String(value["model"]))
  );
  const refused = hints.flatMap((key) =>
    refusal(`'${field}.${key}' is not supported with ${value["model"]}`, `remove it, or use ${GOOD_TRANSCRIBER}`, null)
      .remarks
  );
  const bad = [...judged.remarks, ...remarks, ...refused].filter(({ verdict }) => verdict !== "ok");
  return {
    value: kept,
    remarks: bad.length > 0 ? bad : [{
      verdict: "ok",
      does: "writes down what it hears, by a model of its own: that it works proves nothing about speech",
    }],
  };
}

function transcriber(model: unknown, field: string): Ruling {
  const change = `"transcription": {"model": "${GOOD_TRANSCRIBER}"}`;
  if (typeof model !== "string" || kindOf(model) === "realtime" || kindOf(model) === "other") {
    return refusal(`invalid_value for '${field}'`, change, GOOD_TRANSCRIBER);
  }
  const ends = endOf(model);
  if (ends === null) return taken(model);
  const why = "what callers say will not be written down; it is not why callers hear nothing";
  const does = `takes ${model} until it is shut down on ${ends}`;
  return {
    value: GOOD_TRANSCRIBER,
    remarks: [{ verdict: "warning", does, code: "transcription_failed", why, change }],
  };
}
