/** Nothing that the doctor prints or writes holds a secret or a whole telephone number. */

import type { Config } from "../config/config.ts";

/** Shorter values are no secrets, and would be found inside of words. */
const SECRET_LENGTH = 6;

const TOKENS = /\b(?:sk|ek)-[\w-]{6,}|\bwhsec_[\w+/=-]{6,}|\b(?:Bearer|Basic)\s+[\w+/=.-]{6,}/g;
const NUMBER = /(?<![\w.:-])\+\d{5,13}(\d{2})\b/g;
const USERINFO = /\/\/[^/?#\s@]+@/g;

/** Masks texts. */
export type Mask = (text: string) => string;

/** A mask that knows the secrets of this configuration, besides what looks like one anywhere. */
export function maskFor(config: Config): Mask {
  const secrets = secretsOf(config);
  return (text) => {
    let masked = text;
    for (const secret of secrets) masked = masked.replaceAll(secret, () => ends(secret));
    return mask(masked);
  };
}

/** Masks what looks like a secret or a telephone number. */
export function mask(text: string): string {
  return text.replace(TOKENS, (token) => ends(token)).replace(NUMBER, "+…$1").replace(USERINFO, "//…@");
}

/** The same for all texts of a value, however deep they stand. */
export function maskWithin<T>(value: T, mask: Mask): T {
  if (typeof value === "string") return mask(value) as T;
  if (Array.isArray(value)) return value.map((inner) => maskWithin(inner, mask)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskWithin(inner, mask)])) as T;
}

/** Enough of it to recognise, not enough to use. */
function ends(secret: string): string {
  return secret.length < 16 ? "…" : `${secret.slice(0, 3)}…${secret.slice(-2)}`;
}

function secretsOf({ openai, twilio, delivery, apiToken, databaseUrl }: Config): string[] {
  const password = (url: URL | null) => url === null ? [] : [url.username, url.password];
  const database = URL.parse(databaseUrl);
  const secrets = [
    openai.apiKey,
    twilio.authToken,
    btoa(`${twilio.accountSid}:${twilio.authToken}`),
    apiToken ?? "",
    delivery.webhook?.secret ?? "",
    ...password(delivery.ticketscadUrl),
    ...password(delivery.resgridUrl),
    ...(database === null ? [] : [database.password]),
  ];
  // A longer one may hold a shorter one.
  return secrets.filter(({ length }) => length >= SECRET_LENGTH).sort((a, b) => b.length - a.length);
}
