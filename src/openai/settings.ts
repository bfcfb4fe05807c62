/** From the configuration to a session: which model is dialled where, and what it is told. */

import type { Config } from "../config/config.ts";
import { toolDefinitions } from "../intake/tools.ts";
import { directions, instructions } from "./instructions.ts";
import { sessionFor } from "./session.ts";
import type { ModelSettings } from "./socket.ts";

/** The settings of a call's session. `model=` joins the URL's query unless it stands there. */
export function modelSettings({ openai, agencyName, humanNumbers }: Config): ModelSettings {
  const url = new URL(openai.realtimeUrl);
  if (!url.searchParams.has("model")) url.searchParams.set("model", openai.model);
  const line = { agencyName, hasPerson: humanNumbers.length > 0 };
  return {
    url,
    apiKey: openai.apiKey,
    model: url.searchParams.get("model") ?? openai.model,
    session: sessionFor({
      instructions: instructions(line),
      voice: openai.voice,
      transcriptionModel: openai.transcriptionModel,
      tools: toolDefinitions(),
    }),
    directions: directions(line),
  };
}
