/** Between the peers and the call: in a chaotic call it repeats, delays and invents events. Audio it leaves alone. */

import type { Happening } from "./call.ts";
import type { Plan } from "./virtual_plan.ts";
import { replyEnd } from "./virtual_reply.ts";
import { bytesOf } from "./virtual_sound.ts";
import { Chance, type VirtualTime } from "./virtual_time.ts";

export class Stranger {
  readonly #chance: Chance;
  #invented = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly plan: Plan,
    private readonly deliver: (event: Happening) => void,
  ) {
    this.#chance = new Chance(plan.seed ^ 0x57a6e);
    if (plan.isChaotic) this.time.after(this.#chance.between(0, 2_000), () => this.#invent());
  }

  /** Hands an event on: as it came, or not quite. */
  pass(event: Happening): void {
    const isAudio = event.type === "caller_audio" || event.type === "reply_audio";
    // A stream begins once: the bridge hears it from its own socket.
    if (!this.plan.isChaotic || isAudio || event.type === "stream_started") return this.deliver(event);
    if (!isEnd(event) && this.#chance.happens(0.04)) {
      return this.time.after(this.#chance.between(0, 800), () => this.deliver(event));
    }
    this.deliver(event);
    if (this.#chance.happens(0.06)) this.time.after(this.#chance.between(0, 1_500), () => this.deliver(event));
  }

  #invent(): void {
    const chance = this.#chance;
    const replyId = chance.pick(["reply0", "reply1", "stranger"]);
    const lineId = chance.pick(["line_reply0_0", "strange_line"]);
    const turnId = `strange_turn${Math.floor(this.#invented++ / 4)}`;
    const order = chance.pick([
      { kind: "request_reply" as const },
      { kind: "cancel_reply" as const },
      { kind: "truncate_line" as const, lineId },
      { kind: "forget_line" as const, lineId },
      { kind: "answer_tool" as const, callId: "strange_call" },
    ]);
    const audio = { base64: "", ulaw: bytesOf(400), replyId: "stranger", lineId, number: -1, isLast: false };
    const event = chance.pick<Happening>([
      { type: "mark_returned", name: chance.pick(["0:line_reply0_0:200", "", "7::"]) },
      { type: "digit_pressed", digit: "7" },
      { type: "speech_started", turnId, audioStartMs: chance.between(0, 1e7) },
      { type: "speech_stopped", turnId, audioEndMs: chance.between(-1e7, 1e7) },
      { type: "turn_committed", turnId },
      { type: "turn_transcribed", turnId, text: "some words" },
      { type: "turn_not_transcribed", turnId },
      { type: "reply_started", replyId },
      { type: "reply_audio", replyId: "nobody", lineId, audio },
      { type: "reply_words", replyId, lineId, text: "some words", whole: true },
      { type: "reply_moved", replyId },
      { type: "tool_called", replyId, callId: "strange_call", name: "end_call", arguments: "{" },
      replyEnd(replyId, { status: chance.pick(["cancelled", "failed", "incomplete"]) }),
      { type: "order_refused", order, code: "conversation_already_has_active_response" },
      { type: "facts_kept", callId: chance.pick([null, "strange_call"]), incident: null },
      { type: "desk_failed", callId: chance.pick([null, "strange_call"]) },
      { type: "nobody_answered" },
      { type: "time_passed" },
    ]);
    this.deliver(event);
    this.time.after(chance.between(0, 1_500), () => this.#invent());
  }
}

/** Its end is what makes a call end: it is not held back. */
function isEnd(event: Happening): boolean {
  return event.type === "stream_stopped" || event.type === "stream_closed" || event.type === "carrier_ended";
}
