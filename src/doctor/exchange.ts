/** One connection to the Realtime API in the doctor's hands: every message is kept, with its time, and can be waited for. */

import { MODEL_MESSAGE_BYTES } from "../call/limits.ts";
import { decodeBase64 } from "../audio/g711.ts";
import {
  classifyClose,
  classifyError,
  classifyFailure,
  classifyHandshake,
  type Fault,
  type VendorError,
} from "../openai/faults.ts";
import type { Json } from "../openai/session.ts";
import { read, type Reading } from "../openai/wire.ts";
import { ClientSocket, type SocketListener } from "../websocket/socket.ts";

/** One message, or what became of the socket. Times are ms since the dial. */
export interface Entry {
  readonly atMs: number;
  readonly from: "us" | "vendor" | "socket";
  readonly type: string;
  /** Without its audio. */
  readonly message: Json;
  /** As a live call takes it. */
  readonly reading?: Reading;
  /** Audio that came with it. */
  readonly audio?: Uint8Array;
}

/** How a connection ended that was still wanted. */
export interface Loss extends Fault {
  readonly detail: string;
}

/** As a live call waits for the handshake. */
const HANDSHAKE_MS = 5_000;

export class Exchange implements SocketListener {
  readonly entries: Entry[] = [];
  /** Null while it stands, and when we closed it. */
  loss: Loss | null = null;
  readonly #began = performance.now();
  readonly #socket: ClientSocket;
  #lastError: VendorError | null = null;
  #isClosed = false;
  #waiting: (() => void)[] = [];

  /** Dials. */
  constructor(readonly url: URL, apiKey: string, readonly startedAt: Date) {
    const headers = { Authorization: `Bearer ${apiKey}` };
    const bounds = { maxMessageBytes: MODEL_MESSAGE_BYTES, handshakeMs: HANDSHAKE_MS };
    this.#socket = new ClientSocket({ url, headers, ...bounds }, this);
  }

  /** Now, ms since the dial. */
  get nowMs(): number {
    return Math.round((performance.now() - this.#began) * 10) / 10;
  }

  /** Whether it is over, lost or closed. */
  get isOver(): boolean {
    return this.#isClosed || this.loss !== null;
  }

  /** Sends a message that is JSON already, or will be. */
  send(message: string | Json): void {
    const text = typeof message === "string" ? message : JSON.stringify(message);
    this.#socket.send(text);
    const json = typeof message === "string" ? JSON.parse(text) as Json : message;
    this.#add({ from: "us", type: String(json["type"]), message: withoutAudio(json) });
  }

  /** The first thing that `look` finds, in what came since entry `from` and what comes; null when it is late, or never. */
  async until<T>(look: (entry: Entry) => T | null | undefined, limitMs: number, from = 0): Promise<T | null> {
    const end = performance.now() + limitMs;
    for (let index = from;;) {
      for (; index < this.entries.length; index++) {
        const found = look(this.entries[index]!);
        if (found !== null && found !== undefined) return found;
      }
      const leftMs = end - performance.now();
      if (leftMs <= 0 || this.isOver) return null;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  /** Closes it; nothing is kept any more. */
  close(): void {
    if (this.isOver) return;
    this.#isClosed = true;
    this.#socket.close(1000);
    this.#wake();
  }

  /** Gives it up, for this reason. */
  lose(fault: Fault, detail: string): void {
    if (this.isOver) return;
    this.loss = { ...fault, detail };
    this.#add({ from: "socket", type: "lost", message: { code: fault.code, row: fault.row, detail } });
    this.#socket.terminate();
  }

  opened(requestId: string | null): void {
    this.#add({ from: "socket", type: "open", message: requestId === null ? {} : { request_id: requestId } });
  }

  text(text: string): void {
    if (this.isOver) return;
    const reading = read(text, this.nowMs);
    const message = parsed(text);
    const delta = typeof message["delta"] === "string" && /audio\.delta$/.test(String(message["type"]))
      ? decodeBase64(message["delta"])
      : null;
    const audio = delta === null ? {} : { audio: delta };
    this.#add({
      from: "vendor",
      type: String(message["type"] ?? "?"),
      message: withoutAudio(message),
      reading,
      ...audio,
    });
    if (reading.kind !== "error") return;
    this.#lastError = reading.error;
    const fault = classifyError(reading.error);
    if (fault.isFatal) this.lose(fault, `error ${reading.error.code ?? reading.error.type}: ${reading.error.message}`);
  }

  binary(): void {
    this.#add({ from: "vendor", type: "binary", message: {} });
  }

  refused(status: number): void {
    this.lose(classifyHandshake(status), `the handshake was answered with HTTP ${status}`);
  }

  failed(code: string, wasOpen: boolean): void {
    this.lose(classifyFailure(wasOpen), wasOpen ? `the connection broke: ${code}` : `no connection: ${code}`);
  }

  closed(code: number, reason: string): void {
    const fault = classifyClose(code, reason, this.#lastError);
    this.lose(fault, `closed with ${code}${reason === "" ? "" : ` ${reason}`}`);
  }

  #add(entry: Omit<Entry, "atMs">): void {
    this.entries.push({ atMs: this.nowMs, ...entry });
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value as Json : { raw: typeof value };
  } catch {
    return { raw: `${text.length} characters that are no JSON` };
  }
}

/** Audio by its length: it is long, and somebody's voice. */
function withoutAudio(message: Json): Json {
  const { type } = message;
  if (type === "input_audio_buffer.append") return { ...message, audio: lengthOf(message["audio"]) };
  return /audio\.delta$/.test(String(type)) ? { ...message, delta: lengthOf(message["delta"]) } : message;
}

function lengthOf(base64: unknown): string {
  return typeof base64 === "string" ? `(${Math.floor(base64.length * 3 / 4)} bytes of audio)` : "(no text)";
}
