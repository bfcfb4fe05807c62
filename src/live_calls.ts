/** The calls that are live here: opened, given their media stream by a token of their own, done. */

import type { Bridge } from "./bridge.ts";
import type { Report } from "./call/report.ts";
import type { Desk } from "./desk/call_desk.ts";
import { LastWords } from "./last_words.ts";
import { openBridge, type OpeningPorts } from "./opening.ts";
import type { PassingOn } from "./passing_on.ts";
import type { TakenOver } from "./store/ports.ts";
import type { CallIdentity } from "./twilio/params.ts";
import type { Sentences } from "./twilio/sentences.ts";
import type { CarrierSocket, StreamListener } from "./twilio/socket.ts";
import { TokenBook } from "./twilio/tokens.ts";
import { connectStream } from "./twilio/twiml.ts";
import type { StreamStart } from "./twilio/wire.ts";
import type { UnservedCalls } from "./unserved.ts";

export interface LiveCallsPorts extends OpeningPorts {
  readonly desk: Desk;
  readonly unserved: UnservedCalls;
  readonly passingOn: PassingOn;
}

export interface LiveCall {
  readonly bridge: Bridge;
  readonly token: string;
  /** The carrier knows what comes after the stream, or that the call is over. */
  isAnswered: boolean;
  /** It was another process's, and a repeated webhook has not asked for its stream once more. */
  isResumed: boolean;
}

export class LiveCalls {
  readonly #calls = new Map<string, LiveCall>();
  readonly #opening = new Map<string, Promise<LiveCall>>();
  readonly #tokens = new TokenBook();
  readonly #lastWords = new LastWords();
  /** The house takes no new calls: it waits for what the carrier has still to ask about those that end. */
  isDraining = false;

  constructor(private readonly ports: LiveCallsPorts) {}

  get size(): number {
    return this.#calls.size;
  }

  /** Also those that are being opened. */
  get load(): number {
    return this.#calls.size + this.#opening.size;
  }

  sids(): readonly string[] {
    return [...this.#calls.keys()];
  }

  bridges(): readonly Bridge[] {
    return [...this.#calls.values()].map(({ bridge }) => bridge);
  }

  get(sid: string): LiveCall | undefined {
    return this.#calls.get(sid);
  }

  /** Also one that is being opened. */
  find(sid: string): LiveCall | Promise<LiveCall> | undefined {
    return this.#calls.get(sid) ?? this.#opening.get(sid);
  }

  /** Opens a call, or goes on with one that was `taken` over: the model is dialled. */
  async open(identity: CallIdentity, taken: TakenOver | null = null): Promise<LiveCall> {
    const { sid } = identity;
    const opening = this.#open(identity, taken);
    this.#opening.set(sid, opening);
    return await opening.finally(() => this.#opening.delete(sid));
  }

  /** A media stream's `start`: returns its call, or why it has none. */
  admit(start: StreamStart, carrier: CarrierSocket): StreamListener | { refused: string } {
    if (start.accountSid !== this.ports.config.twilio.accountSid) return { refused: "foreign_account" };
    const verdict = this.#tokens.redeem(start.token, start.callSid, this.ports.clock.now());
    if (verdict !== "ok") return { refused: `token_${verdict}` };
    const call = this.#calls.get(start.callSid);
    return call === undefined ? { refused: "no_call" } : call.bridge.attach(carrier);
  }

  /** Has the carrier connect the call's audio. */
  connect(call: LiveCall): string {
    return connectStream({ publicUrl: this.ports.config.publicUrl, token: call.token });
  }

  /** The same call's audio once more, by a new token. */
  reconnect({ bridge }: LiveCall, words: Sentences | null): string {
    const { sid } = bridge.identity;
    const token = this.#tokens.mint(sid, this.ports.clock.now());
    this.#calls.set(sid, { bridge, token, isAnswered: false, isResumed: false });
    const { publicUrl } = this.ports.config;
    return connectStream({ publicUrl, token, ...(words === null ? {} : { words }) });
  }

  /** The carrier has asked what comes after a stream, or knows that the call is over. */
  hasAsked(sid: string): void {
    const live = this.#calls.get(sid);
    if (live !== undefined) live.isAnswered = true;
    this.#lastWords.said(sid);
  }

  /** Waits until all calls are over and on disk. */
  async allDone(): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    while (this.#calls.size > 0) await Promise.allSettled(this.bridges().map(({ done }) => done));
  }

  /** Waits until the carrier has asked about those that ended; one that does not ask is waited for `ms`. */
  async allAsked(ms: number): Promise<void> {
    await this.#lastWords.allSaid(ms);
  }

  async #open(identity: CallIdentity, taken: TakenOver | null): Promise<LiveCall> {
    const { sid } = identity;
    const { passingOn, unserved, clock } = this.ports;
    const desk = (report: () => Report) =>
      passingOn.desk(sid, unserved.holding(sid, this.ports.desk.forCall(identity), report));
    const bridge = await openBridge(this.ports, identity, desk, taken);
    const token = this.#tokens.mint(sid, clock.now());
    const call = { bridge, token, isAnswered: false, isResumed: taken !== null };
    this.#calls.set(sid, call);
    bridge.done.then(() => this.#isDone(sid));
    return call;
  }

  /** The call is over and on disk. Only a draining house waits for what the carrier has still to ask. */
  #isDone(sid: string): void {
    const live = this.#calls.get(sid);
    this.#calls.delete(sid);
    if (this.isDraining && live?.bridge.hasStream === true && !live.isAnswered) this.#lastWords.owe(sid);
  }
}
