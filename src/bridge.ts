/**
 * One call, one line: Twilio -> read -> step -> write -> model, and back.
 *
 * The bridge is the shell around the pure core: it feeds events to `step`, one at a time, performs the effects of each
 * before it reads the next, keeps the one alarm that the state asks for, and lets journal, recording and books follow
 * beside the path. An exception in here ends this call and no other.
 */

import { Alarm } from "./alarm.ts";
import { CallBooks } from "./books.ts";
import { levelsDb } from "./audio/g711.ts";
import type { CallEffect, CallEvent, FaultCode, Outcome } from "./call/call.ts";
import type { Report } from "./call/report.ts";
import type { Beginning } from "./call/resuming.ts";
import { type CallState, type House, openCall } from "./call/state.ts";
import { deadline, step } from "./call/step.ts";
import type { CallNews } from "./call_news.ts";
import { isMeasured, measuresOf } from "./call_measures.ts";
import type { Recorder } from "./audio/recorder.ts";
import type { CallDesk } from "./desk/call_desk.ts";
import { DeskLine } from "./desk/desk_line.ts";
import type { Journal } from "./journal.ts";
import { writeOpening, writeStep } from "./journal_format.ts";
import { ModelLine } from "./model_line.ts";
import { isModelEffect, type ModelListener, type ModelSocket } from "./openai/socket.ts";
import type { Phrases } from "./phrases/book.ts";
import { goneOn } from "./resumed_books.ts";
import type { CallRecord } from "./store/call_record.ts";
import type { CallIdentity } from "./twilio/params.ts";
import type { CarrierSocket, StreamListener } from "./twilio/socket.ts";

/** What a call needs from its house. */
export interface BridgePorts {
  /** A steady clock, ms, and the wall clock at its zero. */
  readonly clock: { now(): number; wallAt(ms: number): Date };
  readonly house: House;
  dial(listener: ModelListener, now: () => number, isFallback: boolean): ModelSocket;
  readonly recorder: Recorder | null;
  readonly journal: Journal | null;
  save(record: CallRecord): void;
  readonly desk: CallDesk;
  /** What the call says without the model. */
  readonly phrases?: Phrases;
  readonly news: CallNews;
  /** Which model writes down the caller's words: it is paid apart. */
  readonly transcriptionModel?: string;
  /** The call was another process's: what that wrote of it, and what it begins with here. */
  readonly before?: { readonly record: CallRecord; readonly beginning: Beginning };
}

/** The shell of one call. */
export class Bridge implements ModelListener {
  readonly #books: CallBooks;
  /** Resolves when the call is over and everything of it is on disk. */
  readonly done: Promise<void>;
  #state: CallState;
  #carrier: CarrierSocket | null = null;
  readonly #model: ModelLine;
  readonly #alarm = new Alarm(() => this.now(), () => this.#ring());
  /** A later stream of the same call counts its time anew; the recording goes on. */
  #firstStreamAtMs: number | null = null;
  #streamOffsetMs = 0;
  #isStepping = false;
  readonly #waiting: CallEvent[] = [];
  readonly #desk: DeskLine;
  readonly #openedAtMs: number;
  #resolveDone: () => void = () => {};

  constructor(readonly identity: CallIdentity, private readonly ports: BridgePorts) {
    const { clock, journal } = ports;
    this.#openedAtMs = clock.now();
    this.done = new Promise((resolve) => this.#resolveDone = resolve);
    const { record, beginning = null } = ports.before ?? {};
    this.#state = openCall(0, ports.house, beginning);
    const openedAt = clock.wallAt(this.#openedAtMs);
    // The recording counts from the call's first stream, whoever had it.
    if (record?.answeredAt != null) this.#firstStreamAtMs = Date.parse(record.answeredAt) - openedAt.getTime();
    this.#desk = new DeskLine(
      ports.desk,
      (answer) => this.event({ ...answer, atMs: this.now() }),
      (error) => ports.news.deskFailed(identity.sid, error),
    );
    const wallAt = (atMs: number) => clock.wallAt(this.#openedAtMs + atMs);
    this.#books = new CallBooks(identity, ports.recorder !== null, wallAt, ports.transcriptionModel ?? null);
    if (journal !== null) {
      writeOpening(journal, { sid: identity.sid, at: openedAt, house: ports.house, beginning });
    }
    this.#model = new ModelLine((listener, isFallback) => ports.dial(listener, () => this.now(), isFallback), this);
    if (record !== undefined) this.#fault("restarted", "connected the stream again and went on");
    this.#save();
    this.#alarm.set(deadline(this.#state));
  }

  /** How and why the call ended; null while its media stream has something to do. */
  get ending(): { readonly outcome: Outcome; readonly reason: string } | null {
    const { phase } = this.#state;
    return phase.name === "settling" || phase.name === "ended" ? phase : null;
  }

  get outcome(): Outcome | null {
    return this.ending?.outcome ?? null;
  }

  get isOver(): boolean {
    return this.outcome !== null;
  }

  /** Why the carrier has the caller and we do not; null while that is not so. */
  get away(): "transfer" | "lost" | null {
    return this.#state.phase.name === "away" ? this.#state.phase.why : null;
  }

  /** Whether the model could go on with the call. */
  get canGoOn(): boolean {
    return this.#state.model.name === "ready";
  }

  /** The language that the caller speaks, once it was recorded (BCP 47). */
  get language(): string | null {
    return this.#state.report.facts.language;
  }

  /** What is known and what was asked so far. */
  get report(): Report {
    return this.#state.report;
  }

  /** The incident that the call opened or joined. */
  get incidentId(): string | null {
    return this.#state.report.incident?.id ?? null;
  }

  /** Whether the media stream has come. */
  get hasStream(): boolean {
    return this.#carrier !== null;
  }

  /** Gives the call its media stream. A call that is over already closes it at once. */
  attach(carrier: CarrierSocket): StreamListener {
    this.#carrier = carrier;
    if (this.isOver) carrier.close();
    const event = (event: CallEvent) => {
      // A stream that was followed by another one has nothing more to say.
      if (this.#carrier === carrier) this.event(event);
    };
    const fault = (code: FaultCode, action: string) => {
      if (this.#carrier === carrier) this.#fault(code, action);
    };
    return { now: () => this.now(), event, fault };
  }

  /** The call's own time, ms since it was opened, to a tenth. */
  now(): number {
    return Math.round((this.ports.clock.now() - this.#openedAtMs) * 10) / 10;
  }

  /** Takes in one event; one that an effect causes waits until all effects are performed. */
  event(event: CallEvent): void {
    if (this.#isStepping) return void this.#waiting.push(event);
    this.#isStepping = true;
    try {
      this.#take(event);
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#take(next);
      this.#alarm.set(deadline(this.#state));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isStepping = false;
    }
  }

  /** The call as the outside reads it now. */
  record(): CallRecord {
    const record = this.#books.record(this.#state, this.now());
    return this.ports.before === undefined ? record : goneOn(this.ports.before.record, record);
  }

  unknownMessage(): void {
    this.ports.news.unknownEvent("openai");
  }

  benignError(code: string): void {
    this.ports.news.benignError(code);
  }

  diagnosed(code: FaultCode, row: string, action: string): void {
    this.ports.news.diagnosed(this.identity.sid, code, row, action);
  }

  #take(event: CallEvent): void {
    if (event.type === "caller_audio") {
      this.ports.recorder?.caller(event.timestampMs + this.#streamOffsetMs, event.audio.ulaw);
    } else if (event.type === "stream_started") {
      this.#firstStreamAtMs ??= event.atMs;
      this.#streamOffsetMs = event.atMs - this.#firstStreamAtMs;
    }
    this.#books.follow(event);
    const before = this.#state;
    const { state, effects } = step(before, event);
    this.#state = state;
    if (isMeasured(event, effects)) measuresOf(before, event, state, effects).forEach(this.ports.news.measured);
    if (this.ports.journal !== null) writeStep(this.ports.journal, event, effects);
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: CallEffect): void {
    if (isModelEffect(effect)) return this.#model.perform(effect);
    const { recorder } = this.ports;
    switch (effect.type) {
      case "play":
        recorder?.sent(effect.audio.ulaw);
        return this.#carrier?.perform(effect);
      case "say_phrase":
        return this.#say(effect);
      case "mark":
      case "clear":
        return this.#carrier?.perform(effect);
      case "close_stream":
        return this.#carrier?.close();
      case "close_model":
        return this.#model.close();
      case "dial_model":
        return this.#model.dial(effect.isFallback);
      case "dial_next_model":
        return this.#model.dialNext(effect.isFallback);
      case "switch_model":
        return this.#model.switch();
      case "record_heard":
        return recorder?.heard(effect.bytes, effect.endMs + this.#streamOffsetMs);
      case "drop_unheard":
        return recorder?.dropUnheard();
      case "save":
        return this.#save();
      case "keep_facts":
      case "send":
      case "escalate":
        return this.#desk.order(effect);
      case "report_fault":
        return this.#fault(effect.code, effect.action);
      case "finish":
        return this.#finish();
    }
  }

  #say({ phrase, language }: Extract<CallEffect, { type: "say_phrase" }>): void {
    const audio = this.ports.phrases?.[language][phrase];
    if (audio === undefined) return;
    this.event({ type: "phrase_audio", atMs: this.now(), phrase, language, audio, levelsDb: levelsDb(audio.ulaw) });
  }

  #fault(code: FaultCode, action: string): void {
    this.#books.fault(code, action, this.now());
    this.ports.news.fault(this.identity.sid, code, action);
  }

  /** While the call runs: its end is kept by the desk, with what it announces. */
  #save(): void {
    if (this.#state.phase.name === "ended") return;
    const record = this.record();
    this.ports.save(record);
    this.#desk.show(record);
  }

  #finish(): void {
    this.#alarm.clear();
    const { news, recorder, journal } = this.ports;
    news.ended(this.record());
    const closing = [this.#desk.ended(() => this.record()), recorder?.close(), journal?.close()];
    Promise.allSettled(closing).then(() => this.#resolveDone());
  }

  /** Our own mistake: this call ends, by the way that leads to a person. */
  #fail(error: unknown): void {
    this.ports.news.exception(this.identity.sid, error);
    this.#waiting.length = 0;
    if (this.#state.phase.name === "ended") return;
    this.#state = { ...this.#state, phase: { name: "ended", outcome: "failed", reason: "internal error" } };
    for (const close of [() => this.#carrier?.close(), () => this.#model.close()]) attempt(close);
    attempt(() => this.#finish());
  }

  #ring(): void {
    const atMs = this.now();
    const dueMs = deadline(this.#state);
    if (dueMs !== null && dueMs <= atMs) this.event({ type: "time_passed", atMs });
    else this.#alarm.set(dueMs);
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The first error was reported; what is closed here is given up in any case.
  }
}
