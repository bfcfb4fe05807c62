/** What a caller's words and keys answer, without a model: as they were said, in the slot that was asked for. */

import type { Answers, YesNo } from "./facts.ts";
import type { IncidentType, Protocol } from "./protocol.ts";

/** Slots that a key can answer. */
export const YES_NO_SLOTS: ReadonlySet<string> = new Set(["safety", "callback"]);

/** Characters kept of an answer, as of the model's. */
const TEXT_CHARACTERS = 1_000;
const NAME_CHARACTERS = 120;

/** Fewer digits than these are no telephone number. */
const NUMBER_DIGITS = 7;

const YES = /\b(yes|yeah|yep|yup|correct|right|sure|si|claro|correcto|asi es)\b/;
const NO = /\b(no|nope|not|nobody|none|no one|nothing|nadie|ningun[oa]?|nada)\b/;
const NOW =
  /\b(now|right now|happening|still|currently|at the moment|ahora|ahorita|todavia|en este momento|sigue|siguen)\b/;
const PAST = /\b(ago|yesterday|last|earlier|hace|ayer|pasad[oa]|anoche)\b/;
const NAMELESS = /\b(anonymous|anonym|rather not|no name|anonim[oa]|prefiero no)\b/;

/** Reads an answer to a slot (null: before any question). Only what it says. */
export function readAnswer(
  slot: string | null,
  { speech, digits }: { readonly speech: string; readonly digits: string },
  protocol: Protocol,
  language: string,
): Answers {
  const said = speech.slice(0, TEXT_CHARACTERS);
  const isYes = yesNo(said, digits);
  switch (slot) {
    case null:
      return {};
    case "location":
      return said === "" ? {} : { location: { raw: said } };
    case "nature":
      return said === "" ? {} : { nature: said, ...typed(said, protocol, language) };
    case "when":
      return said === "" ? {} : { when: said.slice(0, 200), inProgress: inProgress(said, isYes) };
    case "safety":
      // Whoever says yes to both questions at once is in danger until a person knows better.
      return isYes === "unknown" ? {} : { injuries: isYes, weapons: isYes === "no" ? "no" : "unknown" };
    case "callback":
      return callback(said, digits, isYes);
    case "caller":
      return caller(said, isYes);
    default:
      return said === "" ? {} : { details: { [slot]: said } };
  }
}

function yesNo(said: string, digits: string): YesNo {
  if (digits === "1") return "yes";
  if (digits === "2") return "no";
  const words = plain(said);
  const isNo = NO.test(words);
  return YES.test(words) === isNo ? "unknown" : isNo ? "no" : "yes";
}

function inProgress(said: string, isYes: YesNo): YesNo {
  const words = plain(said);
  if (PAST.test(words)) return "no";
  if (isYes !== "unknown") return isYes;
  return NOW.test(words) ? "yes" : "unknown";
}

function callback(said: string, digits: string, isYes: YesNo): Answers {
  if (digits.length >= NUMBER_DIGITS) return { callbackNumber: digits };
  if (said.replace(/\D/g, "").length >= NUMBER_DIGITS) return { callbackNumber: said.slice(0, 40) };
  // As the desk reads it: the caller's own.
  return isYes === "yes" ? { callbackNumber: "this one" } : {};
}

function caller(said: string, isYes: YesNo): Answers {
  if (said === "") return {};
  if (NAMELESS.test(plain(said)) || isYes === "no") return { anonymous: true };
  return { callerName: said.slice(0, NAME_CHARACTERS) };
}

/**
 * The type that the words name, where they name one alone: a wrong type asks wrong questions, none asks none. Types that
 * lead to a person are left to the danger rules, which know what was denied.
 */
function typed(said: string, protocol: Protocol, language: string): { typeCode?: string } {
  const words = new Set(contentWords(said));
  const scored = protocol.types.filter(({ escalates }) => !escalates).map((type) => ({
    type,
    score: new Set(contentWords(wordsOf(type, language)).filter((word) => words.has(word))).size,
  })).sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined || best.score === 0 || best.score === second?.score) return {};
  return { typeCode: best.type.code };
}

function wordsOf(type: IncidentType, language: string): string {
  const name = type.name[language] ?? type.name.en;
  return language === "en" ? `${name} ${type.means}` : name;
}

/** Words that stand in any report. */
const COMMON = new Set(
  "there someone somebody something people they them have with that this will been does which only about from your just want"
    .split(" "),
);

/** The beginnings of the longer words: `barking` and `barked` are the same. */
function contentWords(text: string): string[] {
  const words = plain(text).split(/[^a-z]+/);
  return words.filter((word) => word.length >= 4 && !COMMON.has(word)).map((word) => word.slice(0, 5));
}

/** Small letters without accents. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
