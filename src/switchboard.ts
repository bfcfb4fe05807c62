/** The calls that are live: how one is answered, finds its media stream, and goes on when the stream is over. */

import type { Admission } from "./admission.ts";
import type { Bridge } from "./bridge.ts";
import type { Clock } from "./clock.ts";
import type { Desk } from "./desk/call_desk.ts";
import { whisperText } from "./desk/radio.ts";
import type { Outline } from "./intake/outline.ts";
import type { Config } from "./config/config.ts";
import type { HouseNews } from "./news.ts";
import type { ModelAvailability } from "./openai/availability.ts";
import type { PhraseBook } from "./phrases/book.ts";
import { isResumable, STOPPED } from "./resumption.ts";
import type { CallRecord } from "./store/call_record.ts";
import type { Database } from "./store/store.ts";
import { LAST_WORD_WAIT_MS } from "./call/limits.ts";
import { type LiveCall, LiveCalls } from "./live_calls.ts";
import { PassingOn } from "./passing_on.ts";
import type { CarrierSocket, StreamListener } from "./twilio/socket.ts";
import { identityOf, isOver, type Params } from "./twilio/params.ts";
import { sentences } from "./twilio/sentences.ts";
import { afterDial, type HandOver, handOver, hangUp, say, wasAnswered } from "./twilio/twiml.ts";
import type { StreamStart } from "./twilio/wire.ts";
import { UnservedCalls } from "./unserved.ts";
import { within } from "./within.ts";

/** A webhook is answered within 250 ms; the store knows a call within a few. */
const KNOWN_WAIT_MS = 150;

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
  readonly admission: Pick<Admission, "refusal" | "reasons">;
}

export class Switchboard {
  readonly #calls: LiveCalls;
  readonly #handOver: HandOver;
  /** Callers whom the model cannot serve. */
  readonly unserved: UnservedCalls;
  readonly #passingOn: PassingOn;
  #isDraining = false;
  #isClosing = false;

  constructor(private readonly ports: SwitchboardPorts) {
    const { publicUrl, humanNumbers, agencyName } = ports.config;
    this.#handOver = { publicUrl, humanNumbers, words: sentences(agencyName) };
    this.unserved = new UnservedCalls(ports);
    this.#passingOn = new PassingOn(ports);
    this.#calls = new LiveCalls({ ...ports, unserved: this.unserved, passingOn: this.#passingOn });
  }

  /** How many calls are live. */
  get size(): number {
    return this.#calls.size;
  }

  /** The calls that are live, or go on without the model. */
  sids(): readonly string[] {
    return [...this.#calls.sids(), ...this.unserved.calls.keys()];
  }

  /** Calls of which the carrier alone knows whether they go on: it has the caller, and sends us nothing. */
  unheard(): readonly string[] {
    return this.#calls.bridges().filter(({ away }) => away !== null).map(({ identity }) => identity.sid);
  }

  /** Whether calls of other processes may come here. */
  takesCalls(): boolean {
    return !this.#isDraining;
  }

  /** Another process was asked about a call, and goes on with it: it has the books. */
  lost(sid: string): void {
    this.unserved.lost(sid);
    const bridge = this.#calls.get(sid)?.bridge;
    bridge?.event({ type: "hangup_asked", atMs: bridge.now(), reason: "another process went on with the call" });
  }

  /** Why new calls are not welcome; empty when they are. */
  async reasons(): Promise<string[]> {
    const reasons: string[] = [];
    if (this.#isDraining) reasons.push("draining");
    if (this.#isFull()) reasons.push("full");
    return [...reasons, ...await this.ports.admission.reasons()];
  }

  /**
   * `POST /twilio/voice`: opens the call and dials the model, while Twilio connects the stream. A repeated webhook gets
   * the same answer while its token is unused; afterwards the call cannot be opened a second time.
   */
  async answer(params: Params): Promise<string> {
    const identity = identityOf(params);
    const { sid } = identity;
    const known = this.#calls.find(sid);
    if (known !== undefined) return this.#answerAgain(await known);
    const unserved = this.unserved.twimlOf(sid);
    if (unserved !== null) return unserved;
    // Nobody waits for a store to be connected: a call that it does not know in time is new.
    const isEnded = await within(KNOWN_WAIT_MS, this.#findEnded(sid), () => null) !== null;
    // Looked up again: the store's answer took a moment, in which Twilio may have repeated itself.
    const repeated = this.#calls.find(sid);
    if (repeated !== undefined) return this.#answerAgain(await repeated);
    if (isEnded) return hangUp();
    if (this.#isDraining) return await this.unserved.refuse(identity, "draining");
    if (this.#isFull()) return await this.unserved.refuse(identity, "full");
    const { admission: { refusal }, model } = this.ports;
    if (refusal !== null) return await this.unserved.refuse(identity, refusal.reason, refusal.code);
    if (model.fault !== null) return await this.unserved.refuse(identity, "model", model.fault);
    return this.#calls.connect(await this.#calls.open(identity));
  }

  #answerAgain(known: LiveCall): string {
    return known.bridge.hasStream || known.bridge.isOver ? hangUp() : this.#calls.connect(known);
  }

  /** A media stream's `start`: returns its call, or why it has none. */
  admit(start: StreamStart, carrier: CarrierSocket): StreamListener | { refused: string } {
    return this.#calls.admit(start, carrier);
  }

  /**
   * `POST /twilio/ended`: the stream is over. What comes next is never left to chance. `waited`: how often the caller was
   * asked to wait for another process.
   */
  async ended(params: Params, waited = 0): Promise<string> {
    const { sid } = identityOf(params);
    this.#calls.hasAsked(sid);
    const live = this.#calls.get(sid);
    if (live === undefined) return await this.#endedBefore(params, waited);
    const { bridge } = live;
    if (isOver(params)) {
      bridge.event({ type: "carrier_ended", atMs: bridge.now(), status: params.get("CallStatus") ?? "" });
      return hangUp();
    }
    if (bridge.ending?.reason === STOPPED) return await this.#passingOn.askAgain(sid, bridge.language, waited);
    if (live.isResumed && !bridge.hasStream && !bridge.isOver) {
      live.isResumed = false;
      return this.#calls.connect(live);
    }
    if (bridge.outcome === null && bridge.away === null) {
      bridge.event({ type: "stream_closed", atMs: bridge.now(), why: "the carrier ended the stream" });
    }
    if (bridge.away === "lost") return this.#calls.reconnect(live, null);
    if (bridge.away === "transfer") return handOver(this.#handOverFor(bridge), "connecting", sid);
    if (bridge.outcome !== "failed" && bridge.outcome !== "abandoned") return hangUp();
    return await this.unserved.serve(bridge.record(), bridge.report, "trouble");
  }

  /** The stream of a call that is not live any more, or of another process, is over. */
  async #endedBefore(params: Params, waited: number): Promise<string> {
    const identity = identityOf(params);
    const { sid } = identity;
    if (isOver(params)) await this.unserved.over(sid);
    const record = await this.#findEnded(sid);
    const outcome = record?.outcome ?? "failed";
    const goesOn = outcome === "failed" || outcome === "abandoned" || outcome === "transferred";
    if (isOver(params) || !goesOn) return hangUp();
    if (record !== null && isResumable(record) && !this.unserved.calls.has(sid)) {
      const resumed = await this.#resume(record, waited);
      if (resumed !== null) return resumed;
    }
    return await this.unserved.serveAgain(identity, outcome === "transferred" ? "connecting" : "trouble");
  }

  /** A call of another process goes on here with the model, or where it can; null when nobody can. */
  async #resume(record: CallRecord, waited: number): Promise<string | null> {
    const { sid } = record;
    if (this.#isClosing || this.#isDraining && await this.#passingOn.hasOther()) {
      return await this.#passingOn.askAgain(sid, null, waited);
    }
    if (this.#isDraining || this.#isFull() || this.ports.model.fault !== null) return null;
    const taken = await this.#found(this.ports.store.takeOver(sid));
    const known = this.#calls.find(sid);
    if (known !== undefined) return this.#calls.connect(await known);
    if (taken === null) return null;
    return this.#calls.connect(await this.#calls.open(taken.call, taken));
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
    return bridge.canGoOn ? this.#calls.reconnect(live, this.#handOverFor(bridge).words) : next;
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
    if (isOver(params)) this.over(identityOf(params).sid, params.get("CallStatus") ?? "");
  }

  /** The carrier says that a call is over, with this status. */
  over(sid: string, status: string): void {
    this.#calls.hasAsked(sid);
    void this.unserved.over(sid);
    const bridge = this.#calls.get(sid)?.bridge;
    bridge?.event({ type: "carrier_ended", atMs: bridge.now(), status });
  }

  /** Takes no new calls, and waits until the live ones are over or `limitMs` has passed. */
  async drain(limitMs: number): Promise<void> {
    this.#isDraining = this.#calls.isDraining = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<void>((resolve) => timer = setTimeout(resolve, limitMs));
    await Promise.race([this.#calls.allDone().then(() => this.unserved.allOver()), limit]);
    clearTimeout(timer);
  }

  /**
   * Ends whatever is still live, and waits until it is on disk and the carrier has asked what comes next, which is the
   * process that goes on. A carrier that does not ask is waited for a few seconds.
   */
  async close(): Promise<void> {
    this.#isDraining = this.#isClosing = this.#calls.isDraining = true;
    for (const bridge of this.#calls.bridges()) {
      this.#passingOn.begin(bridge.record());
      bridge.event({ type: "hangup_asked", atMs: bridge.now(), reason: STOPPED });
    }
    await this.#calls.allDone();
    await this.#calls.allAsked(LAST_WORD_WAIT_MS);
    await this.unserved.close();
  }

  #isFull(): boolean {
    return this.#calls.load >= this.ports.config.maxCalls;
  }

  /** In the caller's language, once it is known. */
  #handOverFor(bridge: Bridge): HandOver {
    return { ...this.#handOver, words: sentences(this.ports.config.agencyName, bridge.language) };
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
}
