/** What the model is told with a single request, beside the session's instructions. */

import type { Protocol } from "./protocol.ts";
import { type Answering, emergencyNumber, greeting, spoken } from "./wording.ts";

/** Why a reply is asked for. */
export const PURPOSES = [
  "greet",
  "answer",
  "continue",
  "say_goodbye",
  "close_now",
  "tell_number",
  "warn_danger",
  "nobody_answered",
  "prompt_silent",
  "offer_keypad",
  "resume",
  "go_on",
  "record_only",
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What is added for each purpose; null where the session's instructions are enough. */
export function directions(protocol: Protocol, line: Answering): Readonly<Record<Purpose, string | null>> {
  const number = emergencyNumber(protocol);
  const close = spoken(protocol, protocol.close, "en", line.agencyName);
  return {
    greet: `The call begins. Say exactly this, and nothing else: "${greeting(protocol, line)}"`,
    answer: null,
    continue: "Go on from the tool's result: say what comes next. Do not repeat what you have said.",
    say_goodbye: "The call ends now. Say goodbye in one short sentence, and nothing else. Ask nothing.",
    close_now:
      "No questions are left. Ask nothing more. Read back in one sentence what was reported and where, and call " +
      "dispatch_incident in this reply.",
    tell_number:
      "The incident is on its way. Read its number from the last result out, digit by digit, say in one sentence what " +
      `happens next, then: "${close}" Ask nothing but whether there is anything to add.`,
    warn_danger:
      "Someone may be in danger, and no person can be reached on this line. Say this first, calmly and clearly: if " +
      `anyone is in danger, hang up and dial ${number}, the emergency number, now. Then: if you stay on, I will take your ` +
      "report and pass it on. Nothing else.",
    nobody_answered:
      "Nobody could be reached just now. Say so honestly in one sentence, say that the report is marked urgent, and " +
      `that in danger the caller should hang up and dial ${number}. Then ask for the most important thing that is missing.`,
    prompt_silent:
      "The caller has said nothing for a while. Ask in one short sentence whether they are still there, and repeat your " +
      "last question in fewer words.",
    offer_keypad:
      "The caller still says nothing; they may be unable to speak. Say calmly: if you cannot speak, press 1 for police, " +
      "2 for fire, 3 for an ambulance, 4 for yes, 5 for no. Nothing else.",
    resume:
      "The line was interrupted for a moment. Say so in a few words, do not greet again, and go on where you were: answer " +
      "what the caller said last, or ask your last question again.",
    go_on:
      "The line was interrupted for a moment, and the caller was told so just now. Say nothing about it, do not greet " +
      "again, and go on where you were: answer what the caller said last, or ask your last question again.",
    record_only:
      "Say nothing. Call record_answers with what the caller said last that is not recorded yet, asking null.",
  };
}
