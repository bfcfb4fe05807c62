/**
 * One media stream: the carrier's side of the protocol (PROTOCOLS.md 3.1). The clock is the line's: once per 20 ms it
 * asks for the next played frame and hands over what the caller said.
 */
import { Buffer } from "node:buffer";
import * as z from "zod";
import { FRAME_BYTES, FRAME_MS, SILENT_FRAME } from "./frame.ts";
import type { CallLog, MarkReason, StreamEnder } from "./log.ts";
import { DelayLine } from "./network.ts";
import type { LinkQuality, Random } from "./network.ts";
import { Player } from "./player.ts";
import type { Played } from "./player.ts";
import type { CarrierSocket, SocketHandlers } from "./socket.ts";
import type { Said } from "./voice.ts";

/** What a stream needs to know. */
export interface StreamOptions {
  accountSid: string;
  callSid: string;
  streamSid: string;
  url: string;
  parameters: Readonly<Record<string, string>>;
  toService: LinkQuality;
  toCaller: LinkQuality;
  random: Random;
  /** Audio buffered for playback at most, ms. */
  playbackLimitMs: number;
  log: CallLog;
}

/**
 * What may be wrong with a stream until it ends: no frame of the caller is sent any more; nothing is sent or played at
 * all, be it a mark; what comes is not taken, so that marks return at once; marks do not return.
 */
export type Ailment = "frames_stop" | "half_open" | "plays_nothing" | "no_marks";

/** How a stream ended. */
export interface StreamEnd {
  by: StreamEnder;
  code: number;
  reason: string;
}

/** Standard base64 with its padding, nothing else. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const FROM_SERVICE = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("media"),
    streamSid: z.string(),
    media: z.object({ payload: z.string().min(1).regex(BASE64, "is not base64") }),
  }),
  z.object({ event: z.literal("mark"), streamSid: z.string(), mark: z.object({ name: z.string().min(1) }) }),
  z.object({ event: z.literal("clear"), streamSid: z.string() }),
]);

type Outgoing = { kind: "text"; text: string } | { kind: "close" };
type Incoming = { kind: "message"; data: string | Uint8Array } | ({ kind: "close" } & StreamEnd);

/** A bidirectional stream, from its open socket to its end. */
export class MediaStream {
  readonly #options: StreamOptions;
  readonly #player: Player;
  readonly #out: DelayLine<Outgoing>;
  readonly #in: DelayLine<Incoming>;
  #socket: CarrierSocket | null = null;
  #sequence = 0;
  #chunk = 0;
  #frames = 0;
  #end: StreamEnd | null = null;
  #ender: StreamEnder = "service";
  #ailment: Ailment | null = null;
  #resolveEnd: (end: StreamEnd) => void = () => {};
  /** Resolves when the stream is over, with who ended it. */
  readonly ended: Promise<StreamEnd>;

  /** See `StreamOptions`. Pass `handlers` to the socket, then the socket to `open`. */
  constructor(options: StreamOptions) {
    this.#options = options;
    this.#player = new Player(options.playbackLimitMs * FRAME_BYTES / FRAME_MS);
    this.#out = new DelayLine(options.toService, options.random, (item) => this.#transmit(item));
    this.#in = new DelayLine(options.toCaller, options.random, (item) => this.#arrive(item));
    this.ended = new Promise((resolve) => this.#resolveEnd = resolve);
  }

  /** What the socket reports to. */
  readonly handlers: SocketHandlers = {
    onMessage: (data) => this.#in.push({ kind: "message", data }),
    onClose: (code, reason) => {
      this.#in.push({ kind: "close", by: this.#ender, code, reason });
    },
  };

  /** The stream begins: `connected` and `start` are sent, and the first frame is due 20 ms later. */
  open(socket: CarrierSocket): void {
    const { accountSid, callSid, streamSid, parameters, url, log } = this.#options;
    this.#socket = socket;
    log.add({ type: "stream_opened", streamSid, url });
    this.#send({ event: "connected", protocol: "Call", version: "1.0.0" });
    this.#sendNumbered("start", {
      start: {
        accountSid,
        streamSid,
        callSid,
        tracks: ["inbound"],
        mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
        customParameters: parameters,
      },
    });
  }

  /** 20 ms from the caller. Stamps count frames, lost or not; chunks and sequence numbers count what is sent. */
  hearCaller({ frame, lost }: Said): void {
    const timestamp = String(this.#frames++ * FRAME_MS);
    if (lost || this.#ailment === "frames_stop" || this.#ailment === "half_open") return;
    this.#chunk++;
    const payload = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString("base64");
    this.#sendNumbered("media", { media: { track: "inbound", chunk: String(this.#chunk), timestamp, payload } });
  }

  /** The next 20 ms of playback; marks that were reached are echoed. */
  play(): Played {
    if (this.#ailment === "half_open") return { frame: SILENT_FRAME, bytes: 0, marks: [] };
    const played = this.#player.tick();
    for (const name of played.marks) this.#returnMark(name, "played");
    return played;
  }

  /** A key pressed by the caller. */
  press(digit: string): void {
    this.#sendNumbered("dtmf", { dtmf: { track: "inbound_track", digit } });
  }

  /** The call is over, or goes on without the stream: `stop`, then the socket is closed. */
  stop(): void {
    const { accountSid, callSid } = this.#options;
    this.#ender = "caller";
    this.#sendNumbered("stop", { stop: { accountSid, callSid } });
    this.#out.push({ kind: "close" });
  }

  /** The connection breaks without a word. */
  drop(): void {
    this.#ender = "lost";
    this.#socket?.terminate();
  }

  /** Something is wrong with it from now on. */
  ail(ailment: Ailment): void {
    this.#ailment = ailment;
  }

  /** Audio waiting for playback, ms. */
  get bufferedMs(): number {
    return this.#player.bufferedBytes * FRAME_MS / FRAME_BYTES;
  }

  #sendNumbered(event: string, body: Readonly<Record<string, unknown>>): void {
    this.#sequence++;
    this.#send({ event, sequenceNumber: String(this.#sequence), ...body, streamSid: this.#options.streamSid });
  }

  #send(message: unknown): void {
    if (this.#end === null) this.#out.push({ kind: "text", text: JSON.stringify(message) });
  }

  #transmit(item: Outgoing): void {
    if (item.kind === "text") this.#socket?.send(item.text);
    else this.#socket?.close();
  }

  #arrive(item: Incoming): void {
    if (item.kind === "message") this.#read(item.data);
    else this.#finish(item);
  }

  #finish({ by, code, reason }: StreamEnd): void {
    if (this.#end !== null) return;
    this.#end = { by, code, reason };
    this.#out.close();
    this.#in.close();
    this.#options.log.add({ type: "stream_closed", by, code, reason });
    this.#resolveEnd(this.#end);
  }

  #read(data: string | Uint8Array): void {
    if (typeof data !== "string") return this.#warn("a binary frame");
    const parsed = FROM_SERVICE.safeParse(jsonOf(data));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return this.#warn(`not a message: ${issue?.path.join(".")} ${issue?.message}: ${data.slice(0, 200)}`);
    }
    const message = parsed.data;
    if (message.streamSid !== this.#options.streamSid) {
      return this.#warn(`streamSid "${message.streamSid}" is another's`);
    }
    if (message.event === "media") this.#takeMedia(message.media.payload);
    else if (message.event === "mark") this.#takeMark(message.mark.name);
    else this.#clear();
  }

  #takeMedia(payload: string): void {
    if (this.#ailment === "plays_nothing") return this.#warn("media that is not taken");
    const audio = new Uint8Array(Buffer.from(payload, "base64"));
    if (!this.#player.append(audio)) return this.#warn(`${audio.length} bytes of media: the playback buffer is full`);
    const { bufferedBytes } = this.#player;
    this.#options.log.add({ type: "media_received", bytes: audio.length, bufferedBytes });
  }

  #takeMark(name: string): void {
    this.#options.log.add({ type: "mark_received", name });
    if (this.#player.mark(name)) this.#returnMark(name, "nothing_buffered");
  }

  #clear(): void {
    const { marks, droppedBytes, runBytes } = this.#player.clear();
    this.#options.log.add({ type: "clear_received", droppedBytes, runBytes });
    for (const name of marks) this.#returnMark(name, "cleared");
  }

  #returnMark(name: string, why: MarkReason): void {
    if (this.#ailment === "no_marks" || this.#ailment === "half_open") return;
    this.#options.log.add({ type: "mark_returned", name, why });
    this.#sendNumbered("mark", { mark: { name } });
  }

  #warn(detail: string): void {
    this.#options.log.add({ type: "warning", code: 31951, detail });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
