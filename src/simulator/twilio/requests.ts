/** The carrier's requests to the service: signed, form-encoded, with the carrier's patience. */
import { signatureOf } from "./signature.ts";
import type { FormParameters } from "./signature.ts";

/** The carrier waits this long for TwiML (PROTOCOLS.md 3.2). */
export const WEBHOOK_TIMEOUT_MS = 15_000;

/** Which signature a request or a handshake carries. */
export type SignatureKind = "good" | "bad" | "none";

/** What the service answered. */
export interface Answer {
  status: number;
  contentType: string;
  body: string;
  /** From sending to the last byte of the answer. */
  tookMs: number;
}

/** One request. */
export interface SignedPost {
  /** The URL the service is known by: what is signed. */
  url: string;
  /** Where to really connect when that name does not lead there, as behind a proxy; default `url`. */
  reachUrl?: string;
  authToken: string;
  parameters: FormParameters;
  signature?: SignatureKind;
  timeoutMs?: number;
}

/** The service could not be asked: no connection, or no answer in time. Twilio's code for both is 11205. */
export class RequestFailed extends Error {
  override name = "RequestFailed";
}

/**
 * Posts a form as the carrier does. Redirects are not followed.
 * @throws RequestFailed when there is no answer in time.
 */
export async function signedPost(request: SignedPost): Promise<Answer> {
  const { url, reachUrl = url, timeoutMs = WEBHOOK_TIMEOUT_MS, parameters } = request;
  const startMs = performance.now();
  const patience = new AbortController();
  const alarm = setTimeout(() => patience.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const response = await fetch(reachUrl, {
      method: "POST",
      headers: {
        ...signatureHeader(request.authToken, url, parameters, request.signature),
        "user-agent": "TwilioProxy/1.1",
      },
      body: formOf(parameters),
      redirect: "manual",
      signal: patience.signal,
    });
    const body = await response.text();
    const contentType = response.headers.get("content-type") ?? "";
    return { status: response.status, contentType, body, tookMs: performance.now() - startMs };
  } catch (error) {
    throw new RequestFailed(`Cannot post to "${reachUrl}": ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(alarm);
  }
}

/** The signature header of a request or handshake: right, wrong in one key, or absent. */
export function signatureHeader(
  authToken: string,
  url: string,
  parameters: FormParameters = {},
  kind: SignatureKind = "good",
): Record<string, string> {
  if (kind === "none") return {};
  return { "x-twilio-signature": signatureOf(kind === "good" ? authToken : `not ${authToken}`, url, parameters) };
}

/** The real place of a public URL: the same path and query on another host. */
export function reached(url: string, publicUrl: string, reachUrl: string | undefined): string {
  const { host, pathname, search, protocol } = new URL(url);
  if (reachUrl === undefined || host !== new URL(publicUrl).host) return url;
  const real = new URL(reachUrl);
  const scheme = protocol.startsWith("ws") ? real.protocol.replace("http", "ws") : real.protocol;
  return `${scheme}//${real.host}${pathname}${search}`;
}

function formOf(parameters: FormParameters): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of typeof value === "string" ? [value] : value) form.append(name, each);
  }
  return form;
}
