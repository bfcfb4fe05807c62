/** Whether this project may use the configured models, and when they end, as the vendor's own list tells. */

import { GOOD_MODEL, GOOD_TRANSCRIBER, isSameModel } from "../../openai/models.ts";
import type { Bench } from "../bench.ts";
import { type Check, failure, ok, skipped, warning } from "../check.ts";
import { type ListedModel, listOfModels, modelsOf } from "../openai_rest.ts";
import { fallbackTalk, firstModel, firstTalk } from "../talks.ts";

export const modelAccess: Check = {
  id: "model_access",
  needs: ["OPENAI_API_KEY", "OPENAI_API_URL", "OPENAI_MODEL"],
  async run(bench) {
    const models = modelsOf(await listOfModels(bench));
    if (models === null || models.length === 0) return skipped("there is no list of models");
    const { fallbackModel, transcriptionModel } = bench.config.openai;
    const first = firstModel(bench.config);
    const lacks = (model: string) => !models.some(({ id }) => isSameModel(id, model));
    if (lacks(first) && !await stands(bench, true)) {
      return failure("model_unavailable", `GET /models does not list ${first}${suggestion(models)}`);
    }
    if (fallbackModel !== first && lacks(fallbackModel) && !await stands(bench, false)) {
      return warning("model_unavailable", `GET /models does not list ${fallbackModel}${suggestion(models)}`, {
        cause: "the fallback model is not open to this project: when the first one fails, nothing speaks",
        action: "set another OPENAI_FALLBACK_MODEL, or open this one for the project",
      });
    }
    const unlisted = [first, fallbackModel, transcriptionModel].filter(lacks);
    const listed = [first, fallbackModel, transcriptionModel].filter((model) => !lacks(model));
    return ok(
      `listed: ${listed.join(", ")}${
        unlisted.length > 0 ? `; not listed, though it may be used: ${unlisted.join(", ")}` : ""
      }`,
    );
  },
};

/** A session is better proof than a list. */
async function stands(bench: Bench, isFirst: boolean): Promise<boolean> {
  if (bench.broken.has("OPENAI_REALTIME_URL")) return false;
  const talk = isFirst ? firstTalk(bench) : fallbackTalk(bench);
  return talk !== null && (await talk.opening).stands;
}

function suggestion(models: readonly ListedModel[]): string {
  const realtime = models.map(({ id }) => id).filter((id) =>
    /realtime/.test(id) && !/whisper|transcribe|preview/.test(id)
  );
  return realtime.length === 0 ? ", nor any other realtime model" : `; it has ${realtime.slice(0, 5).join(", ")}`;
}

export const modelDates: Check = {
  id: "model_dates",
  needs: ["OPENAI_API_KEY", "OPENAI_API_URL"],
  async run(bench) {
    const models = modelsOf(await listOfModels(bench));
    if (models === null) return skipped("there is no list of models");
    const { fallbackModel, transcriptionModel } = bench.config.openai;
    const used = [firstModel(bench.config), fallbackModel, transcriptionModel];
    const day = bench.now().toISOString().slice(0, 10);
    const ends = models.filter(({ id, endsOn }) => endsOn !== null && used.some((model) => isSameModel(id, model)));
    if (ends.length === 0) return ok("the list tells of no end of a model that is used");
    const seen = ends.map(({ id, endsOn }) => `${id} ends on ${endsOn}`).join("; ");
    const action =
      `set ${GOOD_MODEL}, ${GOOD_MODEL}-mini and ${GOOD_TRANSCRIBER}, or what the vendor names in their place`;
    if (ends.some(({ endsOn }) => endsOn! <= day)) return failure("model_unavailable", seen, { action });
    return warning("model_unavailable", seen, { cause: "the model is about to be retired", action });
  },
};
