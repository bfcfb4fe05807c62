/** The fields beneath `audio`: how sound is written, who interrupts, who writes down, who speaks. */

import { endOf, GOOD_TRANSCRIBER, kindOf, takesHints, VOICES } from "../../openai/models.ts";
import type { Json } from "../../openai/session.ts";
import {
  isObject,
  refusal,
  refusedType,
  type Remark,
  type Rule,
  type Ruling,
  taken,
  unknown,
  without,
} from "./ruling.ts";
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
      `Invalid value: ${JSON.stringify(value)} for 'session.audio.output.voice'`,
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

const isText = (value: unknown) => typeof value === "string";
const areTexts = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isText);
const DELAYS = ["minimal", "low", "medium", "high", "xhigh"];

/** What may stand beside the model. */
const EXTRAS: Readonly<Record<string, (value: unknown) => boolean>> = {
  language: isText,
  languages: areTexts,
  keywords: areTexts,
  prompt: isText,
  delay: (value) => DELAYS.includes(value as string),
};

/** Only some models take these. */
const HINTS = ["languages", "keywords"];

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
  const bad = [...judged.remarks];
  for (const [key, inner] of Object.entries(value).filter(([key]) => key !== "model")) {
    const given = isText(value["model"]) ? String(value["model"]) : model;
    const isTaken = EXTRAS[key]?.(inner) === true && (!HINTS.includes(key) || takesHints(model));
    if (isTaken) kept[key] = inner;
    if (EXTRAS[key] === undefined) bad.push(unknown(`${field}.${key}`));
    else if (HINTS.includes(key) && !takesHints(given)) {
      bad.push(
        ...refusal(`'${field}.${key}' is not supported with ${given}`, `remove it, or use ${GOOD_TRANSCRIBER}`, null)
          .remarks,
      );
    } else if (!isTaken) bad.push(...refusal(`invalid_value for '${field}.${key}'`, "remove it", null).remarks);
  }
  const wrong = bad.filter(({ verdict }) => verdict !== "ok");
  return { value: kept, remarks: wrong.length > 0 ? wrong : [WRITES_DOWN] };
}

const WRITES_DOWN: Remark = {
  verdict: "ok",
  does: "writes down what it hears, by a model of its own: that it works proves nothing about speech",
};

function transcriber(model: unknown, field: string): Ruling {
  const change = `"transcription": {"model": "${GOOD_TRANSCRIBER}"}`;
  if (typeof model !== "string" || kindOf(model) !== "transcription") {
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
