/** Request signatures as the carrier computes them, written from its documentation and not with its library. */
import { createHmac } from "node:crypto";

/** Form parameters; a list is a parameter that occurs several times. */
export type FormParameters = Readonly<Record<string, string | readonly string[]>>;

/**
 * `X-Twilio-Signature`: base64 of HMAC-SHA1, keyed with the auth token, over the exact URL followed by each parameter's
 * name and value, sorted by name; the values of a repeated one de-duplicated and sorted (PROTOCOLS.md 3.3). A WebSocket
 * handshake signs its `wss:` URL and no parameters.
 */
export function signatureOf(authToken: string, url: string, parameters: FormParameters = {}): string {
  const signed = Object.keys(parameters).sort().map((name) => {
    const value = parameters[name] ?? "";
    const values = typeof value === "string" ? [value] : [...new Set(value)].sort();
    return values.map((each) => name + each).join("");
  });
  return createHmac("sha1", authToken).update(url + signed.join(""), "utf8").digest("base64");
}
