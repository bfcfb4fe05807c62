/** A call's sessions of the model: the one in use, and one beside it that is to follow. */

import type { CallEvent, FaultCode } from "./call/call.ts";
import type { ModelEffect, ModelListener, ModelSocket } from "./openai/socket.ts";

/** Opens a session of the fallback model, or of the first. */
type Dial = (listener: ModelListener, isFallback: boolean) => ModelSocket;

/** Tells the call of both; what a session that was left says is not told. */
export class ModelLine {
  #current: Session;
  #next: Session | null = null;

  constructor(private readonly dialling: Dial, private readonly listener: ModelListener) {
    this.#current = new Session("current", dialling, listener, false);
  }

  /** An order to the session in use. */
  perform(effect: ModelEffect): void {
    this.#current.socket.perform(effect);
  }

  /** Another session in the place of the one in use. */
  dial(isFallback: boolean): void {
    this.close();
    this.#current = new Session("current", this.dialling, this.listener, isFallback);
  }

  /** A session beside the one in use, in the place of one that was dialled so before. */
  dialNext(isFallback: boolean): void {
    this.#next?.close();
    this.#next = new Session("next", this.dialling, this.listener, isFallback);
  }

  /** The session that was to follow is in use from here on; the other one is closed. */
  switch(): void {
    if (this.#next === null) return;
    this.#current.close();
    this.#current = this.#next;
    this.#current.role = "current";
    this.#next = null;
  }

  /** Closes both. */
  close(): void {
    this.#current.close();
    this.#next?.close();
    this.#next = null;
  }
}

class Session implements ModelListener {
  readonly socket: ModelSocket;

  constructor(
    public role: "current" | "next" | "left",
    dial: Dial,
    private readonly listener: ModelListener,
    isFallback: boolean,
  ) {
    this.socket = dial(this, isFallback);
  }

  close(): void {
    this.role = "left";
    this.socket.close();
  }

  event(event: CallEvent): void {
    if (this.role === "left") return;
    this.listener.event(this.role === "next" ? ofNext(event) : event);
  }

  unknownMessage(why: Parameters<ModelListener["unknownMessage"]>[0]): void {
    this.listener.unknownMessage(why);
  }

  benignError(code: string): void {
    this.listener.benignError(code);
  }

  diagnosed(code: FaultCode, row: string, action: string): void {
    this.listener.diagnosed(code, row, action);
  }
}

function ofNext(event: CallEvent): CallEvent {
  if (event.type === "model_ready") return { ...event, type: "next_model_ready" };
  return event.type === "model_lost" ? { ...event, type: "next_model_lost" } : event;
}
