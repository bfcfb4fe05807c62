/**
 * How well the service knows what a caller has heard: calls on which every reply is interrupted at a moment drawn from
 * a seed. The truth is the simulated carrier's playback buffer when the `clear` arrives, beside what the model is told.
 */

import { speech } from "../../src/simulator/speech.ts";
import type { TwilioCall } from "../../src/simulator/twilio/call.ts";
import { type LinkQuality, type Random, seededRandom } from "../../src/simulator/twilio/network.ts";
import { House } from "./house.ts";

/** Both directions of the network between carrier and service. */
export interface Network {
  readonly toService: LinkQuality;
  readonly toCaller: LinkQuality;
}

/** How a model sends what it says. */
export interface Pacing {
  /** Pieces of about this length, ms. */
  readonly chunkMs: number;
  /** How many times faster than spoken. */
  readonly pace: number;
}

export interface HeardPlan {
  readonly network: Network;
  /** Each has calls of its own, side by side. */
  readonly pacings: readonly Pacing[];
  readonly callsEach: number;
  readonly interruptionsEach: number;
  readonly seed: number;
}

/** One interruption: what the model was told that was heard, and what was. */
export interface Interruption {
  readonly pacing: Pacing;
  /** Which interruption of its call it was, from 0. */
  readonly nth: number;
  readonly toldMs: number;
  readonly heardMs: number;
}

/** Of the numbers given, which need not be sorted; NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

/** Plays the calls of a plan, all at once. Throws when an interruption does not stop the reply, or is not told. */
export async function measureHeard(plan: HeardPlan): Promise<Interruption[]> {
  const all = await Promise.all(plan.pacings.map((pacing, at) => callsOf(plan, pacing, plan.seed * 100 + at)));
  return all.flat();
}

/** Waits beyond any that the network explains. */
const DEADLINE_MS = 8_000;

/** Replies are longer than the latest interruption of them. */
const REPLY_MS = 10_000;
const EARLIEST_MS = 150;
const LATEST_MS = 4_000;

async function callsOf(plan: HeardPlan, pacing: Pacing, seed: number): Promise<Interruption[]> {
  const reply = { text: "A long reply.", audio: speech("dispatcher-greeting").audio.subarray(0, REPLY_MS * 8) };
  const mind = () => ({ hear: () => "words", reply: () => ({ speech: reply }) });
  await using house = await House.open({ mind, ...pacing, env: { RECORD_CALLS: "false" } });
  const calls: TwilioCall[] = [];
  for (let n = 0; n < plan.callsEach; n++) {
    calls.push(house.call({ network: plan.network, seed: seed * 100 + n, keepAudioMs: 0 }));
    await house.openai.untilSession(n, DEADLINE_MS);
  }
  const measured = await Promise.all(calls.map(async (call, n) => {
    const heard = await interruptAll(call, plan.interruptionsEach, seededRandom(seed * 100 + n));
    const truncated = () => house.openai.sessions[n]!.receivedOf("conversation.item.truncate");
    await call.until(() => truncated().length >= heard.length, DEADLINE_MS, "the last truncation");
    await call.hangUp();
    const told = truncated().map((event) => Number(event["audio_end_ms"]));
    if (told.length !== heard.length) throw new Error(`${told.length} truncations for ${heard.length} interruptions`);
    return heard.map((heardMs, nth) => ({ pacing, nth, toldMs: told[nth]!, heardMs }));
  }));
  return measured.flat();
}

/** Interrupts `count` replies one after the other; returns how much of each had left the carrier's buffer, ms. */
async function interruptAll(call: TwilioCall, count: number, random: Random): Promise<number[]> {
  const heardMs: number[] = [];
  let receivedBytes = 0;
  call.log.follow((entry) => {
    if (entry.type === "media_received") receivedBytes += entry.bytes;
    if (entry.type !== "clear_received") return;
    heardMs.push((receivedBytes - entry.droppedBytes) / 8);
    receivedBytes = 0;
  });
  const words = speech("caller-correction").audio.subarray(0, 900 * 8);
  for (let n = 0; n < count; n++) {
    await call.until(() => receivedBytes > 0, DEADLINE_MS, `reply ${n}`);
    const fromMs = call.nowMs() + EARLIEST_MS + random() * (LATEST_MS - EARLIEST_MS);
    await call.until(() => call.nowMs() >= fromMs, DEADLINE_MS, "the moment to interrupt");
    call.speak(words);
    await call.until(() => heardMs.length > n, DEADLINE_MS, `the end of reply ${n}`);
  }
  return heardMs;
}
