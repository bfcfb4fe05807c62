/** What a unit hears when it picks up a dispatch call, and what follows on its key. */

import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { hangUp, say } from "../twilio/twiml.ts";
import { webhookUrl } from "../twilio/signature.ts";

/** The key that acknowledges. */
export const ACKNOWLEDGE_KEY = "1";

/** How long it waits for the key after the last word, s. */
const KEY_S = 8;

/** The message twice, and the key at any time. `acknowledgeUrl` is told which one was pressed. */
export function dispatchTwiml(text: string, publicUrl: URL, messageId: string, attempt: number): string {
  const response = new VoiceResponse();
  const action = webhookUrl(publicUrl, `/twilio/acknowledge?message=${messageId}&attempt=${attempt}`);
  const gather = response.gather({ numDigits: 1, timeout: KEY_S, action });
  const key = `Press ${ACKNOWLEDGE_KEY} to acknowledge.`;
  gather.say(`Dispatch. ${text}. ${key}`);
  gather.pause({ length: 1 });
  gather.say(`I repeat. ${text}. ${key}`);
  response.say("Not acknowledged. Goodbye.");
  response.hangup();
  return response.toString();
}

/** The key was right. */
export function acknowledgedTwiml(): string {
  return say("Acknowledged. Thank you.");
}

/** There is no such message. */
export function unknownTwiml(): string {
  return hangUp();
}
