/** `GET /v1/models`: the models of the account, for whoever has its key (platform.openai.com/docs/api-reference/models). */

import type { IncomingMessage, ServerResponse } from "node:http";
import { MODELS, type OpenAIOptions } from "./options.ts";

export const MODELS_PATH = "/v1/models";

/** Models that every account has and no session takes. */
const OTHERS = ["gpt-transcribe", "gpt-live-transcribe", "gpt-realtime-whisper", "whisper-1", "gpt-5"];

/** Answers with the list, or refuses. */
export function answerModels(request: IncomingMessage, response: ServerResponse, options: OpenAIOptions): void {
  const { apiKey, models = MODELS, modelFields = {}, modelsRefusal, modelsDate } = options;
  const headers = {
    "content-type": "application/json",
    "x-request-id": `req_${crypto.randomUUID().replaceAll("-", "")}`,
    "openai-organization": "org-simulated",
    ...(modelsDate === undefined ? {} : { date: modelsDate.toUTCString() }),
  };
  const refuse = (status: number, code: string) => {
    const error = { type: "invalid_request_error", code, message: `Refused: ${code}.`, param: null };
    response.writeHead(status, headers).end(JSON.stringify({ error }));
  };
  const key = request.headers.authorization?.match(/^Bearer (\S+)$/)?.[1];
  if (key === undefined || apiKey !== undefined && key !== apiKey) return refuse(401, "invalid_api_key");
  if (modelsRefusal !== undefined) return refuse(modelsRefusal.status, modelsRefusal.code);
  const data = [...models, ...OTHERS].map((id) => {
    return { id, object: "model", created: 1_760_000_000, owned_by: "system", ...modelFields[id] };
  });
  response.writeHead(200, headers).end(JSON.stringify({ object: "list", data }));
}
