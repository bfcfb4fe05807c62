/**
 * Who may speak to us as Twilio: every webhook and every handshake carries `X-Twilio-Signature`. The URL that is signed
 * is built from our own PUBLIC_URL, never from what a request says about itself.
 * Source: twilio.com/docs/usage/webhooks/webhooks-security.
 */

import { validateRequest } from "twilio/lib/webhooks/webhooks.js";

/** Whether a webhook was signed with our auth token. `path` begins with a slash. */
export function validWebhook(
  request: { authToken: string; signature: string | undefined; publicUrl: URL; path: string; params: object },
): boolean {
  return isValid(request.authToken, request.signature, webhookUrl(request.publicUrl, request.path), request.params);
}

/** Whether a media stream's handshake was signed; Twilio signs the wss URL, with or without a trailing slash. */
export function validHandshake(
  request: { authToken: string; signature: string | undefined; publicUrl: URL },
): boolean {
  const url = streamUrl(request.publicUrl);
  return [url, `${url}/`].some((signed) => isValid(request.authToken, request.signature, signed, {}));
}

/** The public address of a route of ours. */
export function webhookUrl(publicUrl: URL, path: string): string {
  return publicUrl.origin + path;
}

/** The public address of the media stream: wss, or ws on loopback. */
export function streamUrl(publicUrl: URL): string {
  return `${publicUrl.protocol === "https:" ? "wss" : "ws"}://${publicUrl.host}/ws/media`;
}

function isValid(authToken: string, signature: string | undefined, url: string, params: object): boolean {
  return signature !== undefined && validateRequest(authToken, signature, url, params);
}
