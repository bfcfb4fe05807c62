/** At most one reply is asked for or under way, and no turn is answered twice. */

import { CANCEL_WAIT_MS } from "../../src/call/limits.ts";
import { hold, type Taken } from "./virtual_witness.ts";

/** A reply that was asked for and of which no end is known. */
interface Open {
  replyId: string | null;
  cutAtMs: number | null;
}

/** Follows requests, names, ends and refusals. */
export class ReplyWitness {
  #open: Open | null = null;
  readonly #committed = new Set<string>();
  #owesAnswer = false;
  #asked = 0;
  readonly #sounded = new Set<string>();
  readonly #answeredTools = new Set<string>();

  constructor(private readonly isChaotic: boolean) {}

  took(taken: Taken): void {
    this.#happened(taken);
    const { before, effects, event, after } = taken;
    // While the carrier has the caller, one that never came is given up without a word.
    if (event.type === "time_passed" && before.replies.current !== null && after.replies.current === null) {
      this.#open = null;
    }
    for (const effect of effects) {
      if (effect.type === "report_fault" && effect.action === "asked for the reply again") this.#owesAnswer = true;
      if (effect.type === "tell_model") this.#owesAnswer = true;
      // With a session goes what was under way in it; the next one is asked for what was lost.
      if (effect.type === "dial_model" || effect.type === "switch_model") {
        this.#open = null;
        this.#owesAnswer = true;
      }
      if (effect.type === "close_turn" && effect.keep) this.#owesAnswer = true;
      if (effect.type === "answer_tool") this.#answered(effect.callId);
      if (effect.type === "report_fault" && effect.code === "reply_stalled") this.#givenUp(taken);
      if (effect.type === "request_reply") {
        this.#asked++;
        const isOverdue = this.#open?.cutAtMs != null && event.atMs - this.#open.cutAtMs >= CANCEL_WAIT_MS;
        hold(this.#open === null || isOverdue, "a reply was asked for beside one that is under way");
        this.#open = { replyId: null, cutAtMs: null };
        if (effect.purpose !== "answer") continue;
        hold(this.#owesAnswer, "a second answer to one turn was asked for");
        this.#owesAnswer = false;
      }
      if (effect.type === "play" && event.type === "reply_audio") this.#sounded.add(event.replyId);
    }
    if (this.#open !== null && after.replies.current?.isCut === true) this.#open.cutAtMs ??= event.atMs;
    const isRight = this.isChaotic || this.#sounded.size <= this.#asked;
    hold(isRight, `${this.#sounded.size} replies were played, ${this.#asked} were asked for`);
  }

  #answered(callId: string): void {
    hold(this.isChaotic || !this.#answeredTools.has(callId), `the tool call ${callId} was answered twice`);
    this.#answeredTools.add(callId);
  }

  /** One with a name is cancelled, and its end waited for; without one, nothing can be waited for. */
  #givenUp({ effects, event }: Taken): void {
    const isCancelled = this.#open !== null && effects.some(({ type }) => type === "cancel_reply");
    this.#open = isCancelled ? { replyId: this.#open!.replyId, cutAtMs: event.atMs } : null;
  }

  #happened({ event, effects }: Taken): void {
    switch (event.type) {
      case "reply_started":
        this.#open ??= { replyId: null, cutAtMs: null };
        this.#open.replyId = event.replyId;
        return;
      case "reply_ended":
        if (this.#open?.replyId === event.replyId) this.#open = null;
        return;
      case "order_refused":
        if (event.order.kind !== "request_reply" || this.#open?.replyId != null) return;
        this.#open = null;
        this.#owesAnswer = true;
        return;
      case "turn_committed":
        if (this.#committed.has(event.turnId) || effects.some(({ type }) => type === "forget_turn")) return;
        this.#committed.add(event.turnId);
        this.#owesAnswer = true;
        return;
      case "speech_started":
      case "turn_not_transcribed":
        // It begins again, or nothing is left of it: should it be closed once more, it counts as a new one.
        this.#committed.delete(event.turnId);
        return;
      case "turn_transcribed":
        if (event.text === "") this.#committed.delete(event.turnId);
    }
  }
}
