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
export function maskFor(config: Config, broken: ReadonlySet<string> = new Set()): Mask {
  const secrets = secretsOf(config, broken);
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

/** What stands in the place of a variable that is broken is an example, and no secret. */
function secretsOf(config: Config, broken: ReadonlySet<string>): string[] {
  const { openai, twilio, delivery, apiToken, databaseUrl } = config;
  const password = (url: URL | null) => url === null ? [] : [url.username, url.password];
  const named: readonly (readonly [string, readonly (string | null | undefined)[]])[] = [
    ["OPENAI_API_KEY", [openai.apiKey]],
    ["TWILIO_AUTH_TOKEN", [
      twilio.authToken,
      new TextEncoder().encode(`${twilio.accountSid}:${twilio.authToken}`).toBase64(),
    ]],
    ["API_TOKEN", [apiToken]],
    ["RMS_WEBHOOK_SECRET", [delivery.webhook?.secret]],
    ["TICKETSCAD_URL", password(delivery.ticketscadUrl)],
    ["RESGRID_URL", password(delivery.resgridUrl)],
    ["DATABASE_URL", [URL.parse(databaseUrl)?.password]],
  ];
  const secrets = named.flatMap(([name, values]) => broken.has(name) ? [] : values);
  // A longer one may hold a shorter one.
  return secrets.filter((secret) => secret != null && secret.length >= SECRET_LENGTH)
    .map(String).sort((a, b) => b.length - a.length);
}
