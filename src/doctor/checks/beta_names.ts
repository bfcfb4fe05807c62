/** Names of the beta API in variables and addresses: whoever sets them believes in an interface that is gone. */

import { type Check, failure, ok } from "../check.ts";

/** What the beta called its settings, as variables for them are called. */
const BETA =
  /BETA|REALTIME_PREVIEW|MODALITIES|TEMPERATURE|(INPUT|OUTPUT)_AUDIO_FORMAT|AUDIO_TRANSCRIPTION|MAX_RESPONSE_OUTPUT_TOKENS|API_VERSION/;

/** What the GA interface calls them. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/MODALITIES/, 'output_modalities: ["audio"], which this program always asks for'],
  [/TEMPERATURE/, "nothing: it was removed"],
  [/AUDIO_FORMAT/, "audio.input.format and audio.output.format, which this program sets to audio/pcmu"],
  [/TRANSCRIPTION/, "OPENAI_TRANSCRIPTION_MODEL"],
  [/MAX_RESPONSE/, "max_output_tokens, which this program sets"],
  [/BETA|API_VERSION|PREVIEW/, "nothing: no header and no version is sent"],
];

export const betaNames: Check = {
  id: "beta_names",
  needs: [],
  run({ environment, config }) {
    const found: string[] = [];
    for (const name of Object.keys(environment)) {
      if (!name.startsWith("OPENAI_") || !BETA.test(name) || name === "OPENAI_TRANSCRIPTION_MODEL") continue;
      const instead = INSTEAD.find(([pattern]) => pattern.test(name))?.[1] ?? "nothing";
      found.push(`${name} is set; in its place stands ${instead}`);
    }
    found.push(...inUrl(config.openai.realtimeUrl));
    if (found.length === 0) return ok("no name of the beta in OPENAI_* or in OPENAI_REALTIME_URL");
    return failure("beta_header", found.join("; "), {
      action: "remove these names: they mean nothing, or refuse the session",
    });
  },
};

function inUrl(url: URL): string[] {
  const found: string[] = [];
  if (/\/realtime\/(sessions|transcription_sessions)\/?$/.test(url.pathname)) {
    found.push(
      `OPENAI_REALTIME_URL ends in ${url.pathname}, a REST path of the beta; sessions are dialled at /v1/realtime`,
    );
  }
  for (const name of ["api-version", "deployment", "beta", "OpenAI-Beta"]) {
    if (url.searchParams.has(name)) {
      found.push(`OPENAI_REALTIME_URL has ${name}=, which only the preview interface took`);
    }
  }
  if (url.searchParams.has("intent")) {
    found.push("OPENAI_REALTIME_URL has intent=: a session for transcription never speaks");
  }
  return found;
}
