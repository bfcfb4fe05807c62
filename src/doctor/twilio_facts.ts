/** What Twilio says of the account and its number, asked once for all checks. */

import { NoAnswer } from "../outgoing.ts";
import { isSameUrl, type OwnNumber, ownRouting, TwilioNumbers } from "../twilio/numbers.ts";
import { TwilioRefused } from "../twilio/rest.ts";
import type { Bench } from "./bench.ts";
import { failure, type Finding } from "./check.ts";

/** Twilio answers in half a second; beyond this it is as good as dead. */
const LIMIT_MS = 8_000;

/** The account. Throws as `TwilioNumbers` does. */
export function accountOf(bench: Bench): ReturnType<TwilioNumbers["account"]> {
  return bench.once("account", () => api(bench).account());
}

/**
 * The number that is set; without one that which leads to us, or the only one there is. Null when there is none. Throws as
 * `TwilioNumbers` does.
 */
export function numberOf(bench: Bench): Promise<OwnNumber | null> {
  const { twilio: { phoneNumber }, publicUrl } = bench.config;
  return bench.once("number", async () => {
    if (phoneNumber !== null) return await api(bench).find(phoneNumber);
    const { voice_url } = ownRouting(publicUrl);
    const numbers = await api(bench).list();
    return numbers.find((number) => isSameUrl(number.voice_url, voice_url)) ??
      (numbers.length === 1 ? numbers[0]! : null);
  });
}

/** What an exception of Twilio's API means. Rethrows every other one. */
export function twilioFailure(error: unknown, asked: string): Finding {
  if (error instanceof NoAnswer) {
    const action = "look at the server's network and DNS, at TWILIO_API_URL, and at status.twilio.com";
    return failure("unreachable", `${asked}: ${error.message}`, { action });
  }
  if (!(error instanceof TwilioRefused)) throw error;
  const isUnknown = error.status === 401 || error.status === 403 || error.code === 20003;
  if (isUnknown) return failure("carrier_credentials", `${asked}: ${error.message}`);
  return failure(error.status >= 500 ? "unreachable" : "carrier_credentials", `${asked}: ${error.message}`, {
    cause: "Twilio does not answer for this account as it should",
    action: "look at TWILIO_ACCOUNT_SID and TWILIO_API_URL, and the error at twilio.com/docs/api/errors",
  });
}

function api(bench: Bench): TwilioNumbers {
  return new TwilioNumbers(bench.config.twilio, LIMIT_MS);
}
