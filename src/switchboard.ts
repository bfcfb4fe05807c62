/** The calls that are live: how one is answered, finds its media stream, and goes on when the stream is over. */

import { openRecorder, type Recorder } from "./audio/recorder.ts";
import { Bridge, type CallNews } from "./bridge.ts";
import { handedOver, refusedCall } from "./books.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/config.ts";
import { journalPath, recordingPath } from "./files.ts";
import { type Journal, openJournal } from "./journal.ts";
import { modelSettings } from "./openai/settings.ts";
import { openModel } from "./openai/socket.ts";
import type { CallRecord } from "./store/call_record.ts";
import type { Store } from "./store/store.ts";
import type { CarrierSocket, StreamListener } from "./twilio/socket.ts";
import { TokenBook } from "./twilio/tokens.ts";
import { afterDial, connectStream, type HandOver, handOver, hangUp, sentences } from "./twilio/twiml.ts";
import type { StreamStart } from "./twilio/wire.ts";

export interface SwitchboardPorts {
  readonly config: Config;
  readonly store: Store;
  readonly news: HouseNews;
  readonly clock: Clock;
}

/** What is logged and counted beside the news of single calls. */
export interface HouseNews extends CallNews {
  started(sid: string): void;
  refusedCall(sid: string, reason: string): void;
  storeFailed(error: unknown): void;
  fileFailed(sid: string, error: unknown): void;
}

/** A Twilio webhook's parameters. */
export type Params = { get(name: string): string | null };

/** What Twilio calls a call that is over (`CallStatus`). */
const OVER: ReadonlySet<string> = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);

interface LiveCall {
  readonly bridge: Bridge;
  readonly token: string;
}

export class Switchboard {
  readonly #calls = new Map<string, LiveCall>();
  readonly #opening = new Map<string, Promise<LiveCall>>();
  readonly #tokens = new TokenBook();
  readonly #handOver: HandOver;
  #isDraining = false;

  constructor(private readonly ports: SwitchboardPorts) {
    const { publicUrl, humanNumbers, agencyName } = ports.config;
    this.#handOver = { publicUrl, humanNumbers, words: sentences(agencyName) };
  }

  /** How many calls are live. */
  get size(): number {
    return this.#calls.size;
  }

  /** Why new calls are not welcome; empty when they are. */
  async reasons(): Promise<string[]> {
    const reasons: string[] = [];
    if (this.#isDraining) reasons.push("draining");
    if (this.#isFull()) reasons.push("full");
    await this.ports.store.ping().catch(() => reasons.push("store"));
    return reasons;
  }

  /**
   * `POST /twilio/voice`: opens the call and dials the model, while Twilio connects the stream. A repeated webhook gets
   * the same answer while its token is unused; afterwards the call cannot be opened a second time.
   */
  async answer(params: Params): Promise<string> {
    const [sid, from, to] = ["CallSid", "From", "To"].map((name) => params.get(name) ?? "") as [string, string, string];
    const known = this.#calls.get(sid) ?? await this.#opening.get(sid);
    if (known !== undefined) return known.bridge.hasStream || known.bridge.isOver ? hangUp() : this.#connect(known);
    if (await this.#findEnded(sid) !== null) return hangUp();
    if (this.#isDraining || this.#isFull()) return this.#refuse({ sid, from, to });
    // Looked up again: the store's answer took a moment, in which Twilio may have repeated itself.
    const opening = this.#opening.get(sid) ?? this.#open({ sid, from, to });
    this.#opening.set(sid, opening);
    try {
      return this.#connect(await opening);
    } finally {
      this.#opening.delete(sid);
    }
  }

  /** A media stream's `start`: returns its call, or why it has none. */
  admit(start: StreamStart, carrier: CarrierSocket): StreamListener | { refused: string } {
    if (start.accountSid !== this.ports.config.twilio.accountSid) return { refused: "foreign_account" };
    const verdict = this.#tokens.redeem(start.token, start.callSid, this.ports.clock.now());
    if (verdict !== "ok") return { refused: `token_${verdict}` };
    const call = this.#calls.get(start.callSid);
    return call === undefined ? { refused: "no_call" } : call.bridge.attach(carrier);
  }

  /** `POST /twilio/ended`: the stream is over. What comes next is never left to chance. */
  async ended(params: Params): Promise<string> {
    const sid = params.get("CallSid") ?? "";
    const isOver = OVER.has(params.get("CallStatus") ?? "");
    const live = this.#calls.get(sid)?.bridge;
    if (live !== undefined && !live.isOver) {
      live.event({ type: "stream_closed", atMs: live.now(), why: "the carrier ended the stream" });
    }
    const outcome = live === undefined ? (await this.#findEnded(sid))?.outcome : live.outcome;
    if (outcome === "answered" || isOver) return hangUp();
    await this.#handedOver(sid);
    const { connecting, trouble } = this.#handOver.words;
    return handOver(this.#handOver, outcome === "transferred" ? connecting : trouble);
  }

  /** `POST /twilio/ended?dialled=N`: the attempt to reach the N-th person is over. */
  dialled(index: number, params: Params): string {
    return afterDial(this.#handOver, index, params.get("DialCallStatus") ?? "");
  }

  /** `POST /twilio/status`: a call that Twilio ended elsewhere is closed here too. */
  status(params: Params): void {
    const status = params.get("CallStatus") ?? "";
    const bridge = this.#calls.get(params.get("CallSid") ?? "")?.bridge;
    if (OVER.has(status) && bridge !== undefined) bridge.event({ type: "carrier_ended", atMs: bridge.now(), status });
  }

  /** Takes no new calls, and waits until the live ones are over or `limitMs` has passed. */
  async drain(limitMs: number): Promise<void> {
    this.#isDraining = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<void>((resolve) => timer = setTimeout(resolve, limitMs));
    await Promise.race([this.#allDone(), limit]);
    clearTimeout(timer);
  }

  /** Ends whatever is still live, and waits until it is on disk. */
  async close(): Promise<void> {
    this.#isDraining = true;
    for (const { bridge } of this.#calls.values()) {
      bridge.event({ type: "hangup_asked", atMs: bridge.now(), reason: "service stopped" });
    }
    await this.#allDone();
  }

  async #allDone(): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    while (this.#calls.size > 0) {
      await Promise.allSettled([...this.#calls.values()].map(({ bridge }) => bridge.done));
    }
  }

  #isFull(): boolean {
    return this.#calls.size + this.#opening.size >= this.ports.config.maxCalls;
  }

  #connect(call: LiveCall): string {
    return connectStream({ publicUrl: this.ports.config.publicUrl, token: call.token });
  }

  async #open(identity: { sid: string; from: string; to: string }): Promise<LiveCall> {
    const { config, clock, news } = this.ports;
    const [recorder, journal] = await this.#openFiles(identity.sid);
    const settings = modelSettings(config);
    const bridge = new Bridge(identity, {
      clock,
      house: { hasPerson: this.#hasPerson },
      recorder,
      journal,
      news,
      dial: (listener, now) => openModel(settings, listener, now),
      save: (record) => void this.ports.store.saveCall(record).catch(news.storeFailed),
    });
    const call = { bridge, token: this.#tokens.mint(identity.sid, clock.now()) };
    this.#calls.set(identity.sid, call);
    news.started(identity.sid);
    bridge.done.then(() => this.#calls.delete(identity.sid));
    return call;
  }

  /** A call goes on without recording or journal when the disk fails: the caller comes first. */
  async #openFiles(sid: string): Promise<[Recorder | null, Journal | null]> {
    const { config: { dataDir, recordCalls }, news } = this.ports;
    const onError = (error: unknown) => news.fileFailed(sid, error);
    const failed = (error: unknown) => {
      onError(error);
      return null;
    };
    return await Promise.all([
      recordCalls ? openRecorder(recordingPath(dataDir, sid), { onError }).catch(failed) : null,
      openJournal(journalPath(dataDir, sid), { onError }).catch(failed),
    ]);
  }

  /** The call cannot be taken: a sentence, and a person. */
  async #refuse(identity: { sid: string; from: string; to: string }): Promise<string> {
    const { store, news, clock } = this.ports;
    const reason = this.#isDraining ? "draining" : "full";
    news.refusedCall(identity.sid, reason);
    await store.saveCall(refusedCall(identity, reason, clock.wallAt(clock.now()))).catch(news.storeFailed);
    return handOver(this.#handOver, this.#handOver.words.busy);
  }

  async #findEnded(sid: string): Promise<CallRecord | null> {
    try {
      return await this.ports.store.findCall(sid);
    } catch (error) {
      this.ports.news.storeFailed(error);
      return null;
    }
  }

  /** The caller is still there and goes on to a person, or is told that there is none: the books say which. */
  async #handedOver(sid: string): Promise<void> {
    const to = this.#hasPerson ? "person" : "nobody";
    const live = this.#calls.get(sid)?.bridge;
    if (live !== undefined) return live.handedOver(to);
    const record = await this.#findEnded(sid);
    if (record !== null) await this.ports.store.saveCall(handedOver(record, to)).catch(this.ports.news.storeFailed);
  }

  get #hasPerson(): boolean {
    return this.ports.config.humanNumbers.length > 0;
  }
}
