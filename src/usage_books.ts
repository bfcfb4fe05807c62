/** What a call used of the models, and what that costs. */

import type { CallEvent, TranscriptionUsage, Usage } from "./call/call.ts";
import { costUsd } from "./openai/prices.ts";

const NOTHING: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, inputAudioTokens: 0, outputAudioTokens: 0 };
/** A model without a name has no price. */
const UNKNOWN = "";
/** Sums are told to a millionth of a dollar. */
const DECIMALS = 6;

export class UsageBooks {
  /** A call may change its model: each is paid by its own price. */
  readonly #byModel = new Map<string, Usage>();
  #model = UNKNOWN;

  constructor(private readonly transcriptionModel: string | null) {}

  /** Takes notes of an event on its way to the call. */
  follow(event: CallEvent): void {
    if (event.type === "model_ready") this.#model = event.model;
    if (event.type === "reply_ended" && event.usage !== null) this.#add(this.#model, event.usage);
    if (event.type === "turn_transcribed" && event.usage !== undefined) {
      this.#add(this.transcriptionModel ?? UNKNOWN, { ...NOTHING, transcription: event.usage });
    }
  }

  /** All of it together; null while nothing was told. */
  get total(): Usage | null {
    const [first, ...others] = this.#byModel.values();
    return first === undefined ? null : others.reduce(added, first);
  }

  /** Null when nothing was used, or by a model whose price is not known. */
  get costUsd(): number | null {
    const costs = [...this.#byModel].map(([model, usage]) => costUsd(model, usage));
    if (costs.length === 0 || costs.includes(null)) return null;
    return Number(costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0).toFixed(DECIMALS));
  }

  #add(model: string, usage: Usage): void {
    const sum = this.#byModel.get(model);
    this.#byModel.set(model, sum === undefined ? usage : added(sum, usage));
  }
}

/** What two calls, or two parts of one, used together. */
export function added(one: Usage, other: Usage): Usage {
  const cachedAudioTokens = sum(cachedAudio(one), cachedAudio(other));
  const transcription = transcriptions(one.transcription, other.transcription);
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cachedTokens: one.cachedTokens + other.cachedTokens,
    inputAudioTokens: one.inputAudioTokens + other.inputAudioTokens,
    outputAudioTokens: one.outputAudioTokens + other.outputAudioTokens,
    ...cachedAudioTokens === undefined ? {} : { cachedAudioTokens },
    ...transcription === undefined ? {} : { transcription },
  };
}

/** Where nothing was cached, none of it was audio, said or not. */
function cachedAudio({ cachedTokens, cachedAudioTokens }: Usage): number | undefined {
  return cachedTokens === 0 ? cachedAudioTokens ?? 0 : cachedAudioTokens;
}

/** The sum is known when both parts are. */
function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

function transcriptions(one?: TranscriptionUsage, other?: TranscriptionUsage): TranscriptionUsage | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    seconds: one.seconds + other.seconds,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
  };
}
