/**
 * What is known of models and voices without asking: which converse, which write down speech, which are retired or will
 * be. Source: platform.openai.com/docs/models and /docs/deprecations, November 2026.
 */

/** Voices that every Realtime model has, the recommended ones first. */
export const VOICES: readonly string[] = [
  "marin",
  "cedar",
  "alloy",
  "ash",
  "ballad",
  "coral",
  "echo",
  "sage",
  "shimmer",
  "verse",
];

/** What is set where nothing better is known. */
export const GOOD_MODEL = "gpt-realtime-2.1";
export const GOOD_TRANSCRIBER = "gpt-transcribe";

const TRANSCRIBERS: readonly string[] = [
  GOOD_TRANSCRIBER,
  "gpt-live-transcribe",
  "gpt-realtime-whisper",
];

/** What a model is for. */
export type Kind = "realtime" | "transcription" | "other" | "unknown";

/** An end that is announced, as `YYYY-MM-DD`; a model that is gone for good without a day of its own is `gone`. */
interface Retirement {
  readonly names: RegExp;
  readonly on: string;
}

const RETIREMENTS: readonly Retirement[] = [
  // Typed in the vendor's own library, and refused with 4004 since the beta's end.
  { names: /^gpt-4o(-mini)?-realtime-preview/, on: "2026-05-12" },
  { names: /^gpt-realtime(-2025-08-28)?$/, on: "2027-01-20" },
  { names: /^gpt-realtime-mini(-2025-12-15)?$/, on: "2027-01-20" },
  { names: /^whisper-1$/, on: "2027-02-26" },
  { names: /^gpt-4o(-mini)?-transcribe/, on: "2027-02-26" },
];

/** The day on which a model ends, `YYYY-MM-DD`; null when none is announced. */
export function endOf(model: string): string | null {
  return RETIREMENTS.find(({ names }) => names.test(model))?.on ?? null;
}

/** What a model is for, as far as its name tells. */
export function kindOf(model: string): Kind {
  if (TRANSCRIBERS.includes(model) || /whisper|transcribe/.test(model)) return "transcription";
  if (/realtime/.test(model)) return "realtime";
  return /^(gpt-\d|gpt-audio|gpt-live|o\d|tts|dall-e|text-|babbage|davinci)/.test(model) ? "other" : "unknown";
}

/** Whether a model takes `reasoning`; a model of an unknown name may. */
export function reasons(model: string): boolean {
  return kindOf(model) !== "realtime" || /^gpt-realtime-2(?!\d)/.test(model) && !/^gpt-realtime-2025/.test(model);
}

/** Whether a transcription model takes `languages` and `keywords`. */
export function takesHints(transcriber: string): boolean {
  return transcriber === "gpt-transcribe" || transcriber === "gpt-live-transcribe";
}

/** Whether a model of the vendor's list is the one that is meant: names may carry a date. */
export function isSameModel(listed: string, meant: string): boolean {
  return listed === meant ||
    listed.startsWith(`${meant}-`) && /^\d{4}-\d{2}-\d{2}$/.test(listed.slice(meant.length + 1));
}
