/** From the configuration to a call's session: which model is dialled where, and what it is told. */

import type { ReplyPurpose } from "../call/call.ts";
import type { Config } from "../config/config.ts";
import { directions } from "../intake/directions.ts";
import { instructions } from "../intake/instructions.ts";
import { toolDefinitions } from "../intake/tools.ts";
import { sessionFor } from "./session.ts";
import type { ModelSettings } from "./socket.ts";

/** What a session differs in from call to call. */
export interface Occasion {
  readonly now: Date;
  /** Whether the caller's number is known. */
  readonly callerId: boolean;
}

/** Where a model is dialled, and by whom. `model=` joins the URL's query unless it stands there. */
export function modelAddress(
  { openai }: Pick<Config, "openai">,
  model = openai.model,
): Pick<ModelSettings, "url" | "apiKey" | "model"> {
  const url = new URL(openai.realtimeUrl);
  // The URL's own word stands for the first model.
  if (model !== openai.model || !url.searchParams.has("model")) url.searchParams.set("model", model);
  return { url, apiKey: openai.apiKey, model: url.searchParams.get("model") ?? openai.model };
}

/** The settings of a call's session. */
export function modelSettings(config: Config, occasion: Occasion, model = config.openai.model): ModelSettings {
  const { openai, protocol, agencyName, humanNumbers, timeZone } = config;
  const line = { agencyName, hasPerson: humanNumbers.length > 0, timeZone, ...occasion };
  const always = instructions(protocol, line);
  const words = directions(protocol, line);
  return {
    ...modelAddress(config, model),
    session: sessionFor({
      instructions: always,
      voice: openai.voice,
      transcriptionModel: openai.transcriptionModel,
      tools: toolDefinitions(),
    }),
    directions: (purpose: ReplyPurpose) => {
      const word = words[purpose];
      if (word === null) return undefined;
      // A request's instructions stand in the place of the session's, so they hold both; a greeting needs its words only.
      return purpose === "greet" ? word : `${always}\n\n# Now\n${word}`;
    },
  };
}
