/** What Twilio is told to do next. */

import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Sentences } from "./sentences.ts";
import { streamUrl, webhookUrl } from "./signature.ts";

/** Rings a person this long before the next one is tried. */
const RING_S = 20;

/** Waits this long for the first word or key of an answer. */
const ANSWER_S = 6;

/** With the sentences before and after it, a stopped process is gone and the next one is there. */
const RESTART_S = 2;

/** `<Connect><Stream>`: the call's audio comes to us, with the token that proves it; afterwards `/twilio/ended`. */
export function connectStream(call: { publicUrl: URL; token: string; words?: Sentences }): string {
  const response = new VoiceResponse();
  // A stream that follows on persons who did not answer.
  if (call.words !== undefined) speak(response, call.words, "nobodyYet");
  const connect = response.connect({ action: webhookUrl(call.publicUrl, "/twilio/ended") });
  connect.stream({ url: streamUrl(call.publicUrl) }).parameter({ name: "token", value: call.token });
  return response.toString();
}

/**
 * Asks the caller to wait, then asks `/twilio/ended` again: whichever process answers then goes on with the call. With
 * `isOtherThere` at once, else after the few seconds that a restart takes.
 */
export function askAgain(
  { publicUrl, words, waited, isOtherThere }: {
    publicUrl: URL;
    words: Sentences;
    /** How often the caller was asked to. */
    waited: number;
    isOtherThere: boolean;
  },
): string {
  const response = new VoiceResponse();
  speak(response, words, waited === 0 ? "moment" : "stillHere");
  if (!isOtherThere) {
    response.pause({ length: RESTART_S });
    speak(response, words, "stillHere");
  }
  response.redirect(webhookUrl(publicUrl, `/twilio/ended?waited=${waited + 1}`));
  return response.toString();
}

/** Which of the sentences. */
export type Sentence = Exclude<keyof Sentences, "language">;

/** Where a caller goes who cannot be served by the model. */
export interface HandOver {
  readonly publicUrl: URL;
  /** E.164, tried in order. */
  readonly humanNumbers: readonly string[];
  readonly words: Sentences;
}

/**
 * Says a sentence, then rings the first person; how that went is told to `/twilio/ended?dialled=0`. Without a person,
 * says what to do.
 */
export function handOver(to: HandOver, sentence: Sentence, callSid: string): string {
  const response = new VoiceResponse();
  speak(response, to.words, sentence);
  return dial(response, to, 0, callSid);
}

/**
 * What follows on a `<Dial>` that is over (`DialCallStatus`): nothing when it was answered, else the next person, and
 * after the last one a sentence.
 */
export function afterDial(to: HandOver, dialled: number, status: string, callSid: string): string {
  return wasAnswered(status) ? hangUp() : dial(new VoiceResponse(), to, dialled + 1, callSid);
}

/** Whether a `<Dial>` reached somebody (`DialCallStatus`). */
export function wasAnswered(status: string): boolean {
  return status === "completed" || status === "answered";
}

/** A question of the scripted intake: what is said, then whatever the caller says or presses goes to `action`. */
export interface Question {
  readonly publicUrl: URL;
  readonly words: Sentences;
  readonly says: readonly string[];
  /** Names the question: an answer that comes twice is taken once. */
  readonly step: number;
  /** Keys that complete an answer; null: as many as the caller presses. */
  readonly keys: number | null;
}

/** Asks, and listens for words and keys; silence is told to `/twilio/intake` as well. */
export function ask({ publicUrl, words, says, step, keys }: Question): string {
  const response = new VoiceResponse();
  const gather = response.gather({
    input: ["speech", "dtmf"],
    action: webhookUrl(publicUrl, `/twilio/intake?step=${step}`),
    actionOnEmptyResult: true,
    language: words.language,
    speechTimeout: "auto",
    timeout: ANSWER_S,
    ...(keys === null ? {} : { numDigits: keys }),
  });
  for (const text of says) sayIn(gather, words, text);
  return response.toString();
}

/** Says the last things and hangs up. */
export function goodbye(words: Sentences, says: readonly string[]): string {
  const response = new VoiceResponse();
  for (const text of says) sayIn(response, words, text);
  response.hangup();
  return response.toString();
}

/** Says one thing. */
export function say(text: string): string {
  const response = new VoiceResponse();
  response.say(text);
  return response.toString();
}

function dial(response: VoiceResponse, to: HandOver, index: number, callSid: string): string {
  const number = to.humanNumbers[index];
  if (number !== undefined) {
    const action = webhookUrl(to.publicUrl, `/twilio/ended?dialled=${index}`);
    // Whoever picks up hears first what the call is about.
    const url = webhookUrl(to.publicUrl, `/twilio/whisper?call=${encodeURIComponent(callSid)}`);
    response.dial({ answerOnBridge: true, timeout: RING_S, action }).number({ url }, number);
    return response.toString();
  }
  speak(response, to.words, to.humanNumbers.length > 0 ? "nobodyAnswered" : "noPerson");
  response.hangup();
  return response.toString();
}

/** `<Hangup/>`. */
export function hangUp(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

function speak(response: VoiceResponse, words: Sentences, sentence: Sentence): void {
  sayIn(response, words, words[sentence]);
}

function sayIn(to: Pick<VoiceResponse, "say">, { language }: Sentences, text: string): void {
  // English is the carrier's own.
  if (language === "en-US") to.say(text);
  else to.say({ language }, text);
}
