/** The model in virtual time: a session that comes or does not, a detector, and at most one reply at a time. */

import type { CallEffect, ModelOrder, ReplyPurpose } from "../../src/call/call.ts";
import { isModelEffect, type ModelEffect } from "../../src/openai/socket.ts";
import type { Happening } from "./call.ts";
import { VirtualDetector } from "./virtual_detector.ts";
import type { Plan } from "./virtual_plan.ts";
import { replyEnd, replyOf } from "./virtual_reply.ts";
import { Chance, type VirtualTime, VirtualWire } from "./virtual_time.ts";

/** The way to the model and back, ms: a server in the same region. */
const WAY = { baseMs: 15, jitterMs: 5 };

/** From hearing to saying so, ms. */
const DETECTOR_MS = 25;

/** An order that is about the conversation, not its sound. */
type Order = Exclude<ModelEffect, { type: "listen" | "listen_to_silence" }>;

const READY: Extract<Happening, { type: "model_ready" }> = { type: "model_ready", model: "gpt-realtime-2.1" };
const LOST: Extract<Happening, { type: "model_lost" }> = {
  type: "model_lost",
  code: "connection_lost",
  detail: "closed 1006",
};

/** The model's end of the call. `event` is called with what reaches the service. */
export class VirtualModel {
  /** A reply that was asked for and is not over, as the vendor sees it. */
  #active: { readonly replyId: string } | null = null;
  #replies = 0;
  #pieces = 0;
  #overlaps = 0;
  #isClosed = false;
  #frozen: number | null = null;
  readonly #chance: Chance;
  readonly #toModel: VirtualWire;
  readonly #fromModel: VirtualWire;
  /** Each session has its own. */
  #detector: VirtualDetector;
  #session = 0;
  #sessions = 0;
  /** One beside it that is to follow. */
  #next: { readonly session: number; readonly detector: VirtualDetector } | null = null;

  constructor(
    private readonly time: VirtualTime,
    private readonly plan: Plan,
    private readonly event: (event: Happening) => void,
  ) {
    this.#chance = new Chance(plan.seed ^ 0x30de1);
    this.#toModel = new VirtualWire(time, this.#chance, WAY.baseMs, WAY.jitterMs);
    this.#fromModel = new VirtualWire(time, this.#chance, WAY.baseMs, WAY.jitterMs);
    this.#detector = this.#newDetector(plan.faults.includes("turn_never_closed"));
    this.#open();
  }

  /** An order of the service's. */
  perform(effect: CallEffect): void {
    if (effect.type === "close_model") {
      this.#isClosed = true;
      return;
    }
    if (effect.type === "dial_model") return this.#reopen();
    if (effect.type === "dial_next_model") return this.#openNext();
    if (effect.type === "switch_model") return this.#switch();
    if (!isModelEffect(effect)) throw new Error(`"${effect.type}" is no order to the model`);
    if (effect.type === "listen" || effect.type === "listen_to_silence") return this.#detector.hear(effect);
    // What is under way to a session that was left reaches nobody.
    const session = this.#session;
    this.#toModel.send(() => session === this.#session && this.#obey(effect));
  }

  #open(): void {
    const { faults, readyAtMs, streamAtMs, strikesAtMs, livesMs } = this.plan;
    const lose = () => this.#lose();
    if (faults.includes("session_never")) return;
    if (faults.includes("session_refused")) return this.time.at(readyAtMs, lose);
    if (faults.includes("session_mended")) {
      this.time.at(
        readyAtMs / 2,
        () => this.#send({ type: "model_faulted", code: "session_refused", action: "left the property out" }),
      );
    }
    this.time.at(readyAtMs, () => this.#send(livesMs === null ? READY : { ...READY, livesMs }));
    const strikesMs = Math.max(readyAtMs, streamAtMs + strikesAtMs);
    if (faults.includes("session_frozen")) this.time.at(strikesMs, () => this.#freeze());
    if (faults.includes("session_lost")) this.time.at(strikesMs, lose);
  }

  /** Another session: most come to stand, some do not. */
  #reopen(): void {
    this.#openNext(false);
    this.#switch();
    if (this.#chance.happens(0.2)) return;
    this.time.after(this.#chance.between(200, 900), () => this.#send(READY));
  }

  /** One beside the session in use: most come to stand, some do not, or break off before they are used. */
  #openNext(comes = true): void {
    const session = ++this.#sessions;
    this.#next = { session, detector: this.#newDetector(false, session) };
    if (!comes || this.#chance.happens(0.1)) return;
    const readyMs = this.#chance.between(200, 900);
    const lostMs = this.#chance.happens(0.1) ? this.#chance.between(100, 4_000) : Infinity;
    this.time.after(readyMs, () => lostMs > readyMs && this.#sendOf(session, READY));
    if (lostMs === Infinity) return;
    this.time.after(lostMs, () => this.#next?.session === session && this.#sendOf(session, LOST));
  }

  #switch(): void {
    const { session, detector } = this.#next!;
    this.#next = null;
    this.#active = null;
    this.#isClosed = false;
    this.#session = session;
    this.#detector = detector;
  }

  #newDetector(losesTurn: boolean, session = this.#session): VirtualDetector {
    const name = session === 0 ? "turn" : `turn${session}_`;
    return new VirtualDetector((said) => this.#detected(said, session), losesTurn, name);
  }

  /** It stays open, takes everything, and says nothing more. */
  #freeze(): void {
    this.#frozen = this.#session;
  }

  #lose(): void {
    this.#send(LOST);
    this.#isClosed = true;
  }

  #obey(effect: Order): void {
    switch (effect.type) {
      case "request_reply":
        return this.#request(effect.purpose);
      case "cancel_reply":
        return this.#cancel(effect.replyId);
      case "truncate_line": {
        const { lineId } = effect;
        if (this.plan.faults.includes("truncate_refused")) this.#refuse({ kind: "truncate_line", lineId }, "invalid");
        return;
      }
      case "forget_line": {
        const { lineId } = effect;
        if (this.plan.faults.includes("forget_refused")) this.#refuse({ kind: "forget_line", lineId }, "not_found");
        return;
      }
      case "forget_turn":
      case "answer_tool":
      case "tell_model":
        return;
      case "close_turn":
        return this.#detector.close(effect.keep);
    }
  }

  #request(purpose: ReplyPurpose): void {
    const { faults, faultyReply } = this.plan;
    const isHit = this.#replies === faultyReply;
    if (isHit && faults.includes("request_refused")) {
      this.#replies++;
      return this.#refuse({ kind: "request_reply" }, "server_error");
    }
    const overlaps = isHit && faults.includes("request_overlaps") && this.#overlaps++ < 2;
    if (this.#active !== null || overlaps) {
      return this.#refuse({ kind: "request_reply" }, "conversation_already_has_active_response");
    }
    const index = this.#replies++;
    const reply = { replyId: `reply${index}` };
    const sendings = replyOf(this.plan, { index, purpose }, this.#chance, () => this.#pieces++);
    // One of which nothing ever comes is not under way for the vendor either: it was lost.
    if (sendings.length > 0) this.#active = reply;
    for (const { afterMs, event } of sendings) {
      this.time.after(afterMs, () => {
        if (this.#active !== reply) return;
        if (event.type === "reply_ended") this.#active = null;
        this.#send(event);
      });
    }
  }

  #cancel(replyId: string): void {
    const reply = this.#active;
    if (reply?.replyId !== replyId) return this.#refuse({ kind: "cancel_reply" }, "response_cancel_not_active");
    const isSlow = this.plan.faults.includes("cancel_is_slow");
    // Meanwhile more of it may leave: it was made already.
    this.time.after(isSlow ? this.#chance.between(200, 900) : this.#chance.between(5, 80), () => {
      if (this.#active !== reply) return;
      this.#active = null;
      this.#send(replyEnd(replyId, { status: "cancelled", reason: "client_cancelled" }));
    });
  }

  #refuse(order: ModelOrder, code: string): void {
    this.#send({ type: "order_refused", order, code });
  }

  #detected(said: Happening, session: number): void {
    this.time.after(DETECTOR_MS, () => this.#session === session && this.#send(said));
    if (said.type !== "turn_committed" || this.plan.faults.includes("never_transcribed")) return;
    const { turnId } = said;
    const isLate = this.plan.faults.includes("transcribed_late");
    this.time.after(isLate ? this.#chance.between(2_000, 6_000) : this.#chance.between(200, 1_200), () => {
      if (this.plan.faults.includes("not_transcribed")) this.#send({ type: "turn_not_transcribed", turnId });
      else this.#send({ type: "turn_transcribed", turnId, text: this.#words() });
    });
  }

  /** Few callers are in danger, or ask for a person. */
  #words(): string {
    // Danger on top of a fault is two: what one may cost the caller is not its bound.
    if (this.#chance.happens(0.93) || this.plan.faults.length === 1) return "some words";
    return this.#chance.pick(["He has a gun and he is shooting.", "Let me speak to a human.", ""]);
  }

  #send(event: Happening): void {
    if (this.#isClosed || this.#session === this.#frozen) return;
    this.#sendOf(this.#session, event);
  }

  #sendOf(session: number, event: Happening): void {
    this.#fromModel.send(() => {
      if (this.#next?.session === session) this.event(ofNext(event));
      // A session that was followed by another one is not listened to any more.
      else if (this.#session === session) this.event(event);
    });
  }
}

function ofNext(event: Happening): Happening {
  if (event.type === "model_ready") return { ...event, type: "next_model_ready" };
  return event.type === "model_lost" ? { ...event, type: "next_model_lost" } : event;
}
