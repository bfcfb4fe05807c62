/** One call of the fault matrix in virtual time: a short call that ends in a dispatch, and what goes wrong in it. */

import type { CallEffect, CallEvent } from "../../../src/call/call.ts";
import { type CallState, openCall } from "../../../src/call/state.ts";
import { deadline, step } from "../../../src/call/step.ts";
import { type Happening, HOUSE, phraseAudio } from "../call.ts";
import { VirtualCarrier } from "../virtual_carrier.ts";
import { VirtualEar } from "../virtual_ear.ts";
import { VirtualExchange } from "../virtual_exchange.ts";
import type { Plan } from "../virtual_plan.ts";
import { type ModelPiece, phrasePiece } from "../virtual_sound.ts";
import { VirtualTime } from "../virtual_time.ts";
import { FaultCaller } from "./caller.ts";
import { FaultDesk } from "./desk.ts";
import type { Label, Progress } from "./mind.ts";
import { FaultModel } from "./model.ts";

/** When something goes wrong. */
export const MOMENTS = ["dialling", "greeting", "caller", "start", "middle", "heard", "tool", "goodbye"] as const;
export type Moment = typeof MOMENTS[number];

/** A caller hangs up who is still there then; the longest call of the matrix is over long before. */
const HANGS_UP_MS = 100_000;
const OVER_MS = 420_000;

/** From the end of a stream to the first word of what follows it. */
const NEXT_WORD_MS = 300;

const PLAN: Plan = {
  livesMs: null,
  ...{ seed: 1, hasPerson: true, faults: [], isChaotic: false, faultyReply: 0, strikesAtMs: 0, digits: [] },
  ...{ toService: { baseMs: 20, jitterMs: 0 }, toCaller: { baseMs: 20, jitterMs: 0 }, utterances: [] },
  ...{ streamAtMs: 350, readyAtMs: 300, person: "answers", hangsUpAtMs: HANGS_UP_MS },
};

/** What a fault strikes. */
export interface World {
  readonly model: FaultModel;
  readonly carrier: VirtualCarrier;
  readonly desk: FaultDesk;
  /** The caller begins to speak. */
  speak(): void;
}

/** How a call went. */
export interface Course {
  readonly state: CallState;
  readonly longestSilenceMs: number;
  readonly hasStruck: boolean;
  readonly desk: FaultDesk;
  /** What the model recorded reached the call. */
  readonly wasRecorded: boolean;
  /** Orders to send somebody that the call gave by itself though it had been done. */
  readonly surplusSends: number;
  /** The caller had to hang up. */
  readonly wasWaitedOut: boolean;
  readonly story: string;
}

/** What goes wrong: at its moment, or, lying in wait from the beginning, with the reply of that moment. */
export interface Fault {
  readonly lurks?: boolean;
  strike(world: World, moment: Moment): void;
}

/** Runs the call. */
export function runFault(moment: Moment, fault: Fault, hasPerson = true): Course {
  return new FaultLine(moment, fault, hasPerson).run();
}

class FaultLine {
  readonly #time = new VirtualTime();
  readonly #progress: Progress = { spoken: 0, isKept: false, isSent: false, isTold: false };
  readonly #caller = new FaultCaller(this.#progress);
  readonly #ear = new VirtualEar(Infinity);
  readonly #labels = new Map<string, Label>();
  readonly #heardMs = new Map<Label, number>();
  readonly #world: World;
  readonly #exchange: VirtualExchange;
  readonly #story: string[] = [];
  #state: CallState;
  #alarmAtMs: number | null = null;
  #streamAtMs = 0;
  #hasStruck = false;
  #wasRecorded = false;
  #surplusSends = 0;

  constructor(
    private readonly moment: Moment,
    private readonly fault: Fault,
    hasPerson: boolean,
  ) {
    this.#state = openCall(0, { ...HOUSE, hasPerson, canRedial: true, hasPhrases: true });
    const event = (happening: Happening) => this.#take(happening);
    this.#exchange = new VirtualExchange(this.#time, PLAN, {
      event,
      state: () => this.#state,
      connect: () => this.#world.carrier.connect(),
    });
    const desk = new FaultDesk(this.#time, this.#progress, event);
    const model = new FaultModel(this.#time, this.#progress, {
      event,
      asked: (said, id) => this.#asked(said.label, id),
    });
    const carrier = this.#newCarrier(event);
    const speak = () => this.#caller.speak(this.#time.nowMs - this.#streamAtMs);
    this.#world = { model, carrier, desk, speak };
    if (fault.lurks === true) fault.strike(this.#world, moment);
    this.#reach("dialling");
    model.open(false);
  }

  run(): Course {
    this.#setAlarm();
    this.#time.runUntil(OVER_MS);
    const ended = this.#state.phase.name === "ended" ? this.#state.phase.reason : "";
    return {
      state: this.#state,
      longestSilenceMs: Math.round(this.#ear.longestMs),
      hasStruck: this.#hasStruck || this.#world.model.hits > 0,
      desk: this.#world.desk,
      wasRecorded: this.#wasRecorded,
      surplusSends: this.#surplusSends,
      wasWaitedOut: ended === "caller hung up",
      story: this.#story.join("\n"),
    };
  }

  #newCarrier(event: (event: Happening) => void): VirtualCarrier {
    return new VirtualCarrier(this.#time, { ...PLAN, utterances: this.#caller.utterances }, {
      event,
      markReached: () => {},
      frame: (...what) => this.#frame(...what),
      cleared: () => {},
      started: () => {
        if (this.#streamAtMs === 0) this.#streamAtMs = this.#time.nowMs;
        this.#ear.started(this.#time.nowMs);
      },
      closed: (by) => this.#closed(by),
      gone: () => this.#exchange.callerGone(),
      isOver: () => this.#state.phase.name === "settling" || this.#state.phase.name === "ended",
    });
  }

  #frame(atMs: number, piece: ModelPiece | null, isLast: boolean, callerSpeaks: boolean): void {
    const sense = piece?.isVoice === false ? null : piece;
    this.#ear.frame(atMs, sense, isLast, callerSpeaks);
    const label = sense === null ? null : this.#labels.get(sense.replyId) ?? null;
    this.#caller.frame(atMs - this.#streamAtMs, sense === null ? null : { label, isLast });
    if (this.#caller.hasSpokenFor(atMs - this.#streamAtMs, 500)) this.#reach("caller");
    if (label === null) return;
    const heardMs = (this.#heardMs.get(label) ?? 0) + 20;
    this.#heardMs.set(label, heardMs);
    if (label === "greeting" && heardMs >= 500) this.#reach("greeting");
    if (label === "first_answer" && heardMs >= 600) this.#reach("middle");
    // The model is done with it, and the caller still hears it.
    if (label === "first_answer" && heardMs >= 1_800) this.#reach("heard");
    if (label === "goodbye" && heardMs >= 300) this.#reach("goodbye");
  }

  #asked(label: Label, replyId: string): void {
    this.#labels.set(replyId, label);
    if (label === "first_answer") this.#time.after(30, () => this.#reach("start"));
  }

  #reach(moment: Moment): void {
    if (moment !== this.moment || this.#hasStruck || this.fault.lurks === true) return;
    this.#hasStruck = true;
    this.#story.push(`${Math.round(this.#time.nowMs)} -- it strikes`);
    this.fault.strike(this.#world, moment);
  }

  #closed(by: "service" | "caller" | "carrier"): void {
    this.#story.push(`${Math.round(this.#time.nowMs)} -- the stream is closed by the ${by}`);
    if (by === "caller") return this.#ear.over(this.#time.nowMs);
    this.#exchange.streamOver();
    const { phase } = this.#state;
    const isHandedOver = phase.name === "away" || "outcome" in phase && phase.outcome === "failed";
    if (by === "carrier" || isHandedOver) this.#ear.broke(this.#time.nowMs);
    this.#time.after(NEXT_WORD_MS, () => {
      const { phase } = this.#state;
      if (phase.name !== "away" || phase.why !== "lost") this.#ear.over(this.#time.nowMs);
    });
  }

  #take(happening: Happening): void {
    const before = this.#state;
    const event = { ...happening, atMs: Math.round(this.#time.nowMs * 10) / 10 } as CallEvent;
    const { state: after, effects } = step(before, event);
    this.#state = after;
    this.#tell(event, effects);
    if (event.type === "tool_called" && event.name === "record_answers") {
      this.#wasRecorded ||= effects.some(({ type }) => type === "keep_facts");
    }
    for (const effect of effects) {
      if (effect.type !== "send") continue;
      this.#surplusSends += effect.callId === null && before.report.sent !== "no" ? 1 : 0;
      this.#time.after(100, () => this.#reach("tool"));
    }
    for (const effect of effects) this.#perform(effect);
    this.#setAlarm();
  }

  #tell(event: CallEvent, effects: readonly CallEffect[]): void {
    if (["caller_audio", "reply_words"].includes(event.type)) return;
    const told = (what: CallEvent | CallEffect) =>
      JSON.stringify(what, (key, value) => ["audio", "levelsDb", "usage", "facts"].includes(key) ? undefined : value);
    const ordered = effects.filter(({ type }) => !["play", "mark", "listen", "save", "record_heard"].includes(type));
    if (event.type === "reply_audio" && ordered.length === 0) return;
    this.#story.push(
      `${event.atMs} ${this.#state.phase.name} ${told(event)}${
        ordered.map((effect) => `\n     -> ${told(effect)}`).join("")
      }`,
    );
  }

  #perform(effect: CallEffect): void {
    const { carrier, desk, model } = this.#world;
    switch (effect.type) {
      case "play":
      case "mark":
      case "clear":
      case "close_stream":
        return carrier.perform(effect);
      case "say_phrase":
        return this.#time.at(this.#time.nowMs, () => {
          const audio = phrasePiece(this.#state.deadAir.said + 1);
          this.#take({ ...phraseAudio(effect), audio } as Happening);
        });
      case "keep_facts":
      case "send":
      case "escalate":
        return desk.perform(effect);
      case "record_heard":
      case "drop_unheard":
      case "save":
      case "report_fault":
      case "finish":
        return;
      default:
        return model.perform(effect);
    }
  }

  /** One alarm, as the bridge keeps it. */
  #setAlarm(): void {
    const dueMs = deadline(this.#state);
    if (dueMs === null || this.#alarmAtMs !== null && this.#alarmAtMs <= dueMs) return;
    this.#alarmAtMs = dueMs;
    this.#time.at(Math.ceil(dueMs), () => {
      if (this.#alarmAtMs !== dueMs) return;
      this.#alarmAtMs = null;
      const now = deadline(this.#state);
      if (now !== null && now <= this.#time.nowMs) this.#take({ type: "time_passed" });
      else this.#setAlarm();
    });
  }
}
