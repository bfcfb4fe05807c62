/** Whether PUBLIC_URL leads here, by its public name, and lets the media stream in: what Twilio needs for every call. */

import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { streamUrl } from "../../twilio/signature.ts";
import { ClientSocket } from "../../websocket/socket.ts";
import type { Bench } from "../bench.ts";
import { type Check, failure, type Finding, ok } from "../check.ts";
import { type Got, http, jsonOf } from "../http.ts";
import { DOCTORS_HEADER, type StandIn, standIn } from "../server.ts";

/** Twilio waits 15 s for a webhook, 5 s for a handshake. */
const LIMIT_MS = 6_000;

/** The last message is for a live service, which has none for us. */
const MESSAGE_BYTES = 64 * 1024;

const NEEDS = ["PUBLIC_URL", "PORT", "HOST"];

interface Door {
  /** Null: somebody listens on PORT already, the service most likely. */
  readonly ours: StandIn | null;
  readonly got: Got;
}

/** Opens the door, unless it is open, and knocks at it from outside. */
function door(bench: Bench): Promise<Door> {
  return bench.once("door", async () => {
    const ours = standIn(bench.config);
    if (ours !== null) bench.afterwards(() => ours.close());
    const got = await http({ url: new URL("/healthz", bench.config.publicUrl), limitMs: LIMIT_MS });
    return { ours, got };
  });
}

export const publicUrl: Check = {
  id: "public_url",
  needs: NEEDS,
  async run(bench) {
    const { config: { publicUrl, port } } = bench;
    let tried: Door;
    try {
      tried = await door(bench);
    } catch (error) {
      const seen = `PORT ${port} cannot be listened on: ${(error as Error).message}`;
      return failure("unreachable", seen, {
        cause: "the service could not start either",
        action: "set another PORT or HOST",
      });
    }
    const { ours, got } = tried;
    const asked = `GET ${publicUrl.origin}/healthz`;
    const action = `let the proxy pass ${publicUrl.host} to PORT ${
      ours?.port ?? port
    } of this machine; look at DNS and certificate`;
    if ("failure" in got) {
      return failure("unreachable", `${asked}: ${got.failure}`, { cause: "Twilio cannot reach PUBLIC_URL", action });
    }
    const isOurs = ours !== null && got.headers[DOCTORS_HEADER] === ours.nonce;
    const isService = got.status === 200 && (jsonOf(got.body) as { status?: unknown } | undefined)?.status === "ok";
    if (!isOurs && !isService) {
      return failure("carrier_misrouted", `${asked} answers ${got.status}, and it is not this service`, {
        cause: "PUBLIC_URL leads to somebody else",
        action,
      });
    }
    const who = isOurs ? "the doctor, who listens on PORT in the service's place" : "the service";
    return ok(`${asked}: ${who} answers`, got.ms);
  },
};

export const mediaStream: Check = {
  id: "media_stream",
  needs: [...NEEDS, "TWILIO_AUTH_TOKEN"],
  async run(bench) {
    await door(bench).catch(() => {});
    const { publicUrl, twilio } = bench.config;
    const url = streamUrl(publicUrl);
    return await upgrade(new URL(url), getExpectedTwilioSignature(twilio.authToken, url, {}));
  },
};

/** Knocks as Twilio does. */
async function upgrade(url: URL, signature: string): Promise<Finding> {
  const began = performance.now();
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const cause = "Twilio's media stream cannot be opened (its errors 31901 to 31920): callers hear nothing";
  const refused = (status: number) =>
    failure("handshake_refused", `${url.href} answers HTTP ${status} to the upgrade`, {
      cause,
      action: status === 403
        ? "the service has another TWILIO_AUTH_TOKEN or PUBLIC_URL than these: restart it with them"
        : "let the proxy pass WebSockets, and the path /ws/media as it is",
    });
  const socket = new ClientSocket({
    url,
    headers: { "X-Twilio-Signature": signature },
    maxMessageBytes: MESSAGE_BYTES,
    handshakeMs: LIMIT_MS,
  }, {
    text() {},
    binary() {},
    opened: () => resolve(ok(`${url.href} is upgraded in ${Math.round(performance.now() - began)} ms`)),
    refused: (status) => resolve(refused(status)),
    failed: (code) =>
      resolve(failure("unreachable", `${url.href}: no connection (${code})`, { cause, action: "as of public_url" })),
    closed() {},
  });
  const finding = await promise;
  // It was asked to open, not to be used.
  setTimeout(() => socket.terminate(), 0);
  return finding;
}
