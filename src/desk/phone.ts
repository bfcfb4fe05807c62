/** Telephone numbers as callers say them. */

import { parsePhoneNumberFromString } from "libphonenumber-js";

/** "This one", "the same", in the languages of the line. */
const SAME = /\b(this|same|calling from|este|mismo|misma|esta)\b/i;

/**
 * A number to call back: E.164 where it can be read as one (a national number is of the caller's country, else of the
 * United States), the caller's own where they mean that, else as said. Null when nothing was said.
 */
export function callbackNumber(said: string | null, callerId: string | null): string | null {
  if (said === null) return null;
  const digits = said.replace(/\D/g, "");
  if (digits.length < 7) return SAME.test(said) && callerId !== null ? callerId : said;
  const country = callerId === null ? undefined : parsePhoneNumberFromString(callerId)?.country;
  const read = parsePhoneNumberFromString(said, country ?? "US");
  return read?.isPossible() === true ? read.number : said;
}

/** The caller's own number; null when Twilio does not know it (`anonymous`, `restricted`, `+266696687`…). */
export function callerIdOf(from: string): string | null {
  const read = /^\+\d{7,15}$/.test(from) ? parsePhoneNumberFromString(from) : undefined;
  return read?.isPossible() === true ? read.number : null;
}
