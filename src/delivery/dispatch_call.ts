/**
 * Calls to the units on duty, one after the other until one acknowledges with a key. Each step is kept in the message
 * before the next is taken; every step is checked against the one it follows, so that news which come late or twice
 * change nothing.
 */

import { isOnIt, isOver } from "../desk/incident.ts";
import { TwilioRefused, type TwilioRest } from "../twilio/rest.ts";
import { webhookUrl } from "../twilio/signature.ts";
import type { OutboxMessage } from "../store/outbox_record.ts";
import type { IncidentStore, Outbox } from "../store/ports.ts";
import { Lanes } from "../store/lanes.ts";
import { afterAttempt, type CallPlan, numberOf, progressOf, readPlan } from "./call_plan.ts";
import type { Outcome } from "./outcome.ts";
import { fromTwilio } from "./sms.ts";

/** Long enough to reach into a pocket, short enough that the next one is not late. */
const RING_S = 25;

/** The message twice, and time to press a key. */
const CALL_S = 120;

/** While a call is under way, Twilio is asked this often how it stands, in case its news were lost. */
const LOOK_MS = 15_000;

/** When a call is over for sure: it rang, was answered, and lasted as long as it may. */
const OVER_MS = (RING_S + CALL_S + 30) * 1_000;

/** What Twilio calls a call that is over (`CallStatus`). */
const OVER: ReadonlySet<string> = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);

export interface DispatchCallPorts {
  readonly outbox: Pick<Outbox, "findMessage" | "moveOn" | "delivered" | "dead">;
  readonly store: Pick<IncidentStore, "findIncident">;
  readonly twilio: Pick<TwilioRest, "placeCall" | "callStatus">;
  readonly publicUrl: URL;
  /** The sender, E.164. */
  readonly from: string;
  nowMs(): number;
  /** Enters the acknowledgement in the incident. Durable when it comes back. */
  acknowledge(incidentId: string, unitId: string): Promise<unknown>;
  alarm(kind: string, message: OutboxMessage): Promise<void>;
  /** The message has moved on: something may be due. */
  moved(): void;
}

export class DispatchCalls {
  /** What a call tells of itself is taken in one at a time: its end must not overtake its acknowledgement. */
  readonly #lanes = new Lanes();

  constructor(private readonly ports: DispatchCallPorts) {}

  /** The channel: takes the next step of a message that is due. */
  async send(message: OutboxMessage, signal: AbortSignal): Promise<Outcome> {
    const plan = readPlan(message.payload);
    if (await this.#isSettled(plan)) return { kind: "delivered" };
    const { callSid } = progressOf(plan);
    return callSid === null
      ? await this.#place(message, plan, signal)
      : await this.#look(message, plan, callSid, signal);
  }

  /** What is said on the call; null when there is no such message. */
  async text(messageId: string): Promise<string | null> {
    const message = await this.#find(messageId);
    return message === null ? null : readPlan(message.payload).text;
  }

  /** A unit has pressed the key. False when there is no such message, or it never had so many attempts. */
  acknowledged(messageId: string, attempt: number): Promise<boolean> {
    return this.#lanes.run(messageId, async () => {
      const message = await this.#find(messageId);
      const plan = message === null ? null : readPlan(message.payload);
      const number = plan === null ? null : numberOf(plan, attempt);
      if (plan === null || number === null) return false;
      await this.ports.acknowledge(plan.incidentId, number);
      await this.ports.outbox.delivered(messageId, this.ports.nowMs());
      return true;
    });
  }

  /** A call has changed its status: one that is over without an acknowledgement leads to the next number. */
  async told(messageId: string, attempt: number, status: string): Promise<void> {
    if (!OVER.has(status)) return;
    await this.#lanes.run(messageId, async () => {
      const message = await this.#find(messageId);
      if (message?.state === "waiting") await this.#unanswered(message, attempt);
    });
  }

  async #place(message: OutboxMessage, plan: CallPlan, signal: AbortSignal): Promise<Outcome> {
    const { twilio, publicUrl, from, nowMs } = this.ports;
    const { attempt, untilMs } = progressOf(plan);
    // A restart makes everything due, also what pauses.
    if (nowMs() < untilMs) return await this.#keep(message, plan, untilMs - nowMs()).then(() => ({ kind: "kept" }));
    const to = numberOf(plan, attempt);
    if (to === null) throw new Error("Cannot call: the message has been through all of its attempts");
    const address = (path: string) => webhookUrl(publicUrl, `${path}?message=${message.id}&attempt=${attempt}`);
    const [url, statusCallback] = [address("/twilio/notify"), address("/twilio/notified")];
    try {
      const callSid = await twilio.placeCall({ from, to, url, statusCallback, ringS: RING_S, limitS: CALL_S }, signal);
      const progress = { attempt, callSid, untilMs: nowMs() + OVER_MS };
      await this.#keep(message, { ...plan, progress }, LOOK_MS);
      return { kind: "kept" };
    } catch (error) {
      const isNumbersFault = error instanceof TwilioRefused && error.status === 400;
      if (!isNumbersFault) return fromTwilio(error);
      await this.#unanswered(message, attempt);
      return { kind: "kept" };
    }
  }

  /** A call is under way, or its end was not told. */
  async #look(message: OutboxMessage, plan: CallPlan, callSid: string, signal: AbortSignal): Promise<Outcome> {
    const { twilio, nowMs } = this.ports;
    const { attempt, untilMs } = progressOf(plan);
    const status = await twilio.callStatus(callSid, signal).catch(() => "unknown");
    if (signal.aborted) return { kind: "kept" };
    if (OVER.has(status) || nowMs() >= untilMs) await this.told(message.id, attempt, "completed");
    else await this.#keep(message, plan, LOOK_MS);
    return { kind: "kept" };
  }

  async #unanswered(message: OutboxMessage, attempt: number): Promise<void> {
    const { outbox, nowMs, alarm } = this.ports;
    const plan = readPlan(message.payload);
    if (progressOf(plan).attempt !== attempt) return;
    if (await this.#isSettled(plan)) return await outbox.delivered(message.id, nowMs());
    const next = afterAttempt(plan, attempt);
    if (next !== null) {
      const progress = { attempt: next.attempt, callSid: null, untilMs: nowMs() + next.pauseMs };
      await this.#keep(message, { ...plan, progress }, next.pauseMs);
      return;
    }
    // Replayed, it begins with the first number again.
    const { progress: _, ...fresh } = plan;
    if (!await this.#keep(message, fresh, LOOK_MS)) return;
    await alarm("nobody_acknowledged", message);
    await outbox.dead(message.id, "nobody acknowledged");
  }

  async #keep(message: OutboxMessage, to: CallPlan, inMs: number): Promise<boolean> {
    const { outbox, nowMs, moved } = this.ports;
    const hasMoved = await outbox.moveOn(message.id, { from: message.payload, to, nextAtMs: nowMs() + inMs });
    if (hasMoved) moved();
    return hasMoved;
  }

  /** Acknowledged, or over: by the incident, which is written first: the message may not know it yet. */
  async #isSettled({ incidentId, numbers }: CallPlan): Promise<boolean> {
    const incident = await this.ports.store.findIncident(incidentId);
    if (incident === null) return false;
    return isOver(incident) || incident.units.some((unit) => numbers.includes(unit.id) && isOnIt(unit));
  }

  async #find(messageId: string): Promise<OutboxMessage | null> {
    const message = await this.ports.outbox.findMessage(messageId);
    return message?.channel === "call" ? message : null;
  }
}
