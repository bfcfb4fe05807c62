/** One whole call in virtual time: the core between a virtual carrier and a virtual model, watched at every step. */

import type { CallEffect, CallEvent } from "../../src/call/call.ts";
import { type CallState, openCall } from "../../src/call/state.ts";
import { deadline, step } from "../../src/call/step.ts";
import { type Happening, phraseAudio } from "./call.ts";
import { VirtualCarrier } from "./virtual_carrier.ts";
import { VirtualDesk } from "./virtual_desk.ts";
import { boundMs, VirtualEar } from "./virtual_ear.ts";
import { VirtualExchange } from "./virtual_exchange.ts";
import { VirtualModel } from "./virtual_model.ts";
import { houseOf, type Plan, planOf } from "./virtual_plan.ts";
import { HeardWitness } from "./virtual_heard_witness.ts";
import { ReportWitness } from "./virtual_report_witness.ts";
import { ReplyWitness } from "./virtual_reply_witness.ts";
import { phrasePiece } from "./virtual_sound.ts";
import { RotationWitness } from "./virtual_rotation_witness.ts";
import { Stranger } from "./virtual_stranger.ts";
import { VirtualTime } from "./virtual_time.ts";
import { TurnWitness } from "./virtual_turn_witness.ts";
import { EndWitness, hold, ListeningWitness, SpeakingWitness, type Taken } from "./virtual_witness.ts";

/** Nothing of a call lasts longer: a transfer of which nothing is heard is waited for four minutes. */
const OVER_AFTER_MS = 400_000;

/** Events shown when something does not hold. */
const SHOWN = 40;

/** What there is to tell about a call that went well. */
export interface Ran {
  readonly plan: Plan;
  readonly events: number;
  readonly longestSilenceMs: number;
  readonly heardErrorMs: number;
  readonly requests: number;
  readonly clears: number;
  readonly switches: number;
  readonly state: CallState;
}

/** Runs the call of a seed. Throws, with the seed and the last events, when something does not hold. */
export function runCall(seed: number, follow?: (event: CallEvent, effects: readonly CallEffect[]) => void): Ran {
  const line = new VirtualLine(planOf(seed), follow);
  try {
    return line.run();
  } catch (error) {
    throw new Error(line.story(error instanceof Error ? error : new Error(String(error))));
  }
}

class VirtualLine {
  readonly #time = new VirtualTime();
  readonly #carrier: VirtualCarrier;
  readonly #model: VirtualModel;
  readonly #desk: VirtualDesk;
  readonly #exchange: VirtualExchange;
  readonly #stranger: Stranger;
  readonly #ear: VirtualEar;
  readonly #heard: HeardWitness;
  readonly #end: EndWitness;
  readonly #report = new ReportWitness();
  readonly #witnesses: readonly { took(taken: Taken): void }[];
  readonly #last: Taken[] = [];
  #state: CallState;
  #alarmAtMs: number | null = null;
  #events = 0;
  readonly #counts = { request_reply: 0, clear: 0, switch_model: 0 };

  constructor(
    private readonly plan: Plan,
    private readonly follow: (event: CallEvent, effects: readonly CallEffect[]) => void = () => {},
  ) {
    this.#state = openCall(0, houseOf(plan));
    this.#stranger = new Stranger(this.#time, plan, (event) => this.#take(event));
    this.#ear = new VirtualEar(boundMs(plan));
    this.#heard = new HeardWitness(plan, () => this.#carrier);
    const event = (event: Happening) => this.#stranger.pass(event);
    this.#desk = new VirtualDesk(this.#time, plan, event);
    this.#exchange = new VirtualExchange(this.#time, plan, {
      event,
      state: () => this.#state,
      connect: () => this.#carrier.connect(),
    });
    this.#carrier = new VirtualCarrier(this.#time, plan, {
      event,
      markReached: (name, atByte) => this.#heard.markReached(name, atByte),
      frame: (atMs, piece, isLast, speaks) => {
        this.#ear.frame(atMs, piece?.isVoice === false ? null : piece, isLast, speaks);
      },
      cleared: () => this.#heard.stopped(),
      started: () => {
        this.#ear.started(this.#time.nowMs);
        this.#heard.started();
      },
      closed: (by) => this.#closed(by),
      gone: () => this.#exchange.callerGone(),
      isOver: () => this.#state.phase.name === "settling" || this.#state.phase.name === "ended",
    });
    this.#model = new VirtualModel(this.#time, plan, event);
    const { isChaotic } = plan;
    this.#end = new EndWitness(isChaotic);
    const replies = [new SpeakingWitness(isChaotic), new ReplyWitness(isChaotic)];
    this.#witnesses = [
      new ListeningWitness(),
      new TurnWitness(isChaotic),
      ...replies,
      this.#heard,
      this.#end,
      new RotationWitness(isChaotic),
      this.#report,
    ];
  }

  run(): Ran {
    this.#setAlarm();
    this.#time.runUntil(OVER_AFTER_MS);
    this.#end.allGone(this.#state);
    this.#report.allGone(this.#state);
    hold(!this.#carrier.isOpen, "the stream is still open");
    return {
      plan: this.plan,
      events: this.#events,
      longestSilenceMs: this.#ear.longestMs,
      heardErrorMs: this.#heard.errorMs,
      requests: this.#counts.request_reply,
      clears: this.#counts.clear,
      switches: this.#counts.switch_model,
      state: this.#state,
    };
  }

  /** What is told when something does not hold. */
  story(error: Error): string {
    const told = this.#last.filter(({ event, effects }) => event.type !== "caller_audio" || effects.length > 1);
    const lines = told.slice(-SHOWN).map(({ event, effects, after }) =>
      `${after.phase.name.padEnd(9)} ${short(event)}${
        effects.map((effect) => `\n${" ".repeat(14)}-> ${short(effect)}`)
      }`
    );
    const { seed, utterances, ...plan } = this.plan;
    const spoken = utterances.map(({ fromMs, toMs, isSpeech }) =>
      `${isSpeech ? "speech" : "noise"} ${Math.round(fromMs)}-${Math.round(toMs)}`
    );
    return `${error.message} (at ${Math.round(this.#time.nowMs)} ms)\nSEED=${seed} runs it again. ` +
      `${JSON.stringify(plan)}\ncaller: ${spoken.join(", ")}\n${lines.join("\n")}\n${error.stack}`;
  }

  #take(happening: Happening): void {
    const before = this.#state;
    const event = { ...happening, atMs: Math.round(this.#time.nowMs * 10) / 10 } as CallEvent;
    const { state: after, effects } = step(before, event);
    this.#state = after;
    this.#events++;
    this.follow(event, effects);
    const taken = { before, event, effects, after };
    if (this.#last.push(taken) > 2_000) this.#last.splice(0, 1_000);
    for (const witness of this.#witnesses) witness.took(taken);
    for (const effect of effects) this.#perform(effect);
    this.#setAlarm();
  }

  #closed(by: "service" | "caller" | "carrier"): void {
    if (by === "service") this.#heard.stopped();
    if (by === "carrier") this.#ear.broke(this.#time.nowMs);
    else this.#ear.over(this.#time.nowMs);
    if (by !== "caller") this.#exchange.streamOver();
  }

  #perform(effect: CallEffect): void {
    switch (effect.type) {
      case "play":
      case "mark":
      case "clear":
      case "close_stream":
        if (effect.type === "clear") this.#counts.clear++;
        return this.#carrier.perform(effect);
      case "say_phrase":
        return this.#time.at(this.#time.nowMs, () => {
          const audio = phrasePiece(this.#state.deadAir.said + 1);
          this.#take({ ...phraseAudio(effect), audio } as Happening);
        });
      case "keep_facts":
      case "send":
      case "escalate":
        return this.#desk.perform(effect);
      case "record_heard":
      case "drop_unheard":
      case "save":
      case "report_fault":
      case "finish":
        return;
      default:
        if (effect.type === "request_reply" || effect.type === "switch_model") this.#counts[effect.type]++;
        return this.#model.perform(effect);
    }
  }

  /** One alarm, as the bridge keeps it: it rings up to a millisecond late. */
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

function short(what: CallEvent | CallEffect): string {
  const { type, ...rest } = what;
  const fields = JSON.stringify(rest, (key, value) => key === "audio" ? `${value.ulaw.length} bytes` : value);
  return `${type} ${fields.length > 160 ? fields.slice(0, 160) + "…" : fields}`;
}
