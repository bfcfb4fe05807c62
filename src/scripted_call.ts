/** One caller without a model: what was said, which question waits for its answer, what the books say. */

import type { Outcome } from "./call/call.ts";
import type { CallDesk } from "./desk/call_desk.ts";
import type { Facts } from "./intake/facts.ts";
import { open } from "./intake/outline.ts";
import {
  firstTurn,
  goOn,
  type Heard,
  type Next,
  type Script,
  type ScriptLine,
  takeTurn,
  type Turn,
} from "./intake/script.ts";
import { emergencyNumber, spoken } from "./intake/wording.ts";
import type { CallRecord } from "./store/call_record.ts";
import { type Sentences, sentences } from "./twilio/sentences.ts";
import { afterDial, ask, goodbye, type HandOver, handOver, type Sentence } from "./twilio/twiml.ts";
import { within } from "./within.ts";

/** What a call needs from its house. */
export interface ScriptedPorts {
  readonly line: ScriptLine;
  readonly publicUrl: URL;
  /** E.164, tried in order. */
  readonly humanNumbers: readonly string[];
  readonly now: () => Date;
  /** The desk could not keep something. */
  readonly deskFailed: (error: unknown) => void;
  /** The call is over. */
  ended(outcome: Outcome, reason: string): Promise<void>;
}

type Line = CallRecord["transcript"][number];

/** The disk takes milliseconds; a caller is not kept in silence for one that does not answer. */
const KEEP_WAIT_MS = 2_000;

/** A caller is told what became of the report within 4 s, be it that it could not be saved. */
const SEND_WAIT_MS = 3_000;

/** A person is called so often; whoever asks again goes on with the script. */
const RINGS = 2;

export class ScriptedCall {
  /** A person is being called. */
  isRinging = false;
  /** The question that waits for its answer; null before the first. */
  step: number | null = null;
  /** What the carrier was told last. */
  twiml: string | null = null;
  /** The books as they were written last; the next time waits for it. */
  saved: Promise<void> = Promise.resolve();
  readonly #lines: Line[] = [];
  #incidentId: string | null;
  #rings = 0;
  /** The answer that is being taken in. */
  #turn: Promise<string> | null = null;
  /** What the desk was ordered, one after the other. */
  #orders: Promise<void> = Promise.resolve();

  constructor(
    private readonly ports: ScriptedPorts,
    readonly desk: CallDesk,
    /** As it was before: what the script adds stands beside it. */
    public before: CallRecord,
    public script: Script,
  ) {
    this.#incidentId = before.incidentId;
  }

  /** The books while the caller is on the line. */
  get record(): CallRecord {
    const { asked, budget } = this.script.questions;
    const transcript = [...this.before.transcript, ...this.#lines];
    const where = this.isRinging ? "transferred" as const : null;
    const open = { state: where ?? "intake" as const, outcome: where, reason: null, endedAt: null };
    return { ...this.before, ...open, questions: { asked, budget }, transcript, incidentId: this.#incidentId };
  }

  /** The books when it is over. */
  recordOfEnd(outcome: Outcome, reason: string, at: Date): CallRecord {
    const state = outcome === "transferred" ? "transferred" as const : "ended" as const;
    const wasRefused = this.before.outcome === "refused" && outcome === "abandoned" && this.#incidentId === null;
    const endedAt = at.toISOString();
    return { ...this.record, state, outcome: wasRefused ? "refused" : outcome, reason, endedAt };
  }

  /** Says a sentence, then calls the first person; without one, says what to do. */
  ring(sentence: Sentence): string {
    this.isRinging = true;
    this.#rings++;
    this.twiml = handOver(this.#handOver, sentence, this.before.sid);
    return this.twiml;
  }

  /** The N-th person did not answer, or has hung up. */
  afterDial(index: number, status: string): string {
    return afterDial(this.#handOver, index, status, this.before.sid);
  }

  /** Raises the alarm, and the incident to priority 1. */
  async raise(kind: string): Promise<void> {
    await this.#keep(() => this.desk.escalate(kind, this.script.facts));
  }

  /** Says a sentence and how it goes on, then asks the first open question. */
  async begin(sentence: Sentence): Promise<string> {
    this.isRinging = false;
    const words = this.#words;
    const how = this.ports.line.hasPerson ? words.script : words.scriptAlone;
    return await this.#follow(firstTurn(this.script, this.ports.line), [words[sentence], how]);
  }

  /** Takes in what was heard after the last question; a second copy of it gets the same answer. */
  async answer(heard: Heard): Promise<string> {
    this.#turn ??= this.#takeIn(heard).finally(() => this.#turn = null);
    return await this.#turn;
  }

  async #takeIn(heard: Heard): Promise<string> {
    if (heard.speech !== "") this.#note("caller", heard.speech);
    const turn = takeTurn(this.script, heard, this.ports.line);
    const { danger, script: { facts } } = turn;
    await this.#keep(() => danger === null ? this.desk.keepFacts(facts) : this.desk.escalate(danger, facts));
    return await this.#follow(turn, []);
  }

  /** Does what comes next; `before` is said first. */
  async #follow({ script, danger, next }: Turn, before: readonly string[]): Promise<string> {
    this.script = script;
    const { line } = this.ports;
    switch (next.kind) {
      case "ask":
        return this.#ask(next, danger === null ? before : [...before, this.#warning()]);
      case "person":
        if (line.hasPerson && this.#rings < RINGS) return this.ring("connecting");
        return await this.#follow(goOn(script, line), [...before, this.#warning()]);
      case "send":
        return await this.#send(script.facts, danger === null ? [] : [this.#warning()]);
      case "give_up":
        if (line.hasPerson && this.#rings === 0) return this.ring("connecting");
        await this.ports.ended("failed", "nothing was said");
        return goodbye(this.#words, [this.#words.noPerson]);
    }
  }

  #ask({ slot, text, again }: Extract<Next, { kind: "ask" }>, before: readonly string[]): string {
    const words = this.#words;
    const says = [...before, ...(again ? [words.unheard] : []), text];
    for (const said of says) this.#note("dispatcher", said);
    this.step = (this.step ?? 0) + 1;
    const keys = slot === "callback" ? null : 1;
    this.twiml = ask({ publicUrl: this.ports.publicUrl, words, says, step: this.step, keys });
    return this.twiml;
  }

  /** Sends somebody, tells the number, and says goodbye. */
  async #send(facts: Facts, before: readonly string[]): Promise<string> {
    const words = this.#words;
    const { line: { protocol, outline, agencyName }, deskFailed, ended } = this.ports;
    try {
      const order = { summary: null, isReport: false, facts, missing: open(outline, facts) };
      const sent = this.#orders.then(() => this.desk.send(order));
      const { id, number } = await within(SEND_WAIT_MS, sent, () => {
        throw new Error(`The desk did not answer within ${SEND_WAIT_MS / 1_000} s`);
      });
      this.#incidentId = id;
      const close = spoken(protocol, protocol.close, this.script.language, agencyName);
      const says = [...before, `${words.sent} ${spelled(number)}.`, close];
      for (const said of says) this.#note("dispatcher", said);
      await ended("dispatched", "the scripted intake sent it");
      return goodbye(words, says);
    } catch (error) {
      deskFailed(error);
      await ended("failed", "the report could not be saved");
      return goodbye(words, [words.notSaved, words.noPerson]);
    }
  }

  /** What was said is durable before the next question, unless the desk takes too long: then the call goes on. */
  async #keep(order: () => Promise<{ id: string } | null>): Promise<void> {
    const kept = (incident: { id: string } | null) => {
      this.#incidentId = incident?.id ?? this.#incidentId;
    };
    this.#orders = this.#orders.then(order).then(kept).catch(this.ports.deskFailed);
    await within(KEEP_WAIT_MS, this.#orders, () => {});
  }

  #warning(): string {
    const number = emergencyNumber(this.ports.line.protocol).split("").join(" ");
    return this.#words.danger.replace("{emergency}", number);
  }

  #note(speaker: Line["speaker"], text: string): void {
    const at = this.ports.now().toISOString();
    this.#lines.push({ at, speaker, text, heard: speaker === "dispatcher" ? text : null });
  }

  get #words(): Sentences {
    return sentences(this.ports.line.agencyName, this.script.language);
  }

  get #handOver(): HandOver {
    const { publicUrl, humanNumbers } = this.ports;
    return { publicUrl, humanNumbers, words: this.#words };
  }
}

/** Digit by digit, as it is read out. */
function spelled(number: string): string {
  return number.replaceAll("-", ", ").replaceAll(/\d(?=\d)/g, "$& ");
}
