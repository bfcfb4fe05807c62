/** The caller's ear: playing the model's audio, learning what was heard, falling silent when the caller takes over. */

import { type CallEffect, lengthMs } from "./call.ts";
import { MARK_OVERDUE_MS, UNHEARD_AUDIO_MS } from "./limits.ts";
import { carrierMs, steadyMs } from "./listening.ts";
import * as playback from "./playback.ts";
import * as replies from "./replies.ts";
import { type CallState, type ReplyAudio, stay, type Step, streamStartedAtMs, then, type Waits } from "./state.ts";
import * as transcript from "./transcript.ts";

type SurplusLine = { readonly replyId: string; readonly lineId: string; readonly atMs: number };

/** Stands for a reply where a stock phrase is played: the model knows nothing of it. */
export const PHRASE = "phrase";

/** How many waits are kept for the medians: an hour of answers. */
const WAITS_KEPT = 500;

/** Audio of a reply came from the model: it is played, kept until the stream stands, or dropped if its reply was cut. */
export function replyAudio(state: CallState, event: ReplyAudio): Step {
  if (!replies.isWelcome(state.replies, event.replyId)) return surplus(state, event);
  const spoke = replies.spoke(state.replies, event.lineId, event.audio.ulaw.length, event.atMs);
  const heard = { ...state, replies: spoke };
  const { phase } = heard;
  if (phase.name === "ringing") {
    const heldMs = phase.held.reduce((sum, held) => sum + lengthMs(held.audio), lengthMs(event.audio));
    if (heldMs > UNHEARD_AUDIO_MS) return stopReply(heard, event.atMs);
    return stay({ ...heard, phase: { ...phase, held: [...phase.held, event] } });
  }
  if (phase.name !== "talking" && phase.name !== "leaving") return stay(heard);
  return play(heard, event, event.atMs);
}

/** A cut reply put another line into the conversation before it stopped: nobody will hear it, so it goes. */
export function surplus(state: CallState, { replyId, lineId, atMs }: SurplusLine): Step {
  if (!replies.isSurplus(state.replies, replyId, lineId)) return stay(state);
  const noted = replies.spoke(state.replies, lineId, 0, atMs);
  return { state: { ...state, replies: noted }, effects: [{ type: "forget_line", lineId }] };
}

/** Plays audio of a reply: the caller has been answered. More than is bounded cuts the reply off. */
export function play(state: CallState, event: ReplyAudio, atMs: number): Step {
  if (playback.unheardMs(state.playback) + lengthMs(event.audio) > UNHEARD_AUDIO_MS) return stopReply(state, atMs);
  const sent = send(state, event, atMs);
  const waits = answered(state.waits, streamStartedAtMs(state.phase, atMs), atMs);
  return { state: { ...sent.state, waits }, effects: sent.effects };
}

/** Sends audio to the carrier, with a mark when one is due. */
export function send(state: CallState, event: Omit<ReplyAudio, "type" | "atMs">, atMs: number): Step {
  const { audio, lineId, replyId, levelsDb } = event;
  const startsAtMs = Math.max(atMs, playback.endsAtMs(state.playback));
  const sent = playback.send(state.playback, { lineId, replyId, bytes: audio.ulaw.length, levelsDb }, atMs);
  const effects: CallEffect[] = [{ type: "play", audio }];
  if (sent.mark !== null) effects.push({ type: "mark", name: sent.mark });
  return {
    state: {
      ...state,
      playback: sent.playback,
      transcript: transcript.open(state.transcript, lineId, "dispatcher", startsAtMs),
    },
    effects,
  };
}

/** A mark came back: what lies before it was heard. Echoes caused by `clear` are none of ours any more. */
export function markReturned(state: CallState, name: string, atMs: number): Step {
  const returned = playback.markReturned(state.playback, name, steadyMs(state.listening, atMs));
  return returned === null ? stay(state) : wasHeard(state, returned, atMs);
}

/** When marks that have not come back are given up; null when nothing is being heard. */
export function marksOverdueAtMs(state: CallState): number | null {
  return playback.isSounding(state.playback) ? playback.endsAtMs(state.playback) + MARK_OVERDUE_MS : null;
}

/** The marks did not come back: the clock is believed instead. */
export function marksOverdue(state: CallState, atMs: number): Step {
  const heard = wasHeard(state, playback.assumeHeard(state.playback), atMs);
  const report: CallEffect = { type: "report_fault", code: "carrier_rejected_audio", action: "went by the clock" };
  return { state: heard.state, effects: [report, ...heard.effects] };
}

/** A line is complete: a mark at its end tells when it has been heard. */
export function markEnd(state: CallState, atMs: number): Step {
  const marked = playback.markEnd(state.playback, atMs);
  return {
    state: { ...state, playback: marked.playback },
    effects: marked.mark === null ? [] : [{ type: "mark", name: marked.mark }],
  };
}

/** The caller takes the word: silence at once, the reply is cancelled, the model learns what was heard of it. */
export function interrupt(state: CallState, atMs: number): Step {
  const current = state.replies.current?.isCut === false ? state.replies.current : null;
  const lines = playback.unfinished(state.playback, current?.replyId ?? null, atMs)
    .filter(({ replyId }) => replyId !== PHRASE);
  const clear: Step = { state, effects: playback.isSounding(state.playback) ? [{ type: "clear" }] : [] };
  const stopped = then(then(clear, (next) => stopPlaying(next, atMs)), (next) => stopReply(next, atMs));
  const truncations = lines.map((line): CallEffect =>
    line.heardMs >= 1
      ? { type: "truncate_line", lineId: line.lineId, heardMs: Math.floor(line.heardMs) }
      : { type: "forget_line", lineId: line.lineId }
  );
  const unspoken = (current?.soundlessIds ?? []).map((lineId): CallEffect => ({ type: "forget_line", lineId }));
  return { state: stopped.state, effects: [...stopped.effects, ...truncations, ...unspoken, { type: "save" }] };
}

/** What was heard when the stream ended is entered; nothing more will be played. */
export function stopPlaying(state: CallState, atMs: number): Step {
  if (!playback.isSounding(state.playback)) return stay(state);
  const stopped = playback.cut(state.playback, atMs);
  return {
    state: {
      ...state,
      playback: stopped.playback,
      transcript: transcript.heard(state.transcript, stopped.lines),
    },
    effects: [recordHeard(state, stopped.bytes, stopped.endMs, atMs), { type: "drop_unheard" }],
  };
}

function wasHeard(state: CallState, heard: ReturnType<typeof playback.assumeHeard>, atMs: number): Step {
  const effects: CallEffect[] = [recordHeard(state, heard.bytes, heard.endMs, atMs)];
  // While more of the reply is on its way, it is about to sound again: the books wait for its end.
  if (!playback.isSounding(heard.playback) && state.replies.current === null) effects.push({ type: "save" });
  return {
    state: { ...state, playback: heard.playback, transcript: transcript.heard(state.transcript, heard.lines) },
    effects,
  };
}

function stopReply(state: CallState, atMs: number): Step {
  const cut = replies.cut(state.replies, atMs);
  return { state: { ...state, replies: cut.replies }, effects: cut.effects };
}

function recordHeard(state: CallState, bytes: number, endMs: number, atMs: number): CallEffect {
  const startedAtMs = streamStartedAtMs(state.phase, atMs);
  return { type: "record_heard", bytes, endMs: carrierMs(state.listening, endMs, startedAtMs) };
}

function answered(waits: Waits, streamStartedAtMs: number, atMs: number): Waits {
  const greetingMs = waits.greetingMs ?? atMs - streamStartedAtMs;
  if (waits.owedSinceMs === null) return greetingMs === waits.greetingMs ? waits : { ...waits, greetingMs };
  const replyMs = [...waits.replyMs, Math.max(0, atMs - waits.owedSinceMs)].slice(-WAITS_KEPT);
  return { greetingMs, owedSinceMs: null, replyMs };
}
