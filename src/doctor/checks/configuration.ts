/** Whether every variable is set that must be, and all are what they should be. */

import type { FaultCode } from "../../call/call.ts";
import { describeMistake } from "../../config/config.ts";
import { type Check, failure, mistake, ok } from "../check.ts";

/** Mistakes that a call would meet under a name of their own. */
const CODES: Readonly<Record<string, FaultCode>> = {
  OPENAI_API_KEY: "invalid_key",
  TWILIO_ACCOUNT_SID: "carrier_credentials",
  TWILIO_AUTH_TOKEN: "carrier_credentials",
};

export const configuration: Check = {
  id: "configuration",
  needs: [],
  run({ mistakes, config }) {
    if (mistakes.length === 0) {
      return ok(`all variables are valid; protocol ${config.protocol.id}, model ${config.openai.model}`);
    }
    const seen = mistakes.map(describeMistake).join("; ");
    const codes = new Set(mistakes.map(({ name }) => CODES[name]));
    const [code] = codes;
    const action = `mend ${[...new Set(mistakes.map(({ name }) => name))].join(", ")} in the environment or in .env`;
    const cause = "the configuration is not complete: the service does not start";
    return codes.size === 1 && code !== undefined
      ? failure(code, seen, { cause, action })
      : mistake("failure", seen, cause, action);
  },
};
