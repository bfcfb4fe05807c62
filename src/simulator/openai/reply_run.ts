/** One reply under way: it waits for its first audio, speaks piece by piece at its pace, calls tools, and ends once. */

import type { Alarms } from "./alarms.ts";
import type { Conversation } from "./conversation.ts";
import type { Reply, ReplyFault } from "./mind.ts";
import type { Timing } from "./options.ts";
import type { Outlet } from "./outlet.ts";
import { Output } from "./output.ts";
import { halfOf, type Piece, piecesOf } from "./pieces.ts";
import type { Format } from "./session_shapes.ts";

/** µ-law's zero. */
const SILENCE = 0xff;

/** How a reply ended. */
export type ReplyEnd =
  | { readonly status: "completed" }
  | { readonly status: "cancelled"; readonly reason: "turn_detected" | "client_cancelled" }
  | { readonly status: "incomplete"; readonly reason: "max_output_tokens" | "content_filter" }
  | { readonly status: "failed"; readonly error: Extract<ReplyFault, { failed: unknown }>["failed"] };

/** What a reply needs of its session. */
export interface RunHost {
  readonly outlet: Outlet;
  readonly alarms: Alarms;
  readonly timing: Timing;
  /** Null for a reply outside the conversation. */
  readonly conversation: Conversation | null;
  readonly format: Format;
  /** Whether text was asked for instead of audio. */
  readonly isText: boolean;
  /** Audio of the model was sent. */
  readonly onAudio: () => void;
  readonly onEnd: (end: ReplyEnd) => void;
}

/** One reply under way. */
export class ReplyRun {
  readonly id: string;
  readonly output: Output;
  readonly #host: RunHost;
  readonly #reply: Reply;
  #cancelAlarm: () => void = () => {};
  #isOver = false;

  /** A reply that has not begun. */
  constructor(id: string, reply: Reply, host: RunHost) {
    this.id = id;
    this.#reply = reply;
    this.#host = host;
    this.output = new Output(host.outlet, id, host.conversation);
  }

  /** Begins: the first audio comes after a while. */
  start(): void {
    if (this.#reply.fault === "stall") return;
    this.#after(this.#reply.firstAudioMs ?? this.#host.timing.firstAudioMs, () => this.#begin());
  }

  /** Ends it now; what was said of it stays, incomplete. */
  cancel(reason: "turn_detected" | "client_cancelled"): void {
    this.#end({ status: "cancelled", reason });
  }

  #begin(): void {
    const { speech, fault } = this.#reply;
    if (speech === undefined || fault === "empty") return this.#act();
    const isText = this.#host.isText || fault === "text_only";
    const isCut = fault === "stall_midway" || typeof fault === "object";
    const said = fault === "inaudible"
      ? { ...speech, audio: new Uint8Array(speech.audio.length).fill(SILENCE) }
      : speech;
    this.output.open(isText ? "text" : "audio");
    this.#say(piecesOf(isCut ? halfOf(said) : said, this.#host.format, this.#host.timing.chunkMs), 0, null);
  }

  /** Says the pieces that are due; `startMs`: when the first was said, on the process's clock. */
  #say(pieces: readonly Piece[], saidMs: number, startMs: number | null): void {
    const since = startMs ?? performance.now();
    const dueMs = startMs === null ? 0 : (performance.now() - since) * this.#host.timing.pace;
    let ms = saidMs;
    let next = 0;
    while (next < pieces.length && (this.#host.timing.pace === Infinity || ms <= dueMs)) {
      const piece = pieces[next++]!;
      this.output.say(piece);
      this.#host.onAudio();
      if (this.#isOver || this.#host.alarms.isOver) return;
      ms += piece.ms;
    }
    if (next === pieces.length) return this.#act();
    this.#after(
      since + ms / this.#host.timing.pace - performance.now(),
      () => this.#say(pieces.slice(next), ms, since),
    );
  }

  /** Speech is over: tools, then the end. */
  #act(): void {
    const { tools, fault } = this.#reply;
    if (fault === "stall_midway") return;
    if (typeof fault === "object") return this.#end(endOf(fault));
    this.output.close("completed");
    if (fault !== "empty") { for (const tool of tools ?? []) this.output.call(tool); }
    this.#end({ status: "completed" });
  }

  #end(end: ReplyEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelAlarm();
    this.output.close(end.status === "completed" ? "completed" : "incomplete");
    this.#host.onEnd(end);
  }

  #after(ms: number, action: () => void): void {
    this.#cancelAlarm = this.#host.alarms.after(ms, action);
  }
}

function endOf(fault: Extract<ReplyFault, object>): ReplyEnd {
  if ("failed" in fault) return { status: "failed", error: fault.failed };
  if ("incomplete" in fault) return { status: "incomplete", reason: fault.incomplete };
  return { status: "cancelled", reason: fault.cancelled };
}
