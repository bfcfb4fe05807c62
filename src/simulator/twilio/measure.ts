/** What CONTRACT.md's "Times" limits, measured on one call by its ear and its log. All in ms. */
import type { Ear } from "./ear.ts";
import type { CallLog } from "./log.ts";
import type { Span } from "./spans.ts";

/** A call's records. */
export interface Records {
  readonly ear: Ear;
  readonly log: CallLog;
}

/** From the first stream's `start` to the first sound at the ear; null when one of them is missing. */
export function firstSoundMs({ ear, log }: Records): number | null {
  const opened = log.of("stream_opened")[0];
  const sound = ear.sounds("dispatcher").find(({ toMs }) => opened !== undefined && toMs > opened.atMs);
  return opened === undefined || sound === undefined ? null : Math.max(0, sound.fromMs - opened.atMs);
}

/** For each thing the caller said: from its last sound to the reply's first; null when none came before the next. */
export function replyDelaysMs({ ear }: Records): (number | null)[] {
  const said = ear.sounds("caller");
  const replies = ear.sounds("dispatcher", 0);
  return said.map(({ toMs }, at) => {
    const nextMs = said[at + 1]?.fromMs ?? Infinity;
    const reply = replies.find(({ fromMs }) => fromMs >= toMs && fromMs < nextMs);
    return reply === undefined ? null : reply.fromMs - toMs;
  });
}

/** For each `clear` received: from the first sound of what the caller was saying, or had just said, to its arrival. */
export function clearDelaysMs({ ear, log }: Records): (number | null)[] {
  const said = ear.sounds("caller");
  return log.of("clear_received").map(({ atMs }) => {
    const cause = said.findLast(({ fromMs }) => fromMs <= atMs);
    return cause === undefined ? null : atMs - cause.fromMs;
  });
}

/** From the last sound at the ear to the service closing the stream; null when it did not, or nothing was heard. */
export function hangUpDelayMs({ ear, log }: Records): number | null {
  const closed = log.of("stream_closed").findLast(({ by }) => by === "service");
  const last = ear.sounds("dispatcher").findLast(({ fromMs }) => closed !== undefined && fromMs < closed.atMs);
  return closed === undefined || last === undefined ? null : closed.atMs - last.toMs;
}

/**
 * The longest stretch in which the dispatcher owes the caller sound and there is none: from the stream's start, from the
 * caller's last word, or from the last sound of the dispatcher's, to the next sound, be it a stock phrase, the carrier's
 * voice, or a telephone that rings. Silence that the caller breaks is the caller's, and so is the one after the
 * dispatcher's last word. Right for callers who answer whatever they are asked.
 */
export function deadAirMs({ ear, log }: Records): number {
  const opened = log.of("stream_opened")[0];
  if (opened === undefined) return 0;
  const said = ear.sounds("caller");
  const heard = [...ear.sounds("dispatcher", 0), ...ringing(log, ear.nowMs)].filter(({ toMs }) => toMs > opened.atMs);
  let longestMs = 0;
  let quietFromMs = opened.atMs;
  for (const { fromMs, toMs } of heard.sort((one, other) => one.fromMs - other.fromMs)) {
    longestMs = Math.max(longestMs, fromMs - owedFromMs(said, quietFromMs, fromMs));
    quietFromMs = Math.max(quietFromMs, toMs);
  }
  const lastWordMs = said.at(-1)?.toMs ?? 0;
  const isOwed = lastWordMs > quietFromMs || heard.length === 0;
  return isOwed ? Math.max(longestMs, ear.nowMs - Math.max(lastWordMs, quietFromMs)) : longestMs;
}

/** Since when a sound that begins at `toMs` was owed: what the caller said meanwhile came last. */
function owedFromMs(said: readonly Span[], fromMs: number, toMs: number): number {
  const last = said.findLast((span) => span.fromMs < toMs);
  return last === undefined ? fromMs : Math.max(fromMs, Math.min(last.toMs, toMs));
}

/** While a person is rung, or talks. */
function ringing(log: CallLog, endMs: number): Span[] {
  const verbs = log.of("verb");
  return verbs.flatMap(({ name, atMs }, at) =>
    name === "Dial" ? [{ fromMs: atMs, toMs: verbs[at + 1]?.atMs ?? endMs }] : []
  );
}
