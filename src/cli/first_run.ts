/** What `serve` says to somebody who has set nothing yet: the way to a talking line, instead of a list of mistakes. */

import type { Environment } from "../config/config.ts";
import type { Mistake } from "../config/variables.ts";

/** Whether nothing that is required is set, and nothing else is wrong. */
export function isFirstRun(settings: Environment, mistakes: readonly Mistake[]): boolean {
  return mistakes.length > 0 && mistakes.every(({ name, given }) => given === null && !settings[name]?.trim()) &&
    mistakes.length === REQUIRED.length && mistakes.every(({ name }) => REQUIRED.includes(name));
}

const REQUIRED = ["PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "OPENAI_API_KEY"];

export const FIRST_STEPS = `Nothing is set yet. Three steps to a line that talks:

1. Write a file named .env in this folder (or set these in the environment; .env.example has all there are):

     PUBLIC_URL=https://dispatch.example.org    the https address under which Twilio reaches PORT of this machine
     TWILIO_ACCOUNT_SID=AC...                   both from the first page of Twilio's console
     TWILIO_AUTH_TOKEN=...
     TWILIO_PHONE_NUMBER=+12025550100           the number that callers dial
     OPENAI_API_KEY=sk-...                      a key of the project that pays for the model
     HUMAN_NUMBER=+12025550123                  the person who takes over, when it must be a person

2. Point the number here, and look whether callers would hear anything:

     dispatcher setup
     dispatcher doctor

3. Start it, and call the number:

     dispatcher serve

To hear a call without any account: dispatcher demo`;
