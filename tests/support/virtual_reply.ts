/** How the virtual model makes one reply: its pieces, when each leaves, how it ends, and what goes wrong with it. */

import type { CallEvent, FaultCode, ReplyPurpose } from "../../src/call/call.ts";
import type { Happening } from "./call.ts";
import type { Plan } from "./virtual_plan.ts";
import { bytesOf, type ModelPiece } from "./virtual_sound.ts";
import type { Chance } from "./virtual_time.ts";

/** Something that the model sends, so long after the request. */
export interface Sending {
  readonly afterMs: number;
  readonly event: Happening;
}

/** What a model may call, with arguments good and bad; some are danger. */
const TOOLS: readonly (readonly [name: string, args: string])[] = [
  ["record_answers", '{"nature":"a stolen bicycle","asking":"location"}'],
  ["record_answers", '{"location":{"raw":"12 Main Street","address":"12 Main Street"},"asking":"when"}'],
  ["record_answers", '{"injuries":"no","weapons":"no","asking":null}'],
  ["record_answers", '{"injuries":"yes"}'],
  ["record_answers", "{"],
  ["dispatch_incident", '{"summary":"A stolen bicycle."}'],
  ["dispatch_incident", '{"summary":"A stolen bicycle.","report":true}'],
  ["end_call", '{"reason":"done"}'],
  ["end_call", '{"reason":"done"}'],
  ["transfer_to_human", '{"reason":"asked"}'],
  ["no_such_tool", "{}"],
];

/** From a request to the reply's name, and from there to its first sound, ms: 200 together (CONTRACT.md, Times). */
const NAME_MS = 60;
const SOUND_MS = 140;

/** The request that a reply answers. */
export interface Request {
  /** Counted from 0. */
  readonly index: number;
  readonly purpose: ReplyPurpose;
}

/** What of a reply the model sends, in order; `next` numbers its pieces. */
export function replyOf(plan: Plan, { index, purpose }: Request, chance: Chance, next: () => number): Sending[] {
  const replyId = `reply${index}`;
  const has = (fault: Plan["faults"][number]) => plan.faults.includes(fault);
  const isHit = index === plan.faultyReply;
  const sends = new Sendings(replyId, chance, next);
  if (has("replies_never") || isHit && has("reply_never")) return [];
  if (has("replies_empty") || isHit && has("reply_empty")) return sends.named().ends({ fault: "empty_reply" });
  if (isHit && has("reply_late")) sends.waits(chance.between(900, 1_500));
  if (isHit && has("reply_failed")) return sends.named().ends({ status: "failed", fault: "vendor_error" });
  if (isHit && has("reply_fatal")) return sends.named().ends({ status: "failed", fault: "no_credit" });
  if (isHit && has("reply_text_only")) return sends.named().words().ends({ fault: "text_only" });
  if (isHit && has("reply_still_before_sound")) return sends.named().words().list;
  if (isHit && has("reply_cut_by_detector")) {
    return sends.named().ends({ status: "cancelled", reason: "turn_detected", fault: "cut_by_noise" });
  }
  if (isHit && has("reply_rate_limited")) {
    return sends.named().ends({ status: "failed", fault: "rate_limited", retryAfterMs: 1_000 });
  }
  const ms = chance.between(400, 2_600);
  if (isHit && has("reply_without_level")) return sends.named().words().sound(2_000, false, -72).ends({});
  if (isHit && has("reply_broken_off")) {
    return sends.named().words().sound(ms, false).ends({ status: "failed", fault: "vendor_error" });
  }
  if (isHit && has("reply_still_in_sound")) return sends.named().words().sound(ms, false).list;
  if (isHit && has("reply_incomplete")) {
    return sends.named().words().sound(ms, true).ends({ status: "incomplete", reason: "max_output_tokens" });
  }
  if (purpose === "record_only") return recordOnly(sends, chance);
  // A greeting and a goodbye are asked for without tools.
  const tools = purpose === "greet" || purpose === "say_goodbye" ? 0 : toolsOf(chance);
  // A model that only calls tools says something when it is asked to go on.
  if (tools > 0 && purpose === "answer" && chance.happens(0.4)) return sends.named().calls(tools).ends({});
  sends.named().words().sound(ms, !chance.happens(0.2));
  if (!sends.isComplete) sends.anotherLine().words().sound(chance.between(200, 900), true);
  return sends.calls(tools).ends({});
}

/** Asked to say nothing, most models do not. */
function recordOnly(sends: Sendings, chance: Chance): Sending[] {
  if (chance.happens(0.3)) return sends.named().ends({ fault: "empty_reply" });
  if (chance.happens(0.2)) return sends.named().words().sound(800, true).ends({});
  return sends.named().calls(1).ends({});
}

function toolsOf(chance: Chance): number {
  return chance.happens(0.65) ? 0 : chance.happens(0.8) ? 1 : 2;
}

class Sendings {
  readonly list: Sending[] = [];
  isComplete = false;
  #afterMs = 0;
  #lines = 0;

  constructor(
    private readonly replyId: string,
    private readonly chance: Chance,
    private readonly next: () => number,
  ) {}

  waits(ms: number): this {
    this.#afterMs += ms;
    return this;
  }

  named(): this {
    return this.waits(NAME_MS).#send({ type: "reply_started", replyId: this.replyId });
  }

  anotherLine(): this {
    this.#lines++;
    return this;
  }

  words(): this {
    return this.#send({
      type: "reply_words",
      replyId: this.replyId,
      lineId: this.#lineId,
      text: "some words ",
      whole: false,
    });
  }

  /**
   * Sound of about `ms`, faster than it is spoken; the last piece says whether the reply is complete with it. With a
   * level it is measured, and is no voice.
   */
  sound(ms: number, completes: boolean, levelDb: number | null = null): this {
    this.waits(SOUND_MS);
    this.isComplete = completes;
    for (let left = Math.ceil(ms * 8); left > 0;) {
      const bytes = Math.min(left, this.chance.whole(400, 3_200));
      left -= bytes;
      const piece = this.#piece(bytes, left);
      const audio = levelDb === null ? piece : { ...piece, isVoice: false };
      const levels = levelDb === null ? {} : { levelsDb: Array<number>(Math.ceil(bytes / 160)).fill(levelDb) };
      this.#send({ type: "reply_audio", replyId: this.replyId, lineId: this.#lineId, audio, ...levels });
      this.waits(bytes / 8 * this.chance.between(0.05, 0.5));
    }
    return this;
  }

  calls(count: number): this {
    for (let n = 0; n < count; n++) {
      const [name, args] = this.chance.pick(TOOLS);
      const callId = `call_${this.replyId}_${n}`;
      if (this.chance.happens(0.5)) this.#send({ type: "reply_moved", replyId: this.replyId });
      this.#send({ type: "tool_called", replyId: this.replyId, callId, name, arguments: args });
    }
    return this;
  }

  ends(
    how: { status?: "failed" | "cancelled" | "incomplete"; reason?: string; fault?: FaultCode; retryAfterMs?: number },
  ): Sending[] {
    this.waits(20).#send(replyEnd(this.replyId, how));
    return this.list;
  }

  get #lineId(): string {
    return `line_${this.replyId}_${this.#lines}`;
  }

  #piece(bytes: number, left: number): ModelPiece {
    const isLast = left === 0 && this.isComplete;
    const { replyId } = this;
    return { base64: "model", ulaw: bytesOf(bytes), replyId, lineId: this.#lineId, number: this.next(), isLast };
  }

  #send(event: Happening): this {
    this.list.push({ afterMs: this.#afterMs, event });
    return this;
  }
}

/** The end of a reply: completed, unless told otherwise. */
export function replyEnd(
  replyId: string,
  how: Partial<Omit<Extract<CallEvent, { type: "reply_ended" }>, "type" | "atMs" | "replyId">>,
): Happening {
  const end = { status: "completed" as const, reason: null, fault: null, retryAfterMs: null, usage: null };
  return { type: "reply_ended", replyId, ...end, ...how };
}
