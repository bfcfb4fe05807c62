/** Whether OpenAI knows the key, asked without a session: a revoked key, a restricted one, an empty account. */

import { classifyError } from "../../openai/faults.ts";
import { type Check, failure, ok, skipped } from "../check.ts";
import { errorOf, listOfModels, modelsOf } from "../openai_rest.ts";

export const openaiKey: Check = {
  id: "openai_key",
  needs: ["OPENAI_API_KEY", "OPENAI_API_URL"],
  async run(bench) {
    const got = await listOfModels(bench);
    const asked = "GET /models";
    if ("failure" in got) return failure("unreachable", `${asked}: ${got.failure}`, { ms: got.ms });
    const error = errorOf(got);
    const seen = `${asked} answers ${got.status}${error === null ? "" : `, ${error.code}: ${error.message}`}`;
    if (got.status === 401) return failure("invalid_key", seen, { ms: got.ms });
    if (got.status === 403) {
      const action =
        "give the key the right to list models and to use the Realtime API, or make one without restrictions";
      return failure("handshake_refused", seen, { cause: "the key is known, and may not do this", action, ms: got.ms });
    }
    if (got.status === 429 && error !== null) {
      const vendor = { type: error.code, code: error.code, message: error.message, param: null, eventId: null };
      return failure(classifyError(vendor).code, seen, { ms: got.ms });
    }
    const models = modelsOf(got);
    if (models === null) return skipped(`${seen}, which is no list of models: the sessions tell of the key`);
    const { "openai-organization": organization, "openai-project": project } = got.headers;
    const whose = [organization, project].filter((name) => name !== undefined).join(", project ");
    return ok(`${seen}: ${models.length} models${whose === "" ? "" : ` of ${whose}`}`, got.ms);
  },
};
