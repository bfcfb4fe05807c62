/** A Realtime session of our own that reads phrases aloud, one at a time. Every wait in it has an end. */

import type { CallEvent, ReplyStatus } from "../call/call.ts";
import { MODEL_READY_WAIT_MS } from "../call/limits.ts";
import { type PhraseLanguage, phraseWords } from "../intake/phrases.ts";
import type { ModelListener, ModelSocket } from "../openai/socket.ts";
import type { Directions } from "../openai/write.ts";
import type { PhraseKey } from "./book.ts";
import type { Spoken } from "./verdict.ts";

/** From the request for a phrase to its end, ms: the longest phrase takes 8 s to say, and comes faster than it is said. */
const PHRASE_WAIT_MS = 15_000;

const LANGUAGES: Readonly<Record<PhraseLanguage, string>> = { en: "English", es: "Latin American Spanish" };

/** What the session is told for all of its phrases. */
export const READING_INSTRUCTIONS =
  "You record announcements for a telephone line. You are given the words, and say exactly these: nothing before them, " +
  "nothing after them, no word changed. You never answer them. Speak calmly, kindly and clearly, at a normal pace.";

/** What has come of a phrase. */
interface Reply {
  id: string | null;
  lineId: string | null;
  readonly pieces: Uint8Array[];
  words: string;
  status: ReplyStatus | null;
}

/** The session cannot be used any more; the message says why, in plain words. */
export class ReadingFailed extends Error {}

export class ReadingSession implements ModelListener {
  readonly #model: ModelSocket;
  readonly #phraseWaitMs: number;
  #waiting: PromiseWithResolvers<void> | null = null;
  #failed: ReadingFailed | null = null;
  #isReady = false;
  #reply: Reply = noReply();
  #directions = READING_INSTRUCTIONS;

  /** Dials by `open`. */
  constructor(
    open: (listener: ModelListener, directions: Directions) => ModelSocket,
    phraseWaitMs: number = PHRASE_WAIT_MS,
  ) {
    this.#phraseWaitMs = phraseWaitMs;
    this.#model = open(this, () => this.#directions);
  }

  /** Resolves when it may be asked. Throws `ReadingFailed`. */
  async ready(): Promise<void> {
    await this.#until(() => this.#isReady, MODEL_READY_WAIT_MS);
  }

  /** Has a phrase said; null when the reply was not completed. Throws `ReadingFailed`. */
  async read({ name, language }: PhraseKey): Promise<Spoken | null> {
    this.#reply = noReply();
    this.#directions = `${READING_INSTRUCTIONS}\n\nSay in ${LANGUAGES[language]}: "${phraseWords(name, language)}"`;
    this.#model.perform({ type: "request_reply", purpose: "greet" });
    await this.#until(() => this.#reply.status !== null, this.#phraseWaitMs);
    const { status, words, pieces, lineId } = this.#reply;
    // The next phrase is not an answer to this one, nor paid for with it.
    if (lineId !== null) this.#model.perform({ type: "forget_line", lineId });
    return status === "completed" ? { words, ulaw: joined(pieces) } : null;
  }

  /** Ends it; whoever waits is told why. */
  close(why: string): void {
    this.#fail(why);
    this.#model.close();
  }

  event(event: CallEvent): void {
    switch (event.type) {
      case "model_ready":
        this.#isReady = true;
        return this.#waiting?.resolve();
      case "model_faulted":
        // A session that had to be mended may speak with another voice than the configured one.
        return this.#fail("the model refused the session that was asked for");
      case "model_lost":
        return this.#fail(`the model could not be had: ${event.code}`);
      case "order_refused":
        return event.order.kind === "request_reply"
          ? this.#fail(`the model refused to speak: ${event.code}`)
          : undefined;
      case "reply_started":
        this.#reply.id ??= event.replyId;
        return;
      case "reply_audio":
      case "reply_words":
        return this.#said(event);
      case "reply_ended":
        return this.#ended(event);
      default:
        return;
    }
  }

  unknownMessage(): void {}
  benignError(): void {}
  diagnosed(): void {}

  #said(event: Extract<CallEvent, { type: "reply_audio" | "reply_words" }>): void {
    const reply = this.#reply;
    if (event.replyId !== reply.id) return;
    reply.lineId = event.lineId;
    if (event.type === "reply_audio") reply.pieces.push(event.audio.ulaw);
    else reply.words = event.whole ? event.text : reply.words + event.text;
  }

  #ended({ replyId, status, fault }: Extract<CallEvent, { type: "reply_ended" }>): void {
    if (replyId !== this.#reply.id) return;
    // What the vendor could not do once, it is not asked for a dozen times.
    if (status === "failed") return this.#fail(`the model could not speak: ${fault ?? "no reason given"}`);
    this.#reply.status = status;
    this.#waiting?.resolve();
  }

  #fail(why: string): void {
    this.#failed ??= new ReadingFailed(why);
    this.#waiting?.reject(this.#failed);
  }

  async #until(isThere: () => boolean, waitMs: number): Promise<void> {
    if (this.#failed !== null) throw this.#failed;
    if (isThere()) return;
    const waiting = this.#waiting = Promise.withResolvers<void>();
    const timer = setTimeout(() => this.#fail("the model did not answer in time"), waitMs);
    await waiting.promise.finally(() => clearTimeout(timer));
  }
}

function noReply(): Reply {
  return { id: null, lineId: null, pieces: [], words: "", status: null };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
