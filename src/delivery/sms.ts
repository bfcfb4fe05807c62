/** Texts to the units on duty. */

import * as z from "zod";
import { NoAnswer } from "../outgoing.ts";
import { TwilioRefused, type TwilioRest } from "../twilio/rest.ts";
import { type Channel, type Outcome, outcomeOf, withoutAnswer } from "./outcome.ts";

/** As the desk writes it. */
const payloadShape = z.object({ to: z.string(), text: z.string(), incidentId: z.string() });

/** Sends a text from a number of ours. Delivered means: Twilio has taken it. */
export function smsChannel(twilio: TwilioRest, from: string): Channel {
  return async ({ payload }, signal) => {
    const { to, text } = payloadShape.parse(payload);
    return await twilio.sendMessage({ from, to, body: text }, signal).then(() => ({ kind: "delivered" }), fromTwilio);
  };
}

/** What a refusal of Twilio's, or its silence, means for a message. */
export function fromTwilio(error: unknown): Outcome {
  if (error instanceof NoAnswer) return withoutAnswer(error);
  if (!(error instanceof TwilioRefused)) throw error;
  const { status, code, retryAfter } = error;
  return outcomeOf({ status, retryAfter, body: "" }, code === null ? "" : `Twilio's error ${code}`);
}
