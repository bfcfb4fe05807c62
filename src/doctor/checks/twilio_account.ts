/** Whether Twilio knows our credentials, and whether the number is ours and takes calls. */

import { TwilioRefused } from "../../twilio/rest.ts";
import { type Check, failure, ok, skipped } from "../check.ts";
import { accountOf, numberOf, twilioFailure } from "../twilio_facts.ts";

export const twilioCredentials: Check = {
  id: "twilio_credentials",
  needs: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL"],
  async run(bench) {
    try {
      const { status = "active", type } = await accountOf(bench);
      const seen = `the account is ${status}${type === undefined ? "" : `, ${type}`}`;
      if (status === "active") return ok(seen);
      return failure("carrier_credentials", seen, {
        cause: "Twilio has suspended or closed the account: it takes no calls",
        action: "look at the account's balance and messages in Twilio's console",
      });
    } catch (error) {
      // An API that does not tell of accounts may tell of numbers.
      if (error instanceof TwilioRefused && error.status === 404 && await answers(bench)) {
        return ok("the account's numbers are told");
      }
      return twilioFailure(error, "GET /Accounts/AC….json");
    }
  },
};

function answers(bench: Parameters<typeof numberOf>[0]): Promise<boolean> {
  return numberOf(bench).then(() => true, () => false);
}

export const twilioNumber: Check = {
  id: "twilio_number",
  needs: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL", "TWILIO_PHONE_NUMBER", "PUBLIC_URL"],
  async run(bench) {
    const { phoneNumber } = bench.config.twilio;
    try {
      const number = await numberOf(bench);
      if (number === null && phoneNumber === null) {
        return skipped("TWILIO_PHONE_NUMBER is not set, and no number of the account leads to PUBLIC_URL");
      }
      if (number === null) {
        return failure("carrier_misrouted", `${phoneNumber} is no number of this account`, {
          cause: "the number belongs to another account, or to none: its calls do not come here",
          action: "set TWILIO_PHONE_NUMBER to a number of TWILIO_ACCOUNT_SID, or the SID to the number's account",
        });
      }
      if (number.canSpeak === false) {
        return failure("carrier_misrouted", `${number.phone_number} takes no voice calls`, {
          cause: "the number is for texts only",
          action: "buy a number with voice, and set TWILIO_PHONE_NUMBER",
        });
      }
      return ok(`${number.phone_number} is a number of this account`);
    } catch (error) {
      return twilioFailure(error, "GET /IncomingPhoneNumbers.json");
    }
  },
};
