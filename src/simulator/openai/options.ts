/** What the one who starts the simulator decides. */

import type { Mind } from "./mind.ts";

export interface OpenAIOptions {
  /** Makes the mind of each session that is let in. */
  readonly mind: () => Mind;
  /** 0, the default: any free one. */
  readonly port?: number;
  /** The key that is accepted; without it any. */
  readonly apiKey?: string;
  /** The models that this account has. */
  readonly models?: readonly string[];
  /** What the list of models tells beside their names: fields by the model's name, such as a day of its end. */
  readonly modelFields?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The list of models is answered with this instead: an HTTP status and an error's code. */
  readonly modelsRefusal?: { readonly status: number; readonly code: string };
  /** The `Date` header of the list, when it is another than now. */
  readonly modelsDate?: Date;
  /** What goes wrong with the n-th attempt to connect, counted from 0. */
  readonly faults?: (attempt: number) => Faults | undefined;
  /** From a request for a reply to its first audio, ms. */
  readonly firstAudioMs?: number;
  /** Audio comes in pieces of about this length, ms. */
  readonly chunkMs?: number;
  /** How many times faster than it is spoken audio comes; `Infinity` sends all of it at once. */
  readonly pace?: number;
  /** From the sound that decides to the event that tells, ms. */
  readonly detectionDelayMs?: number;
  /** From the end of a turn to its transcript, ms. */
  readonly transcriptionDelayMs?: number;
  /** From a `response.cancel` to the end of the reply, ms: what it says meanwhile still comes, and so may its own end. */
  readonly cancelDelayMs?: number;
  readonly sessionLimitMs?: number;
  /** How much of the caller's audio a session keeps, ms; 0 keeps neither audio nor events, for load tests. */
  readonly keepMs?: number;
}

/** What goes wrong with one attempt to connect and the session that it opens. */
export interface Faults {
  /** The handshake is answered with this HTTP status instead of an upgrade. */
  readonly status?: number;
  /** The handshake is never answered. */
  readonly isUnanswered?: boolean;
  /** The session opens with this error instead of `session.created`, and is closed with the error's type and code. */
  readonly refusal?: { readonly type: string; readonly code: string; readonly message: string };
  /** The code of that close. */
  readonly refusalCloseCode?: number;
  /** Formats are taken without complaint and stay 24 kHz PCM all the same. */
  readonly staysPcm?: boolean;
  /** The session says G.711 and speaks 24 kHz PCM. */
  readonly speaksPcm?: boolean;
  /** An update with this property is refused as a whole, e.g. `session.audio.output.voice`. */
  readonly refusedProperty?: string;
  /** The detector hears nothing: turns are closed by hand, or never. */
  readonly isDeaf?: boolean;
  /** Truncations are refused, as of an item that has less audio. */
  readonly refusesTruncation?: boolean;
  /** A reply that nobody asked for is begun as soon as the session stands. */
  readonly repliesUnasked?: boolean;
  /** Errors do not say which event they answer. */
  readonly areErrorsAnonymous?: boolean;
  /** After the `count`-th (1) event of this type was sent, the session ends or falls silent. */
  readonly end?: {
    readonly after: string;
    readonly count?: number;
    /** `drop`: gone without a close; `freeze`: it stays open, takes everything and says nothing more. */
    readonly how: "drop" | "freeze" | { readonly code: number; readonly reason: string };
  };
}

/** The options of a session, all decided. */
export type Timing = Required<
  Pick<
    OpenAIOptions,
    | "firstAudioMs"
    | "chunkMs"
    | "pace"
    | "detectionDelayMs"
    | "transcriptionDelayMs"
    | "cancelDelayMs"
    | "sessionLimitMs"
    | "keepMs"
  >
>;

/** The models of an account, unless the options say otherwise. */
export const MODELS = [
  "gpt-realtime-2.1",
  "gpt-realtime-2.1-mini",
  "gpt-realtime-2",
  "gpt-realtime-1.5",
  "gpt-realtime",
  "gpt-realtime-mini",
];

/** Fills in what the options leave out. */
export function timingOf(options: OpenAIOptions): Timing {
  return {
    firstAudioMs: options.firstAudioMs ?? 200,
    chunkMs: options.chunkMs ?? 200,
    pace: options.pace ?? 8,
    detectionDelayMs: options.detectionDelayMs ?? 0,
    transcriptionDelayMs: options.transcriptionDelayMs ?? 250,
    cancelDelayMs: options.cancelDelayMs ?? 20,
    sessionLimitMs: options.sessionLimitMs ?? 60 * 60_000,
    keepMs: options.keepMs ?? 10 * 60_000,
  };
}
