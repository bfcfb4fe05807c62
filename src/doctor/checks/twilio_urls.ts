/** Whether the number's calls come to PUBLIC_URL: its voice, fallback and status URLs, each a check of its own. */

import { isSameUrl, type OwnNumber, ownRouting, type Routing } from "../../twilio/numbers.ts";
import { type Check, failure, type Finding, ok, skipped } from "../check.ts";
import { numberOf, twilioFailure } from "../twilio_facts.ts";

interface Way {
  readonly id: string;
  readonly name: string;
  readonly url: keyof Routing;
  readonly method: keyof Routing;
  /** What callers have of a wrong one. */
  readonly cause: string;
  /** Whether another address can be right as well. */
  isRightElsewhere(url: string): boolean;
}

const WAYS: readonly Way[] = [
  {
    id: "twilio_voice_url",
    name: "A call comes in",
    url: "voice_url",
    method: "voice_method",
    cause: "the number's calls do not come to PUBLIC_URL",
    isRightElsewhere: () => false,
  },
  {
    id: "twilio_fallback_url",
    name: "Primary handler fails",
    url: "voice_fallback_url",
    method: "voice_fallback_method",
    cause: "when a request fails, callers hear Twilio's own error sentence",
    // A TwiML Bin answers also when this server is down.
    isRightElsewhere: (url) => URL.parse(url)?.hostname === "handler.twilio.com",
  },
  {
    id: "twilio_status_url",
    name: "Call status changes",
    url: "status_callback",
    method: "status_callback_method",
    cause: "calls that end elsewhere stay open in the books",
    isRightElsewhere: () => false,
  },
];

export const twilioUrls: readonly Check[] = WAYS.map((way) => ({
  id: way.id,
  needs: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL", "TWILIO_PHONE_NUMBER", "PUBLIC_URL"],
  async run(bench) {
    try {
      const number = await numberOf(bench);
      return number === null ? skipped("there is no number to look at") : judge(way, number, bench.config.publicUrl);
    } catch (error) {
      // What is no answer of Twilio's is thrown on.
      twilioFailure(error, "");
      return skipped("Twilio does not tell of the number");
    }
  },
}));

function judge(way: Way, number: OwnNumber, publicUrl: URL): Finding {
  const taker = number.trunk_sid !== "" ? `trunk ${number.trunk_sid}` : `application ${number.voice_application_sid}`;
  if (way.url === "voice_url" && taker !== "application ") {
    const cause = `an ${taker.split(" ")[0]} takes the number's calls: its URLs do not count`.replace(
      "an trunk",
      "a trunk",
    );
    return failure("carrier_misrouted", `${taker} is set for the number`, { cause });
  }
  const url = number[way.url];
  const method = number[way.method];
  const wanted = ownRouting(publicUrl)[way.url];
  if (way.isRightElsewhere(url)) return ok(`"${way.name}" is a TwiML Bin, which answers also when this server is down`);
  const seen = `"${way.name}" is ${url === "" ? "not set" : `${method} ${url}`}; POST ${wanted} is right`;
  if (isSameUrl(url, wanted) && method.toUpperCase() === "POST") return ok(`POST ${wanted}`);
  return failure("carrier_misrouted", seen, { cause: way.cause });
}
