/** One simulated Twilio call, as light as it can be: 50 frames a second of speech and silence, marks when played. */

import { randomBytes } from "node:crypto";
import { signatureOf } from "../src/simulator/twilio/signature.ts";
import { REQUIRED } from "../tests/cli/program.ts";
import { frame, RawSocket, readHead } from "./raw_socket.ts";
import { FRAME_MS } from "./sound.ts";
import { ageMs, microseconds, type Spread, stamp } from "./stamp.ts";

/** What is under test, and how it is reached. */
export interface Target {
  readonly kind: "service" | "relay";
  readonly hostname: string;
  readonly port: number;
}

/** What the service was told to believe in. */
const { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, PUBLIC_URL } = REQUIRED;

/** What is counted over all calls. */
export interface Tally {
  /** From the model to the caller. */
  readonly ages: Spread;
  sent: number;
  heard: number;
  marks: number;
}

/** Connections are not kept: descriptors that are left would be ours, not the service's. */
const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });

const PAYLOAD = new TextEncoder().encode('"payload":"');
const NAME = new TextEncoder().encode('"name":"');
const QUOTE = 0x22;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class LoadCall {
  readonly sid = `CA${randomBytes(16).toString("hex")}`;
  readonly #streamSid = `MZ${randomBytes(16).toString("hex")}`;
  #socket: RawSocket | null = null;
  #chunk = 0;
  #sequence = 1;
  #startedMs = 0;
  #nextMs = 0;
  #playedToMs = 0;
  #payloadAt = 0;
  readonly #marks: { dueMs: number; name: string }[] = [];

  constructor(
    private readonly target: Target,
    private readonly frames: readonly Uint8Array[],
    private readonly tally: Tally,
    private readonly at: number,
  ) {}

  /** Dials and begins to speak. Throws when the call is not taken. */
  async open(): Promise<void> {
    const { hostname, port, kind } = this.target;
    const token = kind === "service" ? await this.#answered() : "";
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay(true);
    const signature = signatureOf(AUTH_TOKEN, `${PUBLIC_URL.replace("http", "ws")}/ws/media`);
    const lines = [
      "GET /ws/media HTTP/1.1",
      `Host: ${hostname}:${port}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      "Sec-WebSocket-Version: 13",
      `X-Twilio-Signature: ${signature}`,
    ];
    await conn.write(encoder.encode(`${lines.join("\r\n")}\r\n\r\n`));
    const { head, rest } = await readHead(conn);
    if (!head.startsWith("HTTP/1.1 101")) throw new Error(`Cannot open a stream: ${head.split("\r\n")[0]}`);
    this.#socket = new RawSocket(conn, (text) => this.#hear(text), rest);
    this.#send({ event: "connected", protocol: "Call", version: "1.0.0" });
    this.#send(this.#start(token));
    this.#startedMs = performance.now();
    // Calls come at any moment: their frames lie evenly over the 20 ms.
    this.#nextMs = this.#startedMs + FRAME_MS * (this.at * 0.618 % 1);
  }

  /** Whether the other side has ended the stream. */
  get isOver(): boolean {
    return this.#socket?.isOver === true;
  }

  /** Sends what is due. */
  tick(nowMs: number): void {
    while (this.#nextMs <= nowMs) {
      this.#speak();
      this.#nextMs += FRAME_MS;
    }
    while (this.#marks.length > 0 && this.#marks[0]!.dueMs <= nowMs) this.#returnMark();
  }

  /** Hangs up as Twilio does, and waits until the connection is gone. */
  async hangUp(): Promise<void> {
    this.#send({ event: "stop", stop: { accountSid: ACCOUNT_SID, callSid: this.sid } });
    this.#socket?.send(frame(Uint8Array.of(3, 232), 8, true));
    const timer = setTimeout(() => this.#socket?.close(), 2_000);
    await this.#socket?.closed;
    clearTimeout(timer);
    if (this.target.kind === "service") await this.#post("/twilio/status", { CallStatus: "completed" });
  }

  #speak(): void {
    const { length } = this.frames;
    const sound = this.frames[(this.#chunk + this.at * 37) % length]!;
    const at = ++this.#chunk;
    const before =
      `{"event":"media","sequenceNumber":"${++this.#sequence}","media":{"track":"inbound","chunk":"${at}",` +
      `"timestamp":"${at * FRAME_MS}","payload":"`;
    const after = `"},"streamSid":"${this.#streamSid}"}`;
    const payload = new Uint8Array(before.length + sound.length + after.length);
    encoder.encodeInto(before, payload);
    payload.set(sound, before.length);
    encoder.encodeInto(after, payload.subarray(before.length + sound.length));
    stamp(payload, before.length, microseconds());
    this.#socket?.send(frame(payload, 1, true));
    this.tally.sent++;
  }

  #hear(text: Uint8Array): void {
    if (this.#isMedia(text)) {
      this.tally.heard++;
      const age = ageMs(text, this.#payloadAt, microseconds());
      if (age !== null && age < 10_000) this.tally.ages.add(age);
      const bytes = (text.indexOf(QUOTE, this.#payloadAt) - this.#payloadAt) * 0.75;
      this.#playedToMs = Math.max(this.#playedToMs, performance.now()) + Math.floor(bytes / 8);
      return;
    }
    const name = find(text, NAME);
    if (name > 0) {
      const end = text.indexOf(QUOTE, name);
      this.#marks.push({ dueMs: this.#playedToMs, name: decoder.decode(text.subarray(name, end)) });
      return;
    }
    // A `clear` empties what is waiting, and returns its marks at once.
    this.#playedToMs = 0;
    for (const mark of this.#marks) mark.dueMs = 0;
  }

  #isMedia(text: Uint8Array): boolean {
    const from = this.#payloadAt - PAYLOAD.length;
    if (from > 0 && PAYLOAD.every((byte, i) => text[from + i] === byte)) return true;
    const at = find(text, PAYLOAD);
    if (at > 0) this.#payloadAt = at;
    return at > 0;
  }

  #returnMark(): void {
    const { name } = this.#marks.shift()!;
    this.tally.marks++;
    this.#send({ event: "mark", sequenceNumber: `${++this.#sequence}`, streamSid: this.#streamSid, mark: { name } });
  }

  #send(message: object): void {
    this.#socket?.send(frame(encoder.encode(JSON.stringify(message)), 1, true));
  }

  #start(token: string): object {
    return {
      event: "start",
      sequenceNumber: "1",
      streamSid: this.#streamSid,
      start: {
        streamSid: this.#streamSid,
        accountSid: ACCOUNT_SID,
        callSid: this.sid,
        tracks: ["inbound"],
        customParameters: { token },
        mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
      },
    };
  }

  async #answered(): Promise<string> {
    const twiml = await this.#post("/twilio/voice", { CallStatus: "ringing" });
    const token = twiml.match(/name="token" value="([^"]+)"/)?.[1];
    if (token === undefined) throw new Error(`Cannot place a call: ${twiml}`);
    return token;
  }

  async #post(path: string, more: Record<string, string>): Promise<string> {
    const form = { AccountSid: ACCOUNT_SID, CallSid: this.sid, From: "+12025550147", To: "+12025550100", ...more };
    const response = await fetch(`http://${this.target.hostname}:${this.target.port}${path}`, {
      method: "POST",
      headers: { "x-twilio-signature": signatureOf(AUTH_TOKEN, PUBLIC_URL + path, form) },
      body: new URLSearchParams(form),
      client,
    });
    return await response.text();
  }
}

function find(text: Uint8Array, what: Uint8Array): number {
  const last = text.length - what.length;
  for (let at = text.indexOf(what[0]!); at >= 0 && at <= last; at = text.indexOf(what[0]!, at + 1)) {
    if (what.every((byte, i) => text[at + i] === byte)) return at + what.length;
  }
  return -1;
}
