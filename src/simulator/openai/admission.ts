/** Who may open a session: the API upgrades first and complains on the socket (platform.openai.com/docs/guides/realtime). */

import type { Complaint } from "./complaint.ts";

/** What a handshake asked for. */
export interface Handshake {
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A session of a model, or an error and the close that follows it. */
export type Admission =
  | { readonly model: string }
  | { readonly complaint: Complaint; readonly closeCode: number };

/** Names of models that exist and do not converse: for transcription, for text, for speech. */
const OTHER_MODELS = /^(whisper|tts|o\d|gpt-(transcribe|live|audio|realtime-whisper|[345]))/;

/** Previews of the Realtime API that are gone: not found, like any other model that is not there. */
const RETIRED = /realtime-preview/;

/** Judges a handshake. `apiKey`: the one that is accepted; undefined accepts any. */
export function admit(
  { url, headers }: Handshake,
  { apiKey, models }: { readonly apiKey: string | undefined; readonly models: readonly string[] },
): Admission {
  if (headers["openai-beta"] !== undefined) {
    const message = "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.";
    return refuse(4000, "beta_api_shape_disabled", message);
  }
  const key = keyOf(headers);
  if (key === "" || (apiKey !== undefined && key !== apiKey)) {
    return refuse(3000, "invalid_api_key", `Incorrect API key provided: ${masked(key)}.`);
  }
  const model = url.searchParams.get("model") ?? "";
  if (model === "") return refuse(4000, "missing_model", "You must provide a model parameter.", "model");
  if (models.includes(model)) return { model };
  if (OTHER_MODELS.test(model) && !RETIRED.test(model)) {
    return refuse(4000, "invalid_model", `Model "${model}" is not supported in realtime mode.`, "model");
  }
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return refuse(4004, "model_not_found", message, "model");
}

/** The key of the header, or of the subprotocol that browsers use; "" when there is none. */
function keyOf(headers: Handshake["headers"]): string {
  const bearer = headers["authorization"]?.match(/^Bearer (\S+)$/)?.[1];
  return bearer ?? headers["sec-websocket-protocol"]?.match(/openai-insecure-api-key\.([^\s,]+)/)?.[1] ?? "";
}

function refuse(closeCode: number, code: string, message: string, param: string | null = null): Admission {
  return { closeCode, complaint: { type: "invalid_request_error", code, message, param } };
}

/** As the API shows it: the ends only. */
function masked(key: string): string {
  return key.length < 12 ? "*".repeat(key.length) : `${key.slice(0, 4)}****${key.slice(-4)}`;
}
