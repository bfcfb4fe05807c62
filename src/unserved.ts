/**
 * Callers whom the model cannot serve: a person first, where there is one; the scripted intake where nobody can be
 * reached. Their calls stay open in the books until it is known what became of them.
 */

import { recordOf, refusedCall } from "./books.ts";
import type { FaultCode, Outcome } from "./call/call.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/config.ts";
import { Deadlines } from "./deadlines.ts";
import { type CallDesk, type Desk, withEnd } from "./desk/call_desk.ts";
import { factsOf } from "./desk/incident.ts";
import { noQuestions, type Questions } from "./intake/counting.ts";
import { type Facts, isIncident } from "./intake/facts.ts";
import { missing, type Outline } from "./intake/outline.ts";
import { type ScriptLine, startScript } from "./intake/script.ts";
import type { HouseNews } from "./news.ts";
import { ScriptedCall } from "./scripted_call.ts";
import type { CallRecord } from "./store/call_record.ts";
import type { Database } from "./store/store.ts";
import { type CallIdentity, identityOf, isOver, type Params } from "./twilio/params.ts";
import { hangUp, type Sentence, wasAnswered } from "./twilio/twiml.ts";
import { within } from "./within.ts";

export interface UnservedPorts {
  readonly config: Config;
  readonly store: Pick<Database, "takeOver" | "letGo" | "saveCall">;
  readonly desk: Desk;
  readonly outline: Outline;
  readonly news: HouseNews;
  readonly clock: Clock;
}

/** What was known and asked before. */
export interface Known {
  readonly facts: Facts;
  readonly questions: Questions;
}

/** The carrier asks within a second or two what comes next; with the stream still to be connected, within ten. */
const HELD_MS = 15_000;

/** A person is rung for 20 s. */
const RING_WAIT_MS = 25_000;

/** The longest question, its answer and both ways: a carrier that is silent for longer has nobody on the line. */
const ANSWER_WAIT_MS = 120_000;

/** Who waits on a telephone does not wait for the books: they take a few milliseconds, or are closed later. */
const BOOKS_WAIT_MS = 60;

export class UnservedCalls {
  readonly #calls = new Map<string, ScriptedCall>();
  readonly #deadlines = new Deadlines();
  /** The desks of calls whose bridge still follows the last words. */
  readonly #bridged = new Map<string, CallDesk>();
  /** How such calls ended, of which the bridge was slower than what became of the caller. */
  readonly #early = new Map<string, (record: CallRecord) => Promise<void>>();
  readonly #line: ScriptLine;
  #allOver = Promise.withResolvers<void>();

  constructor(private readonly ports: UnservedPorts) {
    const { protocol, agencyName, humanNumbers } = ports.config;
    this.#line = { protocol, outline: ports.outline, agencyName, hasPerson: humanNumbers.length > 0 };
  }

  /**
   * The desk of a call that may lose its model: such a call is not over while the carrier has its caller, so that its
   * end is not announced before it is known. A carrier that does not ask what comes next has nobody on the line.
   */
  holding(sid: string, desk: CallDesk, known: () => Known): CallDesk {
    this.#bridged.set(sid, desk);
    return withEnd(desk, (record) => {
      this.#bridged.delete(sid);
      const isOurs = record.outcome === "failed" || this.#calls.has(sid) || this.#early.has(sid);
      return isOurs ? this.#hold(record, known(), desk) : desk.ended(record);
    });
  }

  /** A call that cannot be taken; `code`: the fault that keeps it from the model, where it is not ours. */
  async refuse(identity: CallIdentity, reason: string, code: FaultCode = "overloaded"): Promise<string> {
    this.ports.news.refusedCall(identity.sid, reason);
    const call = this.#take(refusedCall(identity, reason, this.#now(), code), null);
    if (code !== "overloaded" || !this.#line.hasPerson) return await this.#serve(call, "busy");
    const twiml = call.ring("busy");
    await within(BOOKS_WAIT_MS, this.#end(call, "refused", reason), () => {});
    return twiml;
  }

  /** The calls that go on without the model. */
  get calls(): ReadonlyMap<string, ScriptedCall> {
    return this.#calls;
  }

  /** Another process goes on with a call, and has its books. */
  lost(sid: string): void {
    const call = this.#calls.get(sid);
    if (call === undefined) return;
    this.#deadlines.clear(call.before.sid);
    this.#calls.delete(sid);
    if (this.#calls.size === 0) this.#allOver.resolve();
  }

  /** What a call is doing, for a webhook that is repeated. Null when it is none of these. */
  twimlOf(sid: string): string | null {
    return this.#calls.get(sid)?.twiml ?? null;
  }

  /** What the caller hears now: a sentence, then a person, or the first question. */
  async serve(record: CallRecord, known: Known | null, sentence: Sentence): Promise<string> {
    return await this.#serve(this.#calls.get(record.sid) ?? this.#take(record, known), sentence);
  }

  /** The same for a call of a process that died, or of another one. */
  async serveAgain(identity: CallIdentity, sentence: Sentence): Promise<string> {
    return await this.#serve(await this.#find(identity), sentence);
  }

  /** The attempt to reach the N-th person is over. Null when the call is none of these. */
  async dialled(sid: string, index: number, status: string): Promise<string | null> {
    const call = this.#calls.get(sid);
    if (call === undefined || !call.isRinging) return null;
    const isLast = this.ports.config.humanNumbers[index + 1] === undefined;
    if (wasAnswered(status)) await this.pickedUp(sid);
    return wasAnswered(status) || !isLast ? call.afterDial(index, status) : await this.#unanswered(call);
  }

  /** `POST /twilio/intake?step=N`: question N was answered, or met with silence. An answer that comes twice counts once. */
  async intake(step: number, params: Params): Promise<string> {
    const identity = identityOf(params);
    if (isOver(params)) return await this.over(identity.sid).then(hangUp);
    const heard = { speech: (params.get("SpeechResult") ?? "").trim(), digits: params.get("Digits") ?? "" };
    const call = await this.#find(identity);
    // A question that another process asked.
    if (call.step === null && call.script.slot !== null) call.step = step;
    if (call.step !== step) return call.twiml ?? await this.#byScript(call, "busy");
    const twiml = await call.answer(heard);
    this.#goesOn(call);
    return twiml;
  }

  /** A person has picked up. Returns the incident that the call is about, if there is one. */
  async pickedUp(sid: string): Promise<string | null> {
    const call = this.#calls.get(sid);
    if (call === undefined) return null;
    const end = () => this.#end(call, "transferred", "the model could not serve");
    if (call.isRinging) await within(BOOKS_WAIT_MS, end(), () => {});
    return call.record.incidentId;
  }

  /** Nobody has, on a call of a process that died, or of another one. */
  async nobodyAnswered(identity: CallIdentity): Promise<string> {
    return await this.#unanswered(await this.#find(identity));
  }

  /** The carrier says that the call is over; `isReached`: somebody may have picked up. */
  async over(sid: string, isReached = true): Promise<void> {
    const call = this.#calls.get(sid);
    if (call === undefined) return;
    if (call.isRinging && isReached) await this.#end(call, "transferred", "the model could not serve");
    else await this.#end(call, "abandoned", "the caller hung up");
  }

  /** Resolves when there are none. */
  async allOver(): Promise<void> {
    while (this.#calls.size > 0) {
      this.#allOver = Promise.withResolvers();
      await this.#allOver.promise;
    }
  }

  /** Lets them go, to whoever is asked about these callers next. */
  async close(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => this.#letGo(call)));
  }

  async #letGo(call: ScriptedCall): Promise<void> {
    this.#show(call);
    await call.saved;
    await this.ports.store.letGo(call.before.sid).catch(this.ports.news.storeFailed);
    this.lost(call.before.sid);
  }

  async #hold(record: CallRecord, known: Known, desk: CallDesk): Promise<void> {
    const close = this.#early.get(record.sid);
    this.#early.delete(record.sid);
    if (close !== undefined) return await close(record);
    const asked = this.#calls.get(record.sid);
    // Where the carrier was faster, the last words are new.
    if (asked !== undefined) asked.before = record;
    const call = asked ?? this.#take(record, known, desk);
    if (asked === undefined) this.#wait(call, HELD_MS, "failed", record.reason ?? "the model was lost");
    this.#show(call);
    await call.saved;
  }

  async #serve(call: ScriptedCall, sentence: Sentence): Promise<string> {
    if (!this.#line.hasPerson) return await this.#byScript(call, sentence);
    const twiml = call.ring(sentence);
    this.#goesOn(call);
    return twiml;
  }

  /** Nobody could be reached: somebody should look, and the report is urgent. */
  async #unanswered(call: ScriptedCall): Promise<string> {
    if (isIncident(call.script.facts)) await call.raise("nobody_answered");
    else this.ports.news.alarm("nobody_answered", call.before.sid);
    return await this.#byScript(call, "unanswered");
  }

  async #byScript(call: ScriptedCall, sentence: Sentence): Promise<string> {
    const twiml = await call.begin(sentence);
    this.#goesOn(call);
    return twiml;
  }

  #take(
    record: CallRecord,
    known: Known | null,
    desk: CallDesk = this.#bridged.get(record.sid) ?? this.ports.desk.forCall(record),
  ): ScriptedCall {
    const { config: { publicUrl, humanNumbers }, news } = this.ports;
    const ports = {
      line: this.#line,
      publicUrl,
      humanNumbers,
      now: () => this.#now(),
      deskFailed: (error: unknown) => news.deskFailed(record.sid, error),
      ended: (outcome: Outcome, reason: string) => this.#end(call, outcome, reason),
    };
    const call: ScriptedCall = new ScriptedCall(ports, desk, record, startScript(this.#line, known));
    this.#calls.set(record.sid, call);
    return call;
  }

  /** A call; one that is not known here goes on with what its incident holds, or begins. */
  async #find(identity: CallIdentity): Promise<ScriptedCall> {
    const { store, outline, news } = this.ports;
    const failed = (error: unknown) => (news.storeFailed(error), null);
    const known = this.#calls.get(identity.sid);
    if (known !== undefined) return known;
    const taken = await store.takeOver(identity.sid).catch(failed);
    const meanwhile = this.#calls.get(identity.sid);
    if (meanwhile !== undefined) return meanwhile;
    if (taken === null) return this.#take(recordOf(identity, this.#now()), null);
    const { call: record, incident } = taken;
    const questions = { ...noQuestions(outline.budget), asked: record.questions.asked };
    const call = this.#take(record, incident === null ? null : { facts: factsOf(incident), questions });
    // The question that was asked last is the first that is still open.
    const [slot = null] = missing(outline, call.script.facts, call.script.questions);
    if (record.state === "intake" || record.reason === "restarted") call.script = { ...call.script, slot };
    return call;
  }

  /** The caller is still there, or not: the books say so, and the carrier is waited for. */
  #goesOn(call: ScriptedCall): void {
    if (!this.#calls.has(call.before.sid)) return;
    const ringMs = ANSWER_WAIT_MS + RING_WAIT_MS * this.ports.config.humanNumbers.length;
    if (call.isRinging) this.#wait(call, ringMs, "failed", "the carrier did not say who answered");
    else this.#wait(call, ANSWER_WAIT_MS, "abandoned", "the carrier asked no more");
    this.#show(call);
  }

  /** Writes the books, one after the other; no caller waits for them. */
  #show(call: ScriptedCall): void {
    const { record } = call;
    const { store, news } = this.ports;
    call.saved = call.saved.then(() => store.saveCall(record)).catch(news.storeFailed);
    call.desk.changed(record);
  }

  #wait(call: ScriptedCall, ms: number, outcome: Outcome, reason: string): void {
    this.#deadlines.set(call.before.sid, ms, () => void this.#end(call, outcome, reason));
  }

  async #end(call: ScriptedCall, outcome: Outcome, reason: string): Promise<void> {
    const { sid } = call.before;
    if (!this.#calls.delete(sid)) return;
    this.#deadlines.clear(call.before.sid);
    this.ports.news.unservedEnded(sid, outcome, reason);
    const endedAt = this.#now();
    const close = async (before: CallRecord) => {
      call.before = before;
      await call.saved;
      await call.desk.ended(call.recordOfEnd(outcome, reason, endedAt)).catch((error) =>
        this.ports.news.deskFailed(sid, error)
      );
    };
    // The last words are told with the end, once.
    if (this.#bridged.has(sid)) this.#early.set(sid, close);
    else await close(call.before);
    if (this.#calls.size === 0) this.#allOver.resolve();
  }

  #now(): Date {
    return this.ports.clock.wallAt(this.ports.clock.now());
  }
}
