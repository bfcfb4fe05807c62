/** The caller of the fault matrix: answers when a reply was heard to its end, three times, and waits otherwise. */

import type { Utterance } from "../virtual_plan.ts";
import type { Label, Progress } from "./mind.ts";

const ANSWERS = 3;
const THINKS_MS = 500;
const SPEAKS_MS = 1_000;

export class FaultCaller {
  /** On the stream's clock; grows while the call runs. */
  readonly utterances: Utterance[] = [];
  #answered = 0;
  #ripeAtMs: number | null = null;
  #speaksUntilMs = -1;

  constructor(private readonly progress: Progress) {}

  /** 20 ms of the line; `streamMs` is its clock. */
  frame(streamMs: number, heard: { readonly label: Label | null; readonly isLast: boolean } | null): void {
    if (this.#speaksUntilMs > 0 && streamMs >= this.#speaksUntilMs) {
      this.#speaksUntilMs = -1;
      this.progress.spoken++;
    }
    if (heard !== null) this.#ripeAtMs = heard.isLast ? streamMs + THINKS_MS : null;
    if (heard?.isLast === true && heard.label === "number") this.progress.isTold = true;
    if (this.#ripeAtMs === null || streamMs < this.#ripeAtMs || this.#answered >= ANSWERS) return;
    this.speak(streamMs);
  }

  /** Speaks now, whoever else does. */
  speak(streamMs: number): void {
    this.#ripeAtMs = null;
    this.#answered++;
    this.#speaksUntilMs = streamMs + SPEAKS_MS;
    this.utterances.push({ fromMs: streamMs, toMs: streamMs + SPEAKS_MS, isSpeech: true });
  }

  /** Whether the first answer has been going on for so long. */
  hasSpokenFor(streamMs: number, ms: number): boolean {
    const [first] = this.utterances;
    return first !== undefined && streamMs >= first.fromMs + ms;
  }
}
