/** What Twilio is told to do next, and the words that are spoken without a model. */

import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { streamUrl, webhookUrl } from "./signature.ts";

/** Rings a person this long before the next one is tried. */
const RING_S = 20;

/** `<Connect><Stream>`: the call's audio comes to us, with the token that proves it; afterwards `/twilio/ended`. */
export function connectStream(call: { publicUrl: URL; token: string }): string {
  const response = new VoiceResponse();
  const connect = response.connect({ action: webhookUrl(call.publicUrl, "/twilio/ended") });
  connect.stream({ url: streamUrl(call.publicUrl) }).parameter({ name: "token", value: call.token });
  return response.toString();
}

/** Says a sentence, then rings one person after the other; without one, or when nobody answers, says what to do. */
export function handOver(to: { sentence: string; humanNumbers: readonly string[]; words: Sentences }): string {
  const response = new VoiceResponse();
  response.say(to.sentence);
  for (const number of to.humanNumbers) response.dial({ answerOnBridge: true, timeout: RING_S }).number(number);
  response.say(to.humanNumbers.length > 0 ? to.words.nobodyAnswered : to.words.noPerson);
  response.hangup();
  return response.toString();
}

/** `<Hangup/>`. */
export function hangUp(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

export interface Sentences {
  readonly busy: string;
  readonly trouble: string;
  readonly connecting: string;
  readonly nobodyAnswered: string;
  readonly noPerson: string;
}

/** What a caller hears when no model speaks. */
export function sentences(agencyName: string): Sentences {
  return {
    busy: `You have reached ${agencyName}. Our automated assistant cannot take your call right now.`,
    trouble: "I am sorry, our automated assistant has stopped working.",
    connecting: "I am connecting you to a person now. Please stay on the line.",
    nobodyAnswered: "I am sorry, nobody could answer. If anyone is in danger, hang up and dial the emergency number. " +
      "Otherwise, please call again later. Goodbye.",
    noPerson: "If anyone is in danger, hang up and dial the emergency number. Otherwise, please call again later. " +
      "Goodbye.",
  };
}
