/**
 * The carrier and the caller behind it, in virtual time: every 20 ms a frame of the caller's line is sent and a frame
 * of what was buffered is played. Marks return when they are reached, or all at once because of a `clear`.
 */

import type { CallEffect } from "../../src/call/call.ts";
import { STREAM_SILENT_MS } from "../../src/call/limits.ts";
import type { Happening } from "./call.ts";
import type { Plan } from "./virtual_plan.ts";
import { callerFrame, FRAME_BYTES, FRAME_MS, type ModelPiece } from "./virtual_sound.ts";
import { Chance, type VirtualTime, VirtualWire } from "./virtual_time.ts";

/** What the carrier tells: to the service, and, as the truth, to whoever checks. */
export interface CarrierListener {
  /** An event that reaches the service. */
  event(event: Happening): void;
  /** A mark is on its way because it was reached: so many bytes had come before it since the last `clear`. */
  markReached(name: string, atByte: number): void;
  /** A frame's time has come: what the caller hears now, and whether a person speaks. */
  frame(atMs: number, heard: ModelPiece | null, isLastOfReply: boolean, callerSpeaks: boolean): void;
  cleared(): void;
  started(): void;
  closed(by: "service" | "caller" | "carrier"): void;
  /** The caller has hung up, on a stream or between two. */
  gone(): void;
  /** Whether the call is over for the service: a stream that comes all the same is closed at once. */
  isOver(): boolean;
}

/** What a carrier may do for the rest of the stream. */
export type Ailment =
  /** No frame of the caller comes any more. */
  | "frames_stop"
  /** Neither that, nor is anything played, nor a mark given back: the connection is half open. */
  | "half_open"
  /** What it is sent it does not take: marks come back at once. */
  | "plays_nothing"
  /** It plays, and gives back no mark. */
  | "no_marks";

type Buffered = { readonly piece: ModelPiece; left: number } | { readonly mark: string; readonly atByte: number };

export class VirtualCarrier {
  /** Bytes that the caller has heard: all, and of each line. */
  playedBytes = 0;
  /** Bytes that arrived since the last `clear`. */
  #arrivedBytes = 0;
  readonly playedOf = new Map<string, number>();
  isOpen = false;
  /** When the first stream began: the caller's own clock. */
  #calledAtMs: number | null = null;
  /** Counted from 1: what an earlier stream sent is not heard any more once the next has come. */
  #streams = 0;
  #isGone = false;
  #frames = 0;
  #lostUntilFrame = 0;
  #stallsUntilMs = 0;
  #buffer: Buffered[] = [];
  #ailment: Ailment | null = null;
  #nextAilment: Ailment | null = null;
  readonly #chance: Chance;
  readonly #toService: VirtualWire;
  readonly #toCaller: VirtualWire;

  constructor(
    private readonly time: VirtualTime,
    private readonly plan: Plan,
    private readonly listener: CarrierListener,
  ) {
    this.#chance = new Chance(plan.seed ^ 0xca11);
    this.#toService = new VirtualWire(time, this.#chance, plan.toService.baseMs, plan.toService.jitterMs);
    this.#toCaller = new VirtualWire(time, this.#chance, plan.toCaller.baseMs, plan.toCaller.jitterMs);
    if (!plan.faults.includes("stream_never")) time.at(plan.streamAtMs, () => this.connect());
  }

  /** An order of the service's. */
  perform(effect: Extract<CallEffect, { type: "play" | "mark" | "clear" | "close_stream" }>): void {
    const stream = this.#streams;
    this.#toCaller.send(() => {
      if (!this.isOpen || stream !== this.#streams) return;
      switch (effect.type) {
        case "play":
          if (this.#ailment === "plays_nothing") return;
          this.#arrivedBytes += effect.audio.ulaw.length;
          this.#buffer.push({ piece: effect.audio as ModelPiece, left: effect.audio.ulaw.length });
          return;
        case "mark":
          this.#buffer.push({ mark: effect.name, atByte: this.#arrivedBytes });
          if (this.#buffer.length === 1) this.#returnMarks("played");
          return;
        case "clear":
          this.#buffer = this.#buffer.filter((entry) => "mark" in entry);
          this.#arrivedBytes = 0;
          this.#returnMarks("cleared");
          return this.listener.cleared();
        case "close_stream":
          return this.#close("service");
      }
    });
  }

  /** A media stream is connected: the first, or the next. */
  connect(): void {
    if (this.#isGone) return;
    this.#streams++;
    this.isOpen = true;
    this.#frames = 0;
    this.#lostUntilFrame = 0;
    this.#buffer = [];
    this.#arrivedBytes = 0;
    this.#ailment = this.#nextAilment;
    this.#nextAilment = null;
    if (this.listener.isOver()) return this.#close("service");
    if (this.#calledAtMs === null) this.#call();
    this.listener.started();
    this.#send({ type: "stream_started", streamSid: `MZ${this.#streams}` });
    const stream = this.#streams;
    this.time.after(FRAME_MS, () => this.#tick(stream));
  }

  /** Something is wrong from now on, for as long as the stream lasts, or the one that is to come. */
  ail(ailment: Ailment): void {
    const stream = this.#streams;
    if (!this.isOpen) {
      this.#nextAilment = ailment;
      return;
    }
    this.#ailment = ailment;
    if (ailment !== "frames_stop" && ailment !== "half_open") return;
    // The service notices, closes, and the carrier asks what comes next.
    this.time.after(STREAM_SILENT_MS, () => this.isOpen && stream === this.#streams && this.#close("carrier"));
  }

  /** The stream breaks. */
  cut(): void {
    if (this.isOpen) this.#close("carrier");
  }

  /** The caller's part begins: what they press, when they hang up, what strikes. */
  #call(): void {
    this.#calledAtMs = this.time.nowMs;
    for (const { atMs, digit } of this.plan.digits) {
      this.time.after(atMs, () => this.isOpen && this.#send({ type: "digit_pressed", digit }));
    }
    this.time.after(this.plan.hangsUpAtMs, () => this.#hangUp());
    for (const fault of this.plan.faults) this.time.after(this.plan.strikesAtMs, () => this.#strike(fault));
  }

  #hangUp(): void {
    this.#isGone = true;
    this.listener.gone();
    if (this.isOpen) {
      this.#send({ type: "stream_stopped" });
      this.#close("caller");
    }
    this.time.after(200, () => this.listener.event({ type: "carrier_ended", status: "completed" }));
  }

  #strike(fault: Plan["faults"][number]): void {
    if (fault === "stream_closes" && this.isOpen) {
      this.listener.gone();
      this.#isGone = true;
      this.#close("carrier");
    }
    if (fault === "stream_breaks") this.cut();
    if (fault === "frames_stop" && this.isOpen) this.ail("frames_stop");
    if (fault === "stream_half_open" && this.isOpen) this.ail("half_open");
    if (fault === "carrier_ended" && this.isOpen) this.#send({ type: "carrier_ended", status: "completed" });
    if (fault === "hangup_asked" && this.isOpen) this.#send({ type: "hangup_asked", reason: "operator" });
    if (fault === "frames_lost") this.#lostUntilFrame = this.#frames + this.#chance.whole(1, 20);
    if (fault === "playing_stalls") this.#stallsUntilMs = this.time.nowMs + this.#chance.between(150, 500);
  }

  get #isMute(): boolean {
    return this.#ailment === "frames_stop" || this.#ailment === "half_open";
  }

  #tick(stream: number): void {
    if (!this.isOpen || stream !== this.#streams) return;
    if (this.#ailment !== "half_open") this.#returnMarks("played");
    const atMs = this.time.nowMs;
    const spokenMs = atMs - this.#calledAtMs! - FRAME_MS / 2;
    const utterance = this.plan.utterances.find(({ fromMs, toMs }) => fromMs <= spokenMs && spokenMs < toMs);
    this.#sendFrame(utterance !== undefined, utterance?.isSpeech === true);
    const isStill = atMs < this.#stallsUntilMs || this.#ailment === "half_open";
    const { piece, isLast } = isStill ? { piece: null, isLast: false } : this.#play();
    this.listener.frame(atMs, piece, isLast, utterance?.isSpeech === true);
    this.time.after(FRAME_MS, () => this.#tick(stream));
  }

  #sendFrame(isLoud: boolean, isSpeech: boolean): void {
    const number = this.#frames++;
    if (number < this.#lostUntilFrame || this.#isMute) return;
    const levelDb = isLoud ? this.#chance.between(-18, -12) : this.#chance.between(-70, -60);
    const audio = callerFrame(number, isLoud, isSpeech);
    this.#send({ type: "caller_audio", timestampMs: number * FRAME_MS, audio, levelDb, isVoiced: isSpeech });
  }

  /** Plays a frame's worth; a frame that is not full is filled with silence. */
  #play(): { piece: ModelPiece | null; isLast: boolean } {
    let room = FRAME_BYTES;
    let piece: ModelPiece | null = null;
    let isLast = false;
    // A mark inside the frame is reached when the frame is over: it goes back with the next one.
    for (let index = 0; index < this.#buffer.length && room > 0; index++) {
      const entry = this.#buffer[index]!;
      if ("mark" in entry) continue;
      const bytes = Math.min(room, entry.left);
      room -= bytes;
      entry.left -= bytes;
      piece = entry.piece;
      isLast = entry.left === 0 && piece.isLast;
      this.playedBytes += bytes;
      this.playedOf.set(piece.lineId, (this.playedOf.get(piece.lineId) ?? 0) + bytes);
    }
    return { piece, isLast };
  }

  /** Gives back the marks before which nothing is left to be played. */
  #returnMarks(why: "played" | "cleared"): void {
    let count = 0;
    for (const entry of this.#buffer) {
      if ("piece" in entry && entry.left > 0) break;
      count++;
      if ("mark" in entry) this.#returnMark(entry, why);
    }
    if (count > 0) this.#buffer.splice(0, count);
  }

  #returnMark({ mark: name, atByte }: { mark: string; atByte: number }, why: "played" | "cleared"): void {
    if (this.plan.faults.includes("marks_never") || this.#ailment === "no_marks") return;
    if (why === "played") this.listener.markReached(name, atByte);
    const lateMs = this.plan.faults.includes("marks_late") ? this.#chance.between(0, 250) : 0;
    const stream = this.#streams;
    if (lateMs > 0) this.time.after(lateMs, () => this.#send({ type: "mark_returned", name }, stream));
    else this.#send({ type: "mark_returned", name });
  }

  #send(event: Happening, stream = this.#streams): void {
    this.#toService.send(() => {
      if (stream === this.#streams) this.listener.event(event);
    });
  }

  #close(by: "service" | "caller" | "carrier"): void {
    this.isOpen = false;
    this.listener.closed(by);
    this.#send({ type: "stream_closed", why: "closed 1000" });
  }
}
