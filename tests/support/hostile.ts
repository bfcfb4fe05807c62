/** Peers that mean ill, over bare connections: each kind does one thing that no carrier does, and then waits. */

import { Buffer } from "node:buffer";
import { signatureHeader } from "../../src/simulator/twilio/requests.ts";
import { AUTH_TOKEN, type House } from "./house.ts";

const STREAM_URL = "ws://localhost/ws/media";
const CLOSE_FRAME = 0x88;
const OPCODES = { continuation: 0, text: 1, binary: 2 } as const;

/** One kind of attack: what is sent after connecting. It may send for ever; a closed connection ends it. */
export type Attack = (peer: Peer) => Promise<void>;

/** A connection in the hands of an attacker. */
export class Peer implements Disposable {
  #isOpen = true;

  private constructor(private readonly connection: Deno.Conn) {}

  /** Connects to a house. */
  static async connect(house: House): Promise<Peer> {
    const { hostname, port } = new URL(house.address);
    return new Peer(await Deno.connect({ hostname, port: Number(port) }));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Reads until the other side closes, or says in a WebSocket's close frame that it has. */
  async untilClosed(): Promise<void> {
    const bytes = new Uint8Array(64 * 1024);
    try {
      while (await this.connection.read(bytes) !== null && bytes[0] !== CLOSE_FRAME);
    } catch {
      // Reset, or closed by ourselves.
    }
    this[Symbol.dispose]();
  }

  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    for (let at = 0; at < bytes.length;) at += await this.connection.write(bytes.subarray(at));
  }

  /** The carrier's handshake, with its signature or a wrong one. */
  async handshake(signature: "good" | "bad" = "good"): Promise<void> {
    const [[name, value]] = Object.entries(signatureHeader(AUTH_TOKEN, STREAM_URL, {}, signature)) as [
      [string, string],
    ];
    await this.write(
      `GET /ws/media HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${name}: ${value}\r\n\r\n`,
    );
    await this.connection.read(new Uint8Array(4_096));
  }

  /** A frame, masked with zeros; `claimed` is the length in its header, when it is not the truth. */
  async frame(payload: string | Uint8Array, { opcode = "text", isLast = true, claimed }: {
    opcode?: keyof typeof OPCODES;
    isLast?: boolean;
    claimed?: number;
  } = {}): Promise<void> {
    const body = Buffer.from(payload);
    const header = Buffer.alloc(14);
    header[0] = (isLast ? 0x80 : 0) | OPCODES[opcode];
    header[1] = 0x80 | 127;
    header.writeBigUInt64BE(BigInt(claimed ?? body.length), 2);
    await this.write(Buffer.concat([header, body]));
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) this.connection.close();
    this.#isOpen = false;
  }
}

const CONNECTED = '{"event":"connected"}';

/** Every kind, by its name. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  "connects and says nothing": () => Promise.resolve(),
  "never ends its headers": (peer) => peer.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-More: "),
  "never sends the body it announced": (peer) =>
    peer.write("POST /twilio/voice HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nCallSid=CA1"),
  "announces a body without end": (peer) =>
    peer.write("POST /twilio/voice HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n"),
  "shakes hands with a wrong signature": (peer) => peer.handshake("bad"),
  "shakes hands and says nothing": (peer) => peer.handshake(),
  "floods": async (peer) => {
    await peer.handshake();
    for (let n = 0; n < 3_000; n++) await peer.frame(CONNECTED);
  },
  "sends a message of a megabyte": async (peer) => {
    await peer.handshake();
    await peer.frame("x".repeat(1024 * 1024));
  },
  "announces a message of 60 megabytes and stalls": async (peer) => {
    await peer.handshake();
    await peer.frame("x", { claimed: 60 * 1024 * 1024 });
  },
  "sends fragments without end": async (peer) => {
    await peer.handshake();
    await peer.frame("x", { isLast: false });
    while (peer.isOpen) {
      await peer.frame("x".repeat(1_024), { opcode: "continuation", isLast: false });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
  "sends rubbish": async (peer) => {
    await peer.handshake();
    for (let n = 0; n < 30; n++) await peer.frame(new Uint8Array(500), { opcode: "binary" });
  },
  "starts a call with a token that it made up": async (peer) => {
    await peer.handshake();
    const start = {
      streamSid: "MZ1",
      callSid: "CA1",
      accountSid: "AC0123456789abcdef0123456789abcdef",
      customParameters: { token: "made-up" },
      mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8_000, channels: 1 },
    };
    await peer.frame(JSON.stringify({ event: "start", streamSid: "MZ1", start }));
  },
};
