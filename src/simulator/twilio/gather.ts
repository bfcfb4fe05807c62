/** `<Gather>`: says its prompts, listens for keys or a sentence, and hands them to `action`. */
import type { CallContext, Next } from "./context.ts";
import type { Verb } from "./twiml.ts";

type GatherVerb = Extract<Verb, { name: "Gather" }>;

/** Waits this long for the first or next key, or a sentence, unless `timeout` says otherwise. */
const TIMEOUT_S = 5;

/**
 * Listens once the prompts were said by `say`; keys pressed and sentences said meanwhile count. Without any input the
 * next verb follows, or `action` when `actionOnEmptyResult` is set.
 */
export async function gather(
  call: CallContext,
  verb: GatherVerb,
  base: string,
  say: (verb: Verb) => Promise<void>,
): Promise<Next> {
  for (const prompt of verb.prompts) if (call.keypad.digits === "" && call.sentences.length === 0) await say(prompt);
  const { attributes } = verb;
  const timeoutMs = 1000 * Number(attributes.timeout ?? TIMEOUT_S);
  const finishKey = attributes.finishOnKey ?? "#";
  const wantedDigits = Number(attributes.numDigits ?? Infinity);
  const startMs = call.line.nowMs();
  const { keypad, sentences } = call;
  const isComplete = () =>
    sentences.length > 0 || keypad.digits.length >= wantedDigits ||
    (finishKey !== "" && keypad.digits.includes(finishKey));
  const isLate = () => call.line.nowMs() >= Math.max(startMs, keypad.lastMs) + timeoutMs;
  await call.line.waits.until(() => call.isOver() || isComplete() || isLate(), Infinity, () => "<Gather>");
  if (call.isOver()) return { kind: "end" };
  const parameters = resultOf(call, wantedDigits, finishKey);
  const isEmpty = Object.keys(parameters).length === 0;
  if (isEmpty && attributes.actionOnEmptyResult !== "true") return { kind: "continue" };
  return { kind: "request", url: new URL(verb.action ?? base, base).href, parameters };
}

function resultOf(call: CallContext, wantedDigits: number, finishKey: string): Record<string, string> {
  const { keypad } = call;
  const sentence = call.sentences.shift();
  if (sentence !== undefined) return { SpeechResult: sentence, Confidence: "0.9" };
  const finishAt = finishKey === "" ? -1 : keypad.digits.indexOf(finishKey);
  const digits = keypad.digits.slice(0, finishAt < 0 ? wantedDigits : finishAt);
  const finished = finishAt >= 0;
  keypad.digits = keypad.digits.slice(digits.length + (finished ? 1 : 0));
  if (digits === "" && !finished) return {};
  return finished ? { Digits: digits, FinishedOnKey: finishKey } : { Digits: digits };
}
