/**
 * The scripted intake: the question protocol without a model. Its questions are read out as they stand in the protocol,
 * answers are taken as they were said, or as keys. Pure: an answer goes in, what comes next comes out.
 */

import { count, isSpent, noQuestions, type Questions } from "./counting.ts";
import { findDanger, wantsPerson } from "./danger.ts";
import { type Answers, type Facts, isIncident, merge, noFacts } from "./facts.ts";
import { missing, type Outline } from "./outline.ts";
import { type Protocol, typeOf } from "./protocol.ts";
import { readAnswer, YES_NO_SLOTS } from "./script_answers.ts";
import { spoken } from "./wording.ts";

/** Where the script is with one caller. */
export interface Script {
  readonly facts: Facts;
  readonly questions: Questions;
  /** BCP 47 primary tag: what is spoken. */
  readonly language: string;
  /** The slot whose answer is waited for; null before the first question. */
  readonly slot: string | null;
  /** Questions in a row to which nothing was heard. */
  readonly silences: number;
  readonly personAsked: number;
  /** Dangers that were acted on, by kind. */
  readonly dangers: readonly string[];
}

/** What was heard of the caller. */
export interface Heard {
  readonly speech: string;
  readonly digits: string;
}

/** What comes next. */
export type Next =
  /** A question; `again`: the same one, as nothing was heard. */
  | { readonly kind: "ask"; readonly slot: string; readonly text: string; readonly again: boolean }
  /** Enough is known, or the questions are spent: send somebody. */
  | { readonly kind: "send" }
  /** A person takes over. */
  | { readonly kind: "person" }
  /** Nothing is known, and nothing more will be. */
  | { readonly kind: "give_up" };

/** A turn of the caller's, taken in. */
export interface Turn {
  readonly script: Script;
  /** A danger that nothing was done about yet. */
  readonly danger: string | null;
  readonly next: Next;
}

/** The line that the script speaks on. */
export interface ScriptLine {
  readonly protocol: Protocol;
  readonly outline: Outline;
  readonly agencyName: string;
  readonly hasPerson: boolean;
}

/** Presses that mean the same everywhere. */
const PERSON_KEY = "0";
const LANGUAGE_KEY = "9";

/** Asking for a person so often leads to one. */
const PERSON_ASKS = 2;

/** Questions in a row without an answer: the second ends the asking. */
const SILENCES = 2;

/** Begins, with what was said before. */
export function startScript(
  line: ScriptLine,
  known: { readonly facts: Facts; readonly questions: Questions } | null = null,
): Script {
  const { facts, questions } = known ?? { facts: noFacts(), questions: noQuestions(line.outline.budget) };
  const spokenFirst = line.protocol.languages[0] ?? "en";
  const wanted = facts.language?.toLowerCase().split("-")[0] ?? spokenFirst;
  const language = line.protocol.languages.includes(wanted) ? wanted : spokenFirst;
  return { facts, questions, language, slot: null, silences: 0, personAsked: 0, dangers: [] };
}

/** The first question, or what there is to do without one. */
export function firstTurn(script: Script, line: ScriptLine): Turn {
  return goOn(script, line);
}

/** Takes in what was heard after the last question. */
export function takeTurn(script: Script, heard: Heard, line: ScriptLine): Turn {
  if (heard.speech === "" && heard.digits === "") return nothingHeard(script, line);
  const listening: Script = { ...script, silences: 0 };
  if (heard.digits === LANGUAGE_KEY && script.slot !== "callback") return otherLanguage(listening, line);
  if (heard.digits === PERSON_KEY) return { script: listening, danger: null, next: { kind: "person" } };
  const found = findDanger(heard.speech, script.language);
  const answered = withAnswer(listening, readAnswer(script.slot, heard, line.protocol, script.language));
  const danger = newDanger(answered, found?.kind ?? null, line);
  if (danger !== null) {
    const raised = { ...answered, dangers: [...answered.dangers, danger] };
    if (line.hasPerson) return { script: raised, danger, next: { kind: "person" } };
    return { ...goOn(raised, line), danger };
  }
  const personAsked = script.personAsked + wantsPerson(heard.speech);
  const asked: Script = { ...answered, personAsked };
  if (personAsked >= PERSON_ASKS && line.hasPerson) return { script: asked, danger: null, next: { kind: "person" } };
  return goOn(asked, line);
}

/** How the script goes on when nobody could be reached. */
export function goOn(script: Script, line: ScriptLine): Turn {
  const slot = nextSlot(script, line);
  if (slot === null || isSpent(script.questions)) return { script, danger: null, next: close(script) };
  const text = questionOf(slot, script, line);
  const questions = count(script.questions, { asking: slot, text, isFree: false });
  return { script: { ...script, questions, slot }, danger: null, next: { kind: "ask", slot, text, again: false } };
}

function nothingHeard(script: Script, line: ScriptLine): Turn {
  const silences = script.silences + 1;
  const silent: Script = { ...script, silences };
  if (silences >= SILENCES || script.slot === null) return { script: silent, danger: null, next: close(silent) };
  const text = questionOf(script.slot, script, line);
  const questions = count(script.questions, { asking: script.slot, text, isFree: false });
  return {
    script: { ...silent, questions },
    danger: null,
    next: { kind: "ask", slot: script.slot, text, again: true },
  };
}

function otherLanguage(script: Script, line: ScriptLine): Turn {
  const { languages } = line.protocol;
  const language = languages[(languages.indexOf(script.language) + 1) % languages.length] ?? script.language;
  const facts = merge(script.facts, { language });
  return goOn({ ...script, language, facts }, line);
}

function withAnswer(script: Script, answers: Answers): Script {
  return { ...script, facts: merge(script.facts, { language: script.language, ...answers }) };
}

/** A danger in the words, or in what was recorded; each kind is acted on once. */
function newDanger({ facts, dangers }: Script, found: string | null, { outline }: ScriptLine): string | null {
  const isGrave = facts.typeCode !== null && outline.escalating.includes(facts.typeCode);
  const kinds = [
    ...(found === null ? [] : [found]),
    ...(facts.weapons === "yes" ? ["weapon"] : []),
    ...(facts.injuries === "yes" ? ["injury"] : []),
    ...(isGrave ? [`type ${facts.typeCode}`] : []),
  ];
  return kinds.find((kind) => !dangers.includes(kind)) ?? null;
}

function close({ facts }: Script): Next {
  return isIncident(facts) ? { kind: "send" } : { kind: "give_up" };
}

/** What is asked for next: the protocol's slots, the type's key questions, and the caller's name at last. */
function nextSlot({ facts, questions }: Script, { outline }: ScriptLine): string | null {
  const [first] = missing(outline, facts, questions);
  if (first !== undefined) return first;
  const isNamed = facts.callerName !== null || facts.anonymous || (questions.asks.caller ?? 0) > 0;
  return isNamed ? null : "caller";
}

function questionOf(slot: string, { facts, language }: Script, { protocol, agencyName }: ScriptLine): string {
  const core = protocol.slots.find((known) => known.slot === slot)?.ask;
  const key = typeOf(protocol, facts.typeCode)?.questions.find(({ id }) => id === slot)?.ask;
  const text = spoken(protocol, core ?? key ?? protocol.caller, language, agencyName);
  return YES_NO_SLOTS.has(slot) ? `${text} ${language === "es" ? KEYS.es : KEYS.en}` : text;
}

const KEYS = { en: "You may also press 1 for yes, 2 for no.", es: "También puede marcar 1 para sí, 2 para no." };
