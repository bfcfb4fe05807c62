/** Stock phrases on the caller's line: called for, played, and written down like any other line. */

import { phraseLanguage, type PhraseName, phraseWords } from "../intake/phrases.ts";
import type { CallEffect, CallEvent } from "./call.ts";
import { goodbyeSpoken } from "./goodbye.ts";
import { GOODBYE_WAIT_MS } from "./limits.ts";
import { markEnd, PHRASE, send } from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";
import * as transcript from "./transcript.ts";

/** Has a phrase said, in the caller's language; nothing where the house has none. Its sound comes as `phrase_audio`. */
export function sayPhrase(state: CallState, phrase: PhraseName, atMs: number): Step {
  if (state.house.hasPhrases !== true) return stay(state);
  const effect: CallEffect = { type: "say_phrase", phrase, language: phraseLanguage(state.report.facts.language) };
  return { state: { ...state, deadAir: { ...state.deadAir, filledAtMs: atMs } }, effects: [effect] };
}

/** The sound of a phrase: it is played, and stands in the transcript with the other lines. */
export function phraseAudio(state: CallState, event: Extract<CallEvent, { type: "phrase_audio" }>): Step {
  if (state.phase.name !== "talking" && state.phase.name !== "leaving") return stay(state);
  const { atMs, phrase, language, audio, levelsDb } = event;
  const count = state.deadAir.said + 1;
  const lineId = `${PHRASE}_${count}`;
  const counted: CallState = { ...state, deadAir: { ...state.deadAir, said: count } };
  const played = then(
    send(counted, { replyId: PHRASE, lineId, audio, levelsDb }, atMs),
    (next) => markEnd(next, atMs),
  );
  const words = transcript.write(played.state.transcript, lineId, phraseWords(phrase, language), true);
  const said: Step = { state: { ...played.state, transcript: words }, effects: played.effects };
  return phrase === "goodbye" ? then(said, (next) => goodbyeSpoken(next, atMs)) : said;
}

/** The goodbye that the model did not say: the line closes when it was heard. */
export function sayGoodbye(state: CallState, atMs: number): Step {
  const { phase } = state;
  if (phase.name !== "leaving") return stay(state);
  return sayPhrase({ ...state, phase: { ...phase, untilMs: atMs + GOODBYE_WAIT_MS } }, "goodbye", atMs);
}
