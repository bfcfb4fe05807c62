/** A call in virtual time: events go in at the times given, effects are kept with theirs. */

import type { Audio, CallEffect, CallEvent } from "../../src/call/call.ts";
import { type CallState, type House, openCall } from "../../src/call/state.ts";
import { deadline, step } from "../../src/call/step.ts";

/** An event without its time. */
export type Happening = CallEvent extends infer E ? E extends CallEvent ? Omit<E, "atMs"> : never : never;

/** A house with a person to reach, and a small protocol. */
export const HOUSE: House = {
  hasPerson: true,
  outline: {
    id: "test",
    version: "1",
    budget: 8,
    slots: ["location", "nature", "when", "safety", "callback"],
    questions: { THEFT: ["property"] },
    escalating: ["SHOOT"],
  },
};

export const LOUD_DB = -15;
export const QUIET_DB = -70;

/** Sound of a length, its bytes all alike; `fill` tells pieces apart. */
export function sound(ms: number, fill = 0x2a): Audio {
  const ulaw = new Uint8Array(ms * 8).fill(fill);
  return { ulaw, base64: `${fill}x${ulaw.length}` };
}

/** The sound of a phrase, as the house gives it: a second and a half. */
export function phraseAudio({ phrase, language }: Extract<CallEffect, { type: "say_phrase" }>): Happening {
  const levelsDb = Array<number>(75).fill(LOUD_DB);
  return { type: "phrase_audio", phrase, language, audio: sound(1_500, 0x2b), levelsDb };
}

export class VirtualCall {
  state: CallState;
  nowMs = 0;
  readonly effects: (CallEffect & { atMs: number })[] = [];
  #stampMs = 0;

  constructor(house: Partial<House> = {}) {
    this.state = openCall(0, { ...HOUSE, ...house });
  }

  /** One event now; returns the effects it had. */
  on(event: Happening): CallEffect[] {
    const next = step(this.state, { ...event, atMs: this.nowMs } as CallEvent);
    this.state = next.state;
    this.effects.push(...next.effects.map((effect) => ({ ...effect, atMs: this.nowMs })));
    return next.effects.flatMap((effect) =>
      effect.type === "say_phrase" ? [effect, ...this.on(phraseAudio(effect))] : effect
    );
  }

  /** Time passes; the call is told whenever it asked to be. */
  wait(ms: number): CallEffect[] {
    const untilMs = this.nowMs + ms;
    const effects: CallEffect[] = [];
    for (let due = deadline(this.state); due !== null && due <= untilMs; due = deadline(this.state)) {
      this.nowMs = Math.max(this.nowMs, due);
      effects.push(...this.on({ type: "time_passed" }));
      if (deadline(this.state) === due) throw new Error(`The call asks for ${due} ms again after it was told`);
    }
    this.nowMs = untilMs;
    return effects;
  }

  /** The caller's line carries sound of a level for a while, in frames of 20 ms. */
  hears(ms: number, levelDb = QUIET_DB): CallEffect[] {
    const effects: CallEffect[] = [];
    for (let passed = 0; passed < ms; passed += 20) {
      effects.push(...this.wait(20));
      const audio = sound(20, levelDb === QUIET_DB ? 0xff : 0x2a);
      effects.push(...this.on({ type: "caller_audio", timestampMs: this.#stampMs, audio, levelDb }));
      this.#stampMs += 20;
    }
    return effects;
  }

  /** The model speaks: a reply with one line of `ms`, all of it delivered at once. */
  replies(replyId: string, ms: number, options: { ends?: boolean; text?: string } = {}): CallEffect[] {
    const lineId = `line_${replyId}`;
    const effects = [
      ...this.on({ type: "reply_started", replyId }),
      ...this.on({ type: "reply_words", replyId, lineId, text: options.text ?? `words of ${replyId}`, whole: true }),
    ];
    for (let sent = 0; sent < ms; sent += 200) {
      effects.push(...this.on({ type: "reply_audio", replyId, lineId, audio: sound(Math.min(200, ms - sent)) }));
    }
    if (options.ends !== false) effects.push(...this.ended(replyId));
    return effects;
  }

  ended(replyId: string, more: Partial<Extract<CallEvent, { type: "reply_ended" }>> = {}): CallEffect[] {
    return this.on({
      type: "reply_ended",
      replyId,
      status: "completed",
      reason: null,
      fault: null,
      retryAfterMs: null,
      usage: null,
      ...more,
    });
  }

  /** A reply under way says that the call may end, and is over itself. */
  endsCall(replyId: string, reason: { reason?: string } = {}): CallEffect[] {
    const called = { callId: "c1", name: "end_call", arguments: JSON.stringify(reason) };
    return [...this.on({ type: "tool_called", replyId, ...called }), ...this.ended(replyId)];
  }

  /** All marks sent so far come back. */
  marksReturn(): CallEffect[] {
    const names = this.effects.flatMap((effect) => effect.type === "mark" ? [effect.name] : []);
    return names.flatMap((name) => this.on({ type: "mark_returned", name }));
  }

  /** The detector hears the caller begin. */
  detects(turnId: string): CallEffect[] {
    return this.on({ type: "speech_started", turnId, audioStartMs: this.state.listening.givenMs });
  }

  /** The detector hears the caller end, and closes the turn. */
  commits(turnId: string): CallEffect[] {
    return [
      ...this.on({ type: "speech_stopped", turnId, audioEndMs: this.state.listening.givenMs }),
      ...this.on({ type: "turn_committed", turnId }),
    ];
  }

  /** The caller speaks for half a second and pauses as long; returns what the end of that turn leads to. */
  takesTurn(turnId: string): CallEffect[] {
    this.detects(turnId);
    this.hears(500, LOUD_DB);
    this.hears(500);
    return this.commits(turnId);
  }

  /** Effects of one kind, so far. */
  of<T extends CallEffect["type"]>(type: T): Extract<CallEffect & { atMs: number }, { type: T }>[] {
    return this.effects.filter((effect): effect is Extract<CallEffect & { atMs: number }, { type: T }> =>
      effect.type === type
    );
  }
}

/** A call whose greeting was asked for and whose stream stands. */
export function talkingCall(house: Partial<House> = {}): VirtualCall {
  const call = new VirtualCall(house);
  call.wait(100);
  call.on({ type: "model_ready", model: "gpt-realtime-2.1" });
  call.on({ type: "stream_started", streamSid: "MZ1" });
  return call;
}

/** A call whose greeting of one second was heard. */
export function greetedCall(house: Partial<House> = {}): VirtualCall {
  const call = talkingCall(house);
  call.replies("greeting", 1_000);
  call.hears(1_000);
  call.marksReturn();
  return call;
}

/** The types of effects, in order. */
export function types(effects: readonly CallEffect[]): string[] {
  return effects.map((effect) => effect.type);
}
