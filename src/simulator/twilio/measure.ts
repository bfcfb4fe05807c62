/** What CONTRACT.md's "Times" limits, measured on one call by its ear and its log. All in ms. */
import type { Ear } from "./ear.ts";
import type { CallLog } from "./log.ts";

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
