/** The line of one call: the one clock, the caller's voice and ear at one end, at the other a media stream or none. */
import { Announcer } from "./announcer.ts";
import { startTicking } from "./clock.ts";
import { Ear } from "./ear.ts";
import { FRAME_MS } from "./frame.ts";
import type { Ailment, MediaStream } from "./stream.ts";
import type { CarrierSocket } from "./socket.ts";
import { Voice } from "./voice.ts";
import type { Said } from "./voice.ts";
import { Waits } from "./waits.ts";

/** A line, from the first ring until `end`. */
export class PhoneLine {
  readonly ear: Ear;
  readonly voice = new Voice();
  readonly waits = new Waits();
  readonly announcer = new Announcer();
  readonly #startMs = performance.now();
  readonly #stop: () => void;
  #stream: MediaStream | null = null;
  /** A stream that begins with the next tick. */
  #next: { stream: MediaStream; socket: CarrierSocket } | null = null;
  /** What the caller said during the tick before: it has ended, so it can be sent. */
  #said: Said | null = null;
  #hungUp = false;
  #ailment: Ailment | null = null;

  /** Starts the clock. `keepMs`: audio kept by the ear. */
  constructor(keepMs: number) {
    this.ear = new Ear({ keepMs });
    this.#stop = startTicking(FRAME_MS, () => this.#tick());
  }

  /** Milliseconds since the line was opened; the ear's positions are multiples of 20 on the same clock. */
  nowMs(): number {
    return performance.now() - this.#startMs;
  }

  /** The stream that is connected now. */
  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** Connects a stream whose socket is open; it starts with the next tick. */
  connect(stream: MediaStream, socket: CarrierSocket): void {
    this.#next = { stream, socket };
    if (this.#ailment !== null) stream.ail(this.#ailment);
    this.#ailment = null;
  }

  /** Something is wrong with the stream from now on; where there is none, with the next. */
  ail(ailment: Ailment): void {
    if (this.#stream === null) this.#ailment = ailment;
    else this.#stream.ail(ailment);
  }

  /** Takes the stream off the line. */
  disconnect(): void {
    this.#stream = null;
    this.#next = null;
  }

  /** The caller has hung up: the stream is stopped, even one that is still to begin. */
  hangUp(): void {
    this.#hungUp = true;
    this.#stream?.stop();
  }

  /** Resolves after `ms` on the line's clock, or at once when `isOver` turns true. */
  pause(ms: number, isOver: () => boolean): Promise<void> {
    const untilMs = this.nowMs() + ms;
    return this.waits.until(() => isOver() || this.nowMs() >= untilMs, Infinity, () => "a pause");
  }

  /** Stops the clock; every wait is settled. */
  end(): void {
    this.#stop();
    this.voice.end();
    this.waits.end();
  }

  #tick(): void {
    if (this.#said !== null) this.#stream?.hearCaller(this.#said);
    if (this.#next !== null) {
      this.#stream = this.#next.stream;
      this.#stream.open(this.#next.socket);
      this.#next = null;
      if (this.#hungUp) this.#stream.stop();
    }
    const played = this.#stream?.play() ?? this.announcer.play();
    this.#said = this.voice.next();
    this.ear.tick(this.#said.frame, played.frame, played.bytes);
    this.waits.look(this.nowMs());
  }
}
