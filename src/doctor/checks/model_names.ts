/** Whether the configured models and the voice can be right, by their names alone: retired, soon retired, of another kind. */

import { endOf, GOOD_MODEL, GOOD_TRANSCRIBER, kindOf, VOICES } from "../../openai/models.ts";
import { type Check, failure, type Finding, ok, warning } from "../check.ts";

interface Named {
  readonly variable: string;
  readonly model: string;
  readonly kind: "realtime" | "transcription";
}

export const modelNames: Check = {
  id: "model_names",
  needs: [],
  run({ config: { openai }, now }) {
    const first = openai.realtimeUrl.searchParams.get("model");
    const models: Named[] = [
      {
        variable: first === null ? "OPENAI_MODEL" : "OPENAI_REALTIME_URL",
        model: first ?? openai.model,
        kind: "realtime",
      },
      { variable: "OPENAI_FALLBACK_MODEL", model: openai.fallbackModel, kind: "realtime" },
      { variable: "OPENAI_TRANSCRIPTION_MODEL", model: openai.transcriptionModel, kind: "transcription" },
    ];
    const day = now().toISOString().slice(0, 10);
    const found = models.flatMap((named) => wrongKind(named) ?? ending(named, day) ?? []);
    found.push(...wrongVoice(openai.voice));
    const names = models.map(({ model }) => model).join(", ");
    return worst(found) ?? ok(`${names}, voice ${openai.voice}: none is known to end`);
  },
};

function wrongKind({ variable, model, kind }: Named): Finding | null {
  const is = kindOf(model);
  if (is === "unknown" || is === kind) return null;
  const action = `set ${variable}=${kind === "realtime" ? GOOD_MODEL : GOOD_TRANSCRIBER}`;
  const seen = `${variable} is ${model}, a model for ${is === "other" ? "something else" : is}`;
  if (kind === "realtime") return failure("not_a_realtime_model", seen, { action });
  return failure("transcription_failed", seen, { cause: "this model does not write down speech", action });
}

function ending({ variable, model, kind }: Named, day: string): Finding | null {
  const on = endOf(model);
  if (on === null) return null;
  const action = `set ${variable}=${kind === "realtime" ? GOOD_MODEL : GOOD_TRANSCRIBER}`;
  const code = kind === "realtime" ? "model_unavailable" : "transcription_failed";
  if (on <= day) return failure(code, `${variable} is ${model}, retired on ${on}`, { action });
  const days = Math.round((Date.parse(on) - Date.parse(day)) / 86_400_000);
  return warning(code, `${variable} is ${model}, which ends on ${on}, in ${days} days`, {
    cause: "the model is about to be retired",
    action,
  });
}

function wrongVoice(voice: string): Finding[] {
  if (VOICES.includes(voice)) return [];
  return [failure("session_refused", `OPENAI_VOICE is ${voice}; there are ${VOICES.join(", ")}`, {
    cause: "OpenAI refuses an unknown voice (session.audio.output.voice), and with it the whole session.update",
    action: `set OPENAI_VOICE=${VOICES[0]}`,
  })];
}

/** One finding for all: the worst one's, with what was seen of the others. */
function worst(found: readonly Finding[]): Finding | null {
  const first = found.find(({ verdict }) => verdict === "failure") ?? found[0];
  if (first === undefined) return null;
  const list = (text: (finding: Finding) => string | null) => [...new Set(found.map(text))].join("; ");
  return { ...first, seen: list(({ seen }) => seen), action: list(({ action }) => action) };
}
