/** The model of the fault matrix: sessions that come or do not, a detector, one reply at a time; faults on order. */

import type { CallEffect, CallEvent, FaultCode, ReplyPurpose } from "../../../src/call/call.ts";
import { isModelEffect } from "../../../src/openai/socket.ts";
import type { Happening } from "../call.ts";
import { VirtualDetector } from "../virtual_detector.ts";
import { replyEnd } from "../virtual_reply.ts";
import { bytesOf, type ModelPiece } from "../virtual_sound.ts";
import type { VirtualTime } from "../virtual_time.ts";
import { type Label, type Progress, reply as replyTo, type Said } from "./mind.ts";

type End = Partial<Omit<Extract<CallEvent, { type: "reply_ended" }>, "type" | "atMs" | "replyId">>;

/** What goes wrong with a reply, from its beginning or after half of its sound. */
export type BadReply =
  | { readonly ends: End }
  /** Not even its name comes; its name, or half of it, and nothing more. */
  | "never"
  | "still"
  | "text"
  /** Sound that is none: silence, or noise at full level. */
  | "inaudible"
  | "noise"
  /** It only hangs up. */
  | "hangs_up"
  | { readonly refused: string };

/** Replies that a fault hits: the first with this label, and so many after it. */
export interface Hit {
  readonly label: Label;
  readonly how: BadReply;
  readonly at: "start" | "half";
  readonly times: number;
  readonly models: "first" | "both";
}

/** What becomes of a session that is dialled. */
export interface BadDial {
  readonly code: FaultCode | "never";
  readonly models: "first" | "both";
}

export interface ModelListener {
  event(event: Happening): void;
  /** A reply is asked for. */
  asked(said: Said, replyId: string): void;
}

const DIAL_MS = 300;
const WAY_MS = 20;
const NAME_MS = 60;
const SOUND_MS = 140;
const PIECE_MS = 200;
/** Pieces come three times as fast as they are spoken. */
const PIECE_EVERY_MS = 65;
const DETECTOR_MS = 25;
const TRANSCRIPT_MS = 400;

/** A voice, nothing, and linear samples read as µ-law, dBFS. */
const LEVELS = { voice: -20, inaudible: -72, noise: -4 };

export class FaultModel {
  dial: BadDial | null = null;
  hit: Hit | null = null;
  /** The detector hears nothing. */
  isDeaf = false;
  losesTurn = false;
  refusesTruncation = false;
  transcribes = true;
  /** The session stands, takes everything and says nothing more. */
  #isFrozen = false;
  #session = 0;
  #isFallback = false;
  #isClosed = false;
  #isReady = false;
  #active: string | null = null;
  #replies = 0;
  #pieces = 0;
  #deafTurns = 0;
  /** Replies that were hit. */
  hits = 0;
  #detector: VirtualDetector;

  constructor(
    private readonly time: VirtualTime,
    private readonly progress: Progress,
    private readonly listener: ModelListener,
  ) {
    this.#detector = this.#newDetector();
  }

  /** The session is gone. */
  lose(code: FaultCode): void {
    if (!this.#isReady) return;
    this.#send({ type: "model_lost", code, detail: "closed" });
    this.#isClosed = true;
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  /** A session is dialled: the first, or the next. */
  open(isFallback: boolean): void {
    const session = ++this.#session;
    this.#isFallback = isFallback;
    this.#isClosed = this.#isReady = this.#isFrozen = false;
    this.#active = null;
    this.#detector = this.#newDetector();
    const bad = this.dial !== null && (this.dial.models === "both" || !isFallback) ? this.dial.code : null;
    if (bad === "never") return;
    this.time.after(DIAL_MS, () => {
      if (session !== this.#session) return;
      if (bad !== null) this.#send({ type: "model_lost", code: bad, detail: "refused" });
      else this.#send({ type: "model_ready", model: isFallback ? "the other" : "the first" });
      this.#isClosed = bad !== null;
      this.#isReady = bad === null;
    });
  }

  /** An order of the service's. */
  perform(effect: CallEffect): void {
    if (effect.type === "dial_model") return this.open(effect.isFallback);
    if (effect.type === "close_model") {
      this.#isClosed = true;
      return;
    }
    if (!isModelEffect(effect)) throw new Error(`"${effect.type}" is no order to the model`);
    if (effect.type === "listen" || effect.type === "listen_to_silence") {
      return this.isDeaf ? undefined : this.#detector.hear(effect);
    }
    const session = this.#session;
    this.time.after(WAY_MS, () => session === this.#session && this.#obey(effect));
  }

  #obey(effect: Exclude<CallEffect, { type: "listen" }>): void {
    switch (effect.type) {
      case "request_reply":
        return this.#request(effect.purpose);
      case "cancel_reply":
        if (this.#active !== effect.replyId || this.#isFrozen) return;
        this.#active = null;
        return this.#send(replyEnd(effect.replyId, { status: "cancelled", reason: "client_cancelled" }));
      case "truncate_line":
        if (!this.refusesTruncation) return;
        return this.#send({
          type: "order_refused",
          order: { kind: "truncate_line", lineId: effect.lineId },
          code: "invalid_value",
        });
      case "close_turn":
        // A deaf one has no turn: the commit makes it.
        if (!this.isDeaf || !effect.keep) return this.#detector.close(effect.keep);
        return this.#detected({ type: "turn_committed", turnId: `deaf${this.#deafTurns++}` }, this.#session);
      default:
        return;
    }
  }

  #request(purpose: ReplyPurpose): void {
    const said = replyTo(purpose, this.progress);
    const replyId = `reply${this.#replies++}`;
    const hit = this.#hitBy(said);
    const isRefused = hit !== null && typeof hit.how === "object" && "refused" in hit.how ? hit.how.refused : null;
    const busy = this.#active === null ? isRefused : "conversation_already_has_active_response";
    if (busy !== null) {
      return this.#send({ type: "order_refused", order: { kind: "request_reply" }, code: busy });
    }
    this.listener.asked(said, replyId);
    if (hit?.how === "never" && hit.at === "start") return;
    this.#active = replyId;
    this.#make(said, replyId, hit);
  }

  #hitBy({ label }: Said): Hit | null {
    const { hit } = this;
    if (hit === null || this.hits >= hit.times || this.hits === 0 && label !== hit.label) return null;
    if (hit.models === "first" && this.#isFallback) return null;
    this.hits++;
    return hit;
  }

  /** Sends a reply as time passes: its name, its words, its sound, its tool, its end. */
  #make({ speechMs, tool }: Said, replyId: string, hit: Hit | null): void {
    const lineId = `line_${replyId}`;
    let afterMs = NAME_MS;
    const send = (event: Happening) => this.#later(afterMs, replyId, event);
    send({ type: "reply_started", replyId });
    const how = hit?.how;
    if (hit?.at === "start" && (how === "still" || typeof how === "object")) {
      return how === "still" ? undefined : this.#ends(replyId, afterMs + 20, how as { ends: End });
    }
    if (how === "hangs_up") {
      send({ type: "tool_called", replyId, callId: `call_${replyId}`, name: "end_call", arguments: "{}" });
      return this.#ends(replyId, afterMs + 20, { ends: {} });
    }
    if (speechMs > 0) send({ type: "reply_words", replyId, lineId, text: "some words ", whole: false });
    if (how === "text") return this.#ends(replyId, afterMs + 60, { ends: { fault: "text_only" } });
    afterMs += SOUND_MS;
    const isHalf = hit?.at === "half";
    const untilMs = isHalf && how !== "noise" ? speechMs / 2 : speechMs;
    for (let ms = 0; ms < untilMs; ms += PIECE_MS) {
      const isBad = how === "inaudible" || how === "noise" && (!isHalf || ms >= speechMs / 2);
      const isLast = ms + PIECE_MS >= speechMs && !isBad;
      const level = isBad ? LEVELS[how] : LEVELS.voice;
      send(this.#piece(replyId, { ms: Math.min(PIECE_MS, untilMs - ms), isLast, isVoice: !isBad, level }));
      afterMs += PIECE_EVERY_MS;
    }
    if (isHalf && how !== "noise") return typeof how === "object" ? this.#ends(replyId, afterMs, how) : undefined;
    if (tool !== null) {
      send({ type: "tool_called", replyId, callId: `call_${replyId}`, name: tool.name, arguments: tool.args });
    }
    const isSilent = speechMs === 0 && tool === null;
    this.#ends(replyId, afterMs + 20, { ends: isSilent ? { fault: "empty_reply" } : {} });
  }

  #piece(
    replyId: string,
    { ms, isLast, isVoice, level }: {
      ms: number;
      isLast: boolean;
      isVoice: boolean;
      level: number;
    },
  ): Happening {
    const lineId = `line_${replyId}`;
    const ulaw = bytesOf(Math.ceil(ms * 8));
    const audio: ModelPiece = {
      ...{ base64: "model", ulaw, replyId, lineId, number: this.#pieces++, isLast, isVoice },
    };
    return { type: "reply_audio", replyId, lineId, audio, levelsDb: Array<number>(Math.ceil(ms / 20)).fill(level) };
  }

  #ends(replyId: string, afterMs: number, how: { ends: End } | { refused: string }): void {
    this.#later(afterMs, replyId, replyEnd(replyId, "ends" in how ? how.ends : {}));
  }

  #later(afterMs: number, replyId: string, event: Happening): void {
    const session = this.#session;
    this.time.after(afterMs, () => {
      if (session !== this.#session || this.#active !== replyId) return;
      if (event.type === "reply_ended") this.#active = null;
      this.#send(event);
    });
  }

  #newDetector(): VirtualDetector {
    const session = this.#session;
    return new VirtualDetector((said) => this.#detected(said, session), this.losesTurn, `turn${session}_`);
  }

  #detected(said: Happening, session: number): void {
    this.time.after(DETECTOR_MS, () => session === this.#session && this.#send(said));
    if (said.type !== "turn_committed") return;
    const { turnId } = said;
    this.time.after(TRANSCRIPT_MS, () => {
      if (session !== this.#session) return;
      if (this.transcribes) this.#send({ type: "turn_transcribed", turnId, text: "some words" });
      else this.#send({ type: "turn_not_transcribed", turnId });
    });
  }

  #send(event: Happening): void {
    if (this.#isClosed || this.#isFrozen) return;
    const session = this.#session;
    this.time.after(WAY_MS, () => session === this.#session && this.listener.event(event));
  }
}
