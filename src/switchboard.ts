/** The calls that are live: how one is answered, finds its media stream, and goes on when the stream is over. */

import { Bridge } from "./bridge.ts";
import { openCallFiles } from "./call_files.ts";
import type { Clock } from "./clock.ts";
import type { Desk } from "./desk/call_desk.ts";
import { callerIdOf } from "./desk/phone.ts";
import { whisperText } from "./desk/radio.ts";
import type { Outline } from "./intake/outline.ts";
import type { Config } from "./config/config.ts";
import { modelSettings } from "./openai/settings.ts";
import type { HouseNews } from "./news.ts";
import type { ModelAvailability } from "./openai/availability.ts";
import { type ModelSettings, openModel } from "./openai/socket.ts";
import type { PhraseBook } from "./phrases/book.ts";
import type { CallRecord } from "./store/call_record.ts";
import type { Database } from "./store/store.ts";
import { LAST_WORD_WAIT_MS } from "./call/limits.ts";
import { LastWords } from "./last_words.ts";
import type { CarrierSocket, StreamListener } from "./twilio/socket.ts";
import { TokenBook } from "./twilio/tokens.ts";
import { identityOf, isOver, type Params } from "./twilio/params.ts";
import { type Sentences, sentences } from "./twilio/sentences.ts";
import { afterDial, connectStream, type HandOver, handOver, hangUp, say, wasAnswered } from "./twilio/twiml.ts";
import type { StreamStart } from "./twilio/wire.ts";
import { UnservedCalls } from "./unserved.ts";

export interface SwitchboardPorts {
  readonly config: Config;
  readonly store: Database;
  readonly desk: Desk;
  /** Of the question protocol. */
  readonly outline: Outline;
  readonly news: HouseNews;
  readonly clock: Clock;
  readonly model: ModelAvailability;
  readonly phrases: PhraseBook;
}

interface LiveCall {
  readonly bridge: Bridge;
  readonly token: string;
  /** The carrier knows what comes after the stream, or that the call is over. */
  isAnswered: boolean;
}

export class Switchboard {
  readonly #calls = new Map<string, LiveCall>();
  readonly #opening = new Map<string, Promise<LiveCall>>();
  readonly #tokens = new TokenBook();
  readonly #handOver: HandOver;
  readonly #lastWords = new LastWords();
  /** Callers whom the model cannot serve. */
  readonly unserved: UnservedCalls;
  #isDraining = false;

  constructor(private readonly ports: SwitchboardPorts) {
    const { publicUrl, humanNumbers, agencyName } = ports.config;
    this.#handOver = { publicUrl, humanNumbers, words: sentences(agencyName) };
    this.unserved = new UnservedCalls(ports);
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
    const identity = identityOf(params);
    const { sid } = identity;
    const known = this.#calls.get(sid) ?? this.#opening.get(sid);
    if (known !== undefined) return this.#answerAgain(await known);
    const unserved = this.unserved.twimlOf(sid);
    if (unserved !== null) return unserved;
    const isEnded = await this.#findEnded(sid) !== null;
    // Looked up again: the store's answer took a moment, in which Twilio may have repeated itself.
    const repeated = this.#calls.get(sid) ?? this.#opening.get(sid);
    if (repeated !== undefined) return this.#answerAgain(await repeated);
    if (isEnded) return hangUp();
    if (this.#isDraining) return await this.unserved.refuse(identity, "draining");
    if (this.#isFull()) return await this.unserved.refuse(identity, "full");
    if (this.ports.model.fault !== null) return await this.unserved.refuse(identity, "model", this.ports.model.fault);
    const opening = this.#open(identity);
    this.#opening.set(sid, opening);
    try {
      return this.#connect(await opening);
    } finally {
      this.#opening.delete(sid);
    }
  }

  #answerAgain(known: LiveCall): string {
    return known.bridge.hasStream || known.bridge.isOver ? hangUp() : this.#connect(known);
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
    const { sid } = identityOf(params);
    this.#hasAsked(sid);
    const live = this.#calls.get(sid);
    if (live === undefined) return await this.#endedBefore(params);
    const { bridge } = live;
    if (isOver(params)) {
      bridge.event({ type: "carrier_ended", atMs: bridge.now(), status: params.get("CallStatus") ?? "" });
      return hangUp();
    }
    if (bridge.outcome === null && bridge.away === null) {
      bridge.event({ type: "stream_closed", atMs: bridge.now(), why: "the carrier ended the stream" });
    }
    if (bridge.away === "lost") return this.#reconnect(live, null);
    if (bridge.away === "transfer") return handOver(this.#handOverFor(bridge), "connecting", sid);
    if (bridge.outcome !== "failed" && bridge.outcome !== "abandoned") return hangUp();
    return await this.unserved.serve(bridge.record(), bridge.report, "trouble");
  }

  /** The stream of a call that is not live any more, or of another process, is over. */
  async #endedBefore(params: Params): Promise<string> {
    const identity = identityOf(params);
    if (isOver(params)) await this.unserved.over(identity.sid);
    const outcome = (await this.#findEnded(identity.sid))?.outcome ?? "failed";
    const goesOn = outcome === "failed" || outcome === "abandoned" || outcome === "transferred";
    if (isOver(params) || !goesOn) return hangUp();
    return await this.unserved.serveAgain(identity, outcome === "transferred" ? "connecting" : "trouble");
  }

  /** `POST /twilio/ended?dialled=N`: the attempt to reach the N-th person is over. */
  async dialled(index: number, params: Params): Promise<string> {
    const sid = params.get("CallSid") ?? "";
    const status = params.get("DialCallStatus") ?? "";
    if (isOver(params) && !wasAnswered(status)) await this.unserved.over(sid, false);
    const unserved = await this.unserved.dialled(sid, index, status);
    if (unserved !== null) return unserved;
    const isLast = this.#handOver.humanNumbers[index + 1] === undefined;
    const live = this.#calls.get(sid);
    // A call of a process that died.
    if (live === undefined && isLast && !wasAnswered(status)) {
      return await this.unserved.nobodyAnswered(identityOf(params));
    }
    const to = live === undefined ? this.#handOver : this.#handOverFor(live.bridge);
    const next = afterDial(to, index, status, sid);
    if (live?.bridge.away !== "transfer") return next;
    const { bridge } = live;
    if (wasAnswered(status)) bridge.event({ type: "person_left", atMs: bridge.now() });
    if (wasAnswered(status) || !isLast) return next;
    // The last one did not answer: the call goes on with the model where it can.
    bridge.event({ type: "nobody_answered", atMs: bridge.now() });
    return bridge.canGoOn ? this.#reconnect(live, this.#handOverFor(bridge).words) : next;
  }

  /** `POST /twilio/whisper?call=…`: a person has picked up; they hear what the call is about before they are connected. */
  async whisper(callSid: string): Promise<string> {
    const bridge = this.#calls.get(callSid)?.bridge;
    const incidentId = bridge?.incidentId ?? await this.unserved.pickedUp(callSid);
    const incident = incidentId === null ? null : await this.#found(this.ports.store.findIncident(incidentId));
    bridge?.event({ type: "person_answered", atMs: bridge.now() });
    return say(whisperText(incident, this.ports.config.protocol));
  }

  /** `POST /twilio/status`: a call that Twilio ended elsewhere is closed here too. */
  status(params: Params): void {
    if (!isOver(params)) return;
    const { sid } = identityOf(params);
    this.#hasAsked(sid);
    void this.unserved.over(sid);
    const bridge = this.#calls.get(sid)?.bridge;
    bridge?.event({ type: "carrier_ended", atMs: bridge.now(), status: params.get("CallStatus") ?? "" });
  }

  /** Takes no new calls, and waits until the live ones are over or `limitMs` has passed. */
  async drain(limitMs: number): Promise<void> {
    this.#isDraining = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<void>((resolve) => timer = setTimeout(resolve, limitMs));
    await Promise.race([this.#allDone().then(() => this.unserved.allOver()), limit]);
    clearTimeout(timer);
  }

  /**
   * Ends whatever is still live, and waits until it is on disk and the carrier has asked what comes next, which is a
   * person. A carrier that does not ask is waited for a few seconds.
   */
  async close(): Promise<void> {
    this.#isDraining = true;
    this.unserved.stopping();
    for (const { bridge } of this.#calls.values()) {
      bridge.event({ type: "hangup_asked", atMs: bridge.now(), reason: "service stopped" });
    }
    await this.#allDone();
    await this.#lastWords.allSaid(LAST_WORD_WAIT_MS);
    await this.unserved.close();
  }

  #hasAsked(sid: string): void {
    const live = this.#calls.get(sid);
    if (live !== undefined) live.isAnswered = true;
    this.#lastWords.said(sid);
  }

  /** The call is over and on disk. Only a draining house waits for what the carrier has still to ask. */
  #isDone(sid: string): void {
    const live = this.#calls.get(sid);
    this.#calls.delete(sid);
    if (this.#isDraining && live?.bridge.hasStream === true && !live.isAnswered) this.#lastWords.owe(sid);
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

  /** The same call's audio once more, by a new token. */
  #reconnect({ bridge }: LiveCall, words: Sentences | null): string {
    const { sid } = bridge.identity;
    const live = { bridge, token: this.#tokens.mint(sid, this.ports.clock.now()), isAnswered: false };
    this.#calls.set(sid, live);
    const { publicUrl } = this.ports.config;
    return connectStream({ publicUrl, token: live.token, ...(words === null ? {} : { words }) });
  }

  /** In the caller's language, once it is known. */
  #handOverFor(bridge: Bridge): HandOver {
    return { ...this.#handOver, words: sentences(this.ports.config.agencyName, bridge.language) };
  }

  #connect(call: LiveCall): string {
    return connectStream({ publicUrl: this.ports.config.publicUrl, token: call.token });
  }

  async #open(identity: { sid: string; from: string; to: string }): Promise<LiveCall> {
    const { config, clock, news } = this.ports;
    const onError = (error: unknown) => news.fileFailed(identity.sid, error);
    const { recorder, journal } = await openCallFiles(config, identity.sid, onError);
    const occasion = { now: clock.wallAt(clock.now()), callerId: callerIdOf(identity.from) !== null };
    const [first, fallback] = [config.openai.model, config.openai.fallbackModel].map((model) =>
      modelSettings(config, occasion, model)
    ) as [ModelSettings, ModelSettings];
    const bridge: Bridge = new Bridge(identity, {
      clock,
      house: { hasPerson: this.#hasPerson, outline: this.ports.outline, canRedial: true, hasPhrases: true },
      phrases: this.ports.phrases.current(),
      desk: this.unserved.holding(identity.sid, this.ports.desk.forCall(identity), () => bridge.report),
      recorder,
      journal,
      news,
      transcriptionModel: config.openai.transcriptionModel,
      dial: (listener, now, isFallback) =>
        this.ports.model.dial((to) => openModel(isFallback ? fallback : first, to, now), listener, isFallback),
      save: (record) => void this.ports.store.saveCall(record).catch(news.storeFailed),
    });
    const call = { bridge, token: this.#tokens.mint(identity.sid, clock.now()), isAnswered: false };
    this.#calls.set(identity.sid, call);
    news.started(identity.sid);
    bridge.done.then(() => this.#isDone(identity.sid));
    return call;
  }

  async #findEnded(sid: string): Promise<CallRecord | null> {
    return await this.#found(this.ports.store.findCall(sid));
  }

  /** What the store says; nothing when it fails. */
  async #found<T>(answer: Promise<T | null>): Promise<T | null> {
    return await answer.catch((error) => {
      this.ports.news.storeFailed(error);
      return null;
    });
  }

  get #hasPerson(): boolean {
    return this.ports.config.humanNumbers.length > 0;
  }
}
