/** What the values of environment variables must look like. */

import { isPossiblePhoneNumber } from "libphonenumber-js";
import * as z from "zod";

/** A whole number within bounds. */
export function whole(min: number, max: number) {
  return z.string().regex(/^\d{1,9}$/).transform(Number).refine((value) => value >= min && value <= max);
}

export const truth = z.enum(["true", "false"]).transform((value) => value === "true");

/** Whitespace and quotes are what a secret picks up when it is pasted. */
export const secret = z.string().regex(/^[^\s"'`]+$/);

const url = z.string().transform((text, context) => {
  if (URL.canParse(text)) return new URL(text);
  context.addIssue({ code: "custom", message: "not a URL" });
  return z.NEVER;
});

export const publicUrl = url.refine((value) =>
  (value.protocol === "https:" || value.protocol === "http:" && isLoopback(value.hostname)) &&
  value.pathname === "/" && value.search === "" && value.hash === "" && value.username === "" && value.password === ""
);

export const realtimeUrl = url.refine((value) =>
  value.protocol === "wss:" || value.protocol === "ws:" && isPrivate(value.hostname)
);

export const apiUrl = url.refine((value) =>
  value.protocol === "https:" || value.protocol === "http:" && isPrivate(value.hostname)
);

export const databaseUrl = z.string().refine((value) => /^sqlite:.+/.test(value) || isPostgres(value));

export const phoneNumber = z.string().refine((value) => /^\+\d{7,15}$/.test(value) && isPossiblePhoneNumber(value));

export const phoneNumbers = z.string().transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.array(phoneNumber).min(1));

/** Standard Webhooks: 24 to 64 bytes. */
export const webhookSecret = z.string().refine((value) => {
  if (!value.startsWith("whsec_")) return false;
  try {
    const { length } = Uint8Array.fromBase64(value.slice("whsec_".length));
    return length >= 24 && length <= 64;
  } catch {
    return false;
  }
});

export const timeZone = z.string().refine((value) => {
  // Old names are not among these. A start should not wait for the calendars, which the formatter loads (9 ms).
  if (value === "UTC" || Intl.supportedValuesOf("timeZone").includes(value)) return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
});

function isPostgres(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== "" && /^\/[^/]+$/.test(url.pathname);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Loopback and the private ranges of RFC 1918 and RFC 4193; names without a dot are of one's own network. */
function isPrivate(host: string): boolean {
  if (isLoopback(host) || /^\[f[cd]/i.test(host)) return true;
  if (/^[a-z0-9-]+$/i.test(host) && !/^\d+$/.test(host)) return true;
  const [a, b] = host.split(".").map(Number);
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) && (a === 10 || a === 192 && b === 168 || a === 172 && b! >= 16 && b! <= 31);
}
