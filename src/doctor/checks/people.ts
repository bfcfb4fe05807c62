/** Whether there is a person for the callers whom the model cannot serve. */

import { type Check, mistake, ok, skipped } from "../check.ts";

export const humanNumbers: Check = {
  id: "human_numbers",
  needs: ["HUMAN_NUMBER"],
  run({ config: { humanNumbers, twilio } }) {
    if (humanNumbers.length === 0) {
      return skipped(
        "HUMAN_NUMBER is not set: callers in danger are told the emergency number, all others are asked by a script",
      );
    }
    if (twilio.phoneNumber !== null && humanNumbers.includes(twilio.phoneNumber)) {
      return mistake(
        "failure",
        `HUMAN_NUMBER has ${twilio.phoneNumber}, which is TWILIO_PHONE_NUMBER`,
        "callers who are to reach a person would reach this service again",
        "set HUMAN_NUMBER to a person's telephone",
      );
    }
    return ok(
      `${humanNumbers.length === 1 ? "one person" : `${humanNumbers.length} persons, in order`}: ${
        humanNumbers.join(", ")
      }`,
    );
  },
};
