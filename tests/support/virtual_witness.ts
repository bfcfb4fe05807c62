/** What must hold for every call, checked after each event: who heard what, how many replies, how it ends. */

import { PHRASE } from "../../src/call/speaking.ts";
import type { CallEffect, CallEvent } from "../../src/call/call.ts";
import { PENDING_MARKS, TRANSCRIPT_LINES } from "../../src/call/limits.ts";
import type { CallState } from "../../src/call/state.ts";
import { deadline } from "../../src/call/step.ts";
import type { CallerFrame, ModelPiece } from "./virtual_sound.ts";

/** One step of the core, as it is looked at. */
export interface Taken {
  readonly before: CallState;
  readonly event: CallEvent;
  readonly effects: readonly CallEffect[];
  readonly after: CallState;
}

/** Fails with what does not hold. */
export function hold(isTrue: boolean, what: string): asserts isTrue {
  if (!isTrue) throw new Error(what);
}

/** Whether the stream stands. */
export function talks({ phase }: CallState): boolean {
  return phase.name === "talking" || phase.name === "leaving";
}

/** What the caller said reaches the model: all of it, once, in order, lost frames replaced by silence. */
export class ListeningWitness {
  readonly #said: CallerFrame[] = [];
  #listened = 0;
  #silenceMs = 0;
  /** The first frame of the stream that stands, or of what a session that follows is given. */
  #streamFrom = 0;

  took({ before, event, effects, after }: Taken): void {
    if (event.type === "caller_audio" && talks(before)) this.#said.push(event.audio as CallerFrame);
    if (event.type === "stream_started") this.#streamFrom = this.#said.length;
    const isClosing = effects.some(({ type }) => type === "close_stream");
    if (effects.some(({ type }) => type === "switch_model")) this.#again(after.listening.held ?? effects);
    for (const effect of effects) {
      if (effect.type === "listen_to_silence" && !isClosing) this.#silenceMs += effect.ms;
      if (effect.type === "listen") this.#listen(effect.audio as CallerFrame);
    }
    if (after.model.name !== "ready" || !talks(after)) return;
    hold(this.#listened === this.#said.length, `the model got ${this.#listened} of ${this.#said.length} frames`);
  }

  /** The session that follows is given the last frames once more. */
  #again(given: readonly CallEffect[]): void {
    this.#listened -= given.filter(({ type }) => type === "listen").length;
    this.#streamFrom = this.#listened;
  }

  #listen(frame: CallerFrame): void {
    if (this.#listened === this.#streamFrom) this.#silenceMs = 0;
    const before = this.#listened === this.#streamFrom ? undefined : this.#said[this.#listened - 1];
    hold(frame === this.#said[this.#listened], `the model got frame ${frame.number} out of order`);
    const gapMs = before === undefined ? 0 : (frame.number - before.number - 1) * 20;
    hold(this.#silenceMs === gapMs, `${this.#silenceMs} ms of silence stand for ${gapMs} ms that were lost`);
    this.#silenceMs = 0;
    this.#listened++;
  }
}

/** What the model said reaches the carrier: all of what is welcome, once, in order, and nothing of a reply that was cut. */
export class SpeakingWitness {
  readonly #open = new Set<string>();
  readonly #held: ModelPiece[] = [];
  #isClosed = false;
  #lastNumber = -1;

  constructor(private readonly isChaotic: boolean) {}

  took({ before, event, effects }: Taken): void {
    // What is no voice is not played, and its reply is over.
    const isRefused = event.type === "reply_audio" && effects.some(({ type }) => type === "cancel_reply");
    const due = isRefused ? [] : this.#due(before, event);
    const played = effects.flatMap((effect) => effect.type === "play" ? [effect.audio as ModelPiece] : [])
      .filter(({ replyId }) => replyId !== PHRASE);
    for (const piece of played) {
      hold(piece.number > this.#lastNumber, `piece ${piece.number} was played after piece ${this.#lastNumber}`);
      // A stranger may cut, by its name, a reply whose audio is complete and kept.
      const isOpen = this.#open.has(piece.replyId) || this.isChaotic && event.type === "stream_started";
      hold(isOpen && !this.#isClosed, `a piece of ${piece.replyId} was played, which is over`);
      this.#lastNumber = piece.number;
    }
    const isRight = this.isChaotic || played.length === due.length && played.every((piece, i) => piece === due[i]);
    hold(isRight, `${played.length} pieces were played where ${due.length} were due`);
    if (event.type === "stream_started" && before.phase.name === "away") this.#isClosed = false;
    // The name comes before its piece, the cut after what it cuts.
    if (event.type === "reply_started") this.#open.add(event.replyId);
    for (const effect of effects) {
      if (effect.type === "cancel_reply") this.#open.delete(effect.replyId);
      if (effect.type === "close_stream") this.#isClosed = true;
      hold(!(this.#isClosed && (effect.type === "play" || effect.type === "mark")), `"${effect.type}" after the end`);
    }
  }

  #due(before: CallState, event: CallEvent): readonly ModelPiece[] {
    if (this.#isClosed) return [];
    if (event.type === "stream_started" && before.phase.name === "ringing") {
      // What was given up meanwhile is said again: the caller hears it once.
      return this.#held.filter((piece) => this.#open.has(piece.replyId));
    }
    if (event.type !== "reply_audio" || !this.#open.has(event.replyId)) return [];
    if (talks(before)) return [event.audio as ModelPiece];
    if (before.phase.name !== "ringing") return [];
    this.#held.push(event.audio as ModelPiece);
    return [];
  }
}

/** Orders that only a model takes. */
const FOR_MODEL: ReadonlySet<string> = new Set([
  "listen",
  "listen_to_silence",
  "request_reply",
  "cancel_reply",
  "truncate_line",
  "forget_line",
  "forget_turn",
  "answer_tool",
  "tell_model",
  "close_turn",
]);

/** How a call ends: once, with everything closed, with no timer left; and how it waits until then. */
export class EndWitness {
  #finished = 0;
  #streamsClosed = 0;
  #modelsClosed = 0;
  #timesAway = 0;
  #steps = 0;

  constructor(private readonly isChaotic: boolean) {}

  took({ before, event, effects, after }: Taken): void {
    hold(this.#finished === 0 || effects.length === 0, "something was ordered after the end");
    if (before.phase.name !== "away" && after.phase.name === "away") this.#timesAway++;
    for (const { type } of effects) {
      hold(this.#finished === 0, `"${type}" after the end`);
      const isHeard = this.isChaotic || this.#modelsClosed === 0 || !FOR_MODEL.has(type);
      hold(isHeard, `"${type}" after the model was closed`);
      if (type === "finish") this.#finished++;
      if (type === "close_stream") this.#streamsClosed++;
      if (type === "close_model") this.#modelsClosed++;
    }
    hold(this.#streamsClosed <= 1 + this.#timesAway, "a stream was closed twice");
    const dueMs = deadline(after);
    const isOver = after.phase.name === "ended";
    hold(isOver === (this.#finished === 1), "the phase and `finish` disagree");
    hold(!isOver || dueMs === null, "a call that is over has a timer");
    // Without a deadline only the stream, which is alive by its frames, or its end can move the call.
    hold(isOver || dueMs !== null || talks(after) && after.model.name === "ready", "the call waits for nobody");
    const wasDueMs = deadline(before);
    const rang = event.type === "time_passed" && wasDueMs !== null && event.atMs >= wasDueMs;
    hold(!rang || dueMs === null || dueMs > event.atMs || dueMs !== wasDueMs, `the alarm for ${dueMs} rings for ever`);
    if (this.#steps++ % 100 === 0 || isOver) boundedSize(after);
  }

  /** Everybody has gone. */
  allGone(state: CallState): void {
    hold(state.phase.name === "ended", `the call is still ${state.phase.name}`);
    hold(this.#finished === 1, `the call finished ${this.#finished} times`);
    hold(this.#streamsClosed > 0, "the stream was never closed");
    hold(this.#modelsClosed > 0, "the model was never closed");
  }
}

/** What a call keeps stays within bounds, whatever its peers send. */
export function boundedSize(state: CallState): void {
  const { playback, transcript, untranscribed, replies, waits, listening } = state;
  const sizes: [string, number, number][] = [
    ["marks", playback.marks.length, PENDING_MARKS],
    ["lines being played", playback.lines.length, 2_000],
    ["transcript", transcript.length, TRANSCRIPT_LINES],
    ["turns without words", untranscribed.length, 500],
    ["lines of a reply", replies.current?.lineIds.length ?? 0, 500],
    ["lines without sound", replies.current?.soundlessIds.length ?? 0, 500],
    ["tools", replies.current?.tools.length ?? 0, 16],
    ["waits", waits.replyMs.length, 500],
    ["caller audio kept", listening.held?.length ?? 0, 1_000],
    ["reply audio kept", state.phase.name === "ringing" ? state.phase.held.length : 0, 20_000],
  ];
  for (const [what, size, bound] of sizes) hold(size <= bound, `${size} ${what}, more than ${bound}`);
}
