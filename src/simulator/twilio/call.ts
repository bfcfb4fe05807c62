/**
 * A simulated incoming call: carrier and caller in one, over real HTTP and WebSockets, judged by an ear of its own.
 * It performs what the service answers, as Twilio does (PROTOCOLS.md 3), and notes everything with its time.
 */
import { newSid } from "./context.ts";
import type { CallContext, CallOptions } from "./context.ts";
import type { Ear } from "./ear.ts";
import { FRAME_MS } from "./frame.ts";
import { PhoneLine } from "./line.ts";
import { CallLog } from "./log.ts";
import type { LogEntry } from "./log.ts";
import { seededRandom } from "./network.ts";
import type { Ailment } from "./stream.ts";
import { perform } from "./verbs.ts";
import { fetchTwiml, tell } from "./webhook.ts";
import type { Fetched } from "./webhook.ts";

/** Documents one call may run through: a loop of redirects is a fault of the service. */
const DOCUMENTS = 100;

/** Places a call: the voice webhook is requested at once. Always end it, or wait for its end: `await using` does. */
export function startTwilioCall(options: CallOptions): TwilioCall {
  return new TwilioCall(options);
}

/** One call, as its caller holds it. All times are ms since it was placed. */
export class TwilioCall implements AsyncDisposable {
  /** The carrier's name for the call. */
  readonly callSid: string;
  /** What was said and heard. */
  readonly ear: Ear;
  /** What happened. */
  readonly log: CallLog;
  /** Resolves when the call is over and every request about it was answered; never rejects. */
  readonly ended: Promise<void>;
  readonly #options: CallOptions;
  readonly #line: PhoneLine;
  readonly #context: CallContext;
  #over = false;
  #finished = false;

  /** See `startTwilioCall`. */
  constructor(options: CallOptions) {
    this.#options = options;
    this.#line = new PhoneLine(options.keepAudioMs ?? 600_000);
    this.callSid = options.callSid ?? newSid("CA");
    this.ear = this.#line.ear;
    this.log = new CallLog(() => this.#line.nowMs());
    this.#context = {
      options,
      callSid: this.callSid,
      line: this.#line,
      log: this.log,
      random: seededRandom(options.seed ?? 1),
      keypad: { digits: "", lastMs: 0 },
      sentences: [],
      isOver: () => this.#over,
    };
    this.ended = this.#run();
  }

  /** Now, on the call's clock. */
  nowMs(): number {
    return this.#line.nowMs();
  }

  /** The verbs performed so far, in order, such as `Say Please hold.` or `Dial +15551234567`. */
  get verbs(): string[] {
    return this.log.of("verb").map(({ name, detail }) => `${name} ${detail}`.trim());
  }

  /** The carrier's errors so far, in order. */
  get errors(): Extract<LogEntry, { type: "error" }>[] {
    return this.log.of("error");
  }

  /** The carrier's warnings so far: 31951, what the service sent and the carrier ignored. */
  get warnings(): Extract<LogEntry, { type: "warning" }>[] {
    return this.log.of("warning");
  }

  /** Whether a media stream is connected. */
  get streaming(): boolean {
    return this.#line.stream !== null;
  }

  /** Audio the service has sent ahead and that was not played yet, ms. */
  get bufferedMs(): number {
    return this.#line.stream?.bufferedMs ?? 0;
  }

  /** Says µ-law audio, after what is being said; resolves when its last frame has left. Lost while nothing streams. */
  speak(audio: Uint8Array): Promise<void> {
    return this.#line.voice.speak(audio);
  }

  /** Noise on the caller's side, mixed with the caller's speech; resolves as `speak` does. */
  noise(audio: Uint8Array): Promise<void> {
    return this.#line.voice.noise(audio);
  }

  /** Presses a key: to the stream when there is one, else to a `<Gather>`. */
  press(digit: string): void {
    if (!/^[0-9*#A-D]$/.test(digit)) throw new Error(`Cannot press "${digit}": expected one of 0-9 * # A-D`);
    if (this.#line.stream !== null) {
      this.#line.stream.press(digit);
      return;
    }
    this.#context.keypad.digits += digit;
    this.#context.keypad.lastMs = this.nowMs();
  }

  /** Says a sentence to a `<Gather>`, which takes it as understood. */
  answer(sentence: string): void {
    this.#context.sentences.push(sentence);
  }

  /** The network loses what the caller says in the next `ms`: nothing is sent, and the stamps jump. */
  skipFrames(ms: number): void {
    this.#line.voice.lose(Math.round(ms / FRAME_MS));
  }

  /** The caller hangs up: `stop`, the socket closed, `<Connect action>` and status callback told. Resolves after. */
  hangUp(): Promise<void> {
    this.#over = true;
    this.#line.hangUp();
    return this.ended;
  }

  /** The media connection breaks without a word; the carrier then asks `<Connect action>` as after any stream. */
  dropConnection(): void {
    this.#line.stream?.drop();
  }

  /** Something is wrong with the media stream until it ends; where there is none, with the next. */
  ail(ailment: Ailment): void {
    this.#line.ail(ailment);
  }

  /**
   * Resolves when `probe` is true, looked at every 20 ms.
   * @throws Error naming `what`, when it is not within `deadlineMs` from now, or the call ends before.
   */
  until(probe: () => boolean, deadlineMs: number, what: string): Promise<void> {
    const { ear } = this;
    const describe = () => `Waited on the call at ${Math.round(ear.nowMs)} ms for ${what}`;
    return this.#line.waits.until(probe, this.nowMs() + deadlineMs, describe);
  }

  /** Resolves when a media stream is connected. */
  untilStreaming(deadlineMs: number): Promise<void> {
    return this.until(() => this.streaming, deadlineMs, "a media stream");
  }

  /** Resolves when the whole clip was heard, byte for byte, beginning no earlier than `sinceMs`. */
  untilHeard(clip: Uint8Array, { deadlineMs, sinceMs = 0 }: { deadlineMs: number; sinceMs?: number }): Promise<void> {
    const clipMs = clip.length / 8;
    let fromMs = sinceMs;
    const probe = () => {
      if (this.ear.heardFully(clip, fromMs)) return true;
      fromMs = Math.max(sinceMs, this.ear.nowMs - clipMs - FRAME_MS);
      return false;
    };
    return this.until(probe, deadlineMs, `a clip of ${clipMs} ms to be heard to its end`);
  }

  /** Resolves when something was audible at the ear after `sinceMs` (default: after the caller's last sound). */
  untilSpeaking({ deadlineMs, sinceMs }: { deadlineMs: number; sinceMs?: number }): Promise<void> {
    return this.until(() => this.#spokeSince(sinceMs), deadlineMs, "the dispatcher to speak");
  }

  /**
   * Resolves when the dispatcher has spoken after `sinceMs` (default: after the caller's last sound) and then been
   * quiet at the ear for `forMs` (default 400).
   */
  untilQuiet({ deadlineMs, forMs = 400, sinceMs }: {
    deadlineMs: number;
    forMs?: number;
    sinceMs?: number;
  }): Promise<void> {
    const probe = () => this.#spokeSince(sinceMs) && this.ear.quietMs() >= forMs;
    return this.until(probe, deadlineMs, `the dispatcher to speak and then be quiet for ${forMs} ms`);
  }

  /** Resolves when a media stream has ended; `streams`: the how many-th of the call (default: its first). */
  untilClosed(deadlineMs: number, streams = 1): Promise<void> {
    const probe = () => this.log.of("stream_closed").length >= streams;
    return this.until(probe, deadlineMs, `media stream ${streams} to end`);
  }

  /** Resolves when the call is over, by whichever side. */
  async untilEnded(deadlineMs: number): Promise<void> {
    await this.until(() => this.#finished, deadlineMs, "the call to end");
    await this.ended;
  }

  /** Hangs up if nobody has. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.hangUp();
  }

  #spokeSince(sinceMs = this.ear.lastSound("caller")?.toMs ?? 0): boolean {
    const last = this.ear.lastSound("dispatcher");
    return last !== undefined && last.toMs > sinceMs;
  }

  async #run(): Promise<void> {
    try {
      await this.#perform();
    } catch (error) {
      this.log.add({ type: "error", code: 0, detail: `the simulator failed: ${error}` });
    }
    this.#over = true;
    const statusUrl = this.#urlOf("statusUrl", "/twilio/status");
    const CallDuration = String(Math.round(this.nowMs() / 1000));
    if (statusUrl !== null) await tell(this.#context, statusUrl, "completed", { CallDuration });
    this.#finished = true;
    this.#line.end();
  }

  async #perform(): Promise<void> {
    let url = this.#options.voiceUrl ?? new URL("/twilio/voice", this.#options.publicUrl).href;
    let document: Fetched = await fetchTwiml(this.#context, url, "ringing");
    const fallbackUrl = this.#urlOf("fallbackUrl", "/twilio/fallback");
    if ("errorCode" in document && fallbackUrl !== null) {
      const failure = { ErrorCode: String(document.errorCode), ErrorUrl: url };
      url = fallbackUrl;
      document = await fetchTwiml(this.#context, url, "ringing", failure);
    }
    for (let documents = 1; documents <= DOCUMENTS && "verbs" in document; documents++) {
      const next = await this.#performAll(document.verbs, url);
      if (next === null) return;
      url = next.url;
      document = await fetchTwiml(this.#context, url, this.#over ? "completed" : "in-progress", next.parameters);
    }
  }

  async #performAll(verbs: Extract<Fetched, { verbs: unknown }>["verbs"], url: string) {
    for (const verb of verbs) {
      if (this.#over) return null;
      const next = await perform(this.#context, verb, url);
      if (next.kind === "request") return next;
      if (next.kind === "end") return null;
    }
    return null;
  }

  #urlOf(setting: "fallbackUrl" | "statusUrl", path: string): string | null {
    const url = this.#options[setting];
    return url === undefined ? new URL(path, this.#options.publicUrl).href : url;
  }
}
