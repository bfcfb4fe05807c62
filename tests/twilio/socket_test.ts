/** One media stream over one socket: what is refused, what is carried, and that nothing else is touched. */

import assert from "node:assert/strict";
import type { CallEvent } from "../../src/call/call.ts";
import {
  CARRIER_BUFFER_BYTES,
  CARRIER_BURST,
  CARRIER_MESSAGE_BYTES,
  CARRIER_MESSAGES_PER_S,
  CARRIER_MISTAKES,
  CARRIER_PING_AFTER_S,
  CARRIER_START_WAIT_MS,
  STREAM_SILENT_MS,
} from "../../src/call/limits.ts";
import { type CarrierSocket, serveStream, type StreamListener } from "../../src/twilio/socket.ts";
import { Lobby } from "../../src/twilio/lobby.ts";
import type { StreamStart } from "../../src/twilio/wire.ts";

const STREAM = "MZ1";
const MEDIA = { event: "media", streamSid: STREAM, media: { track: "inbound", timestamp: "0", payload: "/38A" } };
const MARK = { event: "mark", streamSid: STREAM, mark: { name: "m" } };
const START = {
  event: "start",
  streamSid: STREAM,
  start: {
    streamSid: STREAM,
    callSid: "CA1",
    accountSid: "AC1",
    customParameters: { token: "t-1" },
    mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
  },
};

/** The socket's side that `serveStream` sees. */
class Wire {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  sent: unknown[] = [];
  closedWith: [number | undefined, string | undefined] | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code?: number, reason?: string): void {
    assert.ok(this.readyState === WebSocket.OPEN, "a socket is closed twice");
    this.readyState = WebSocket.CLOSING;
    this.closedWith = [code, reason];
  }
}

/** A stream with its gate, whose clock stands still unless it is moved. */
class Stream implements Disposable {
  readonly wire = new Wire();
  readonly refusals: string[] = [];
  readonly exceptions: unknown[] = [];
  readonly events: CallEvent[] = [];
  readonly starts: StreamStart[] = [];
  unknown = 0;
  nowMs = 0;
  carrier: CarrierSocket | null = null;

  readonly faults: string[] = [];

  constructor(
    private readonly admitted: StreamListener | { refused: string } | null = null,
    lobby: Lobby = new Lobby(Infinity),
  ) {
    const gate = {
      admit: (start: StreamStart, carrier: CarrierSocket) => {
        this.starts.push(start);
        this.carrier = carrier;
        return this.admitted ??
          {
            now: () => 42,
            event: (event: CallEvent) => void this.events.push(event),
            fault: (code: string) => void this.faults.push(code),
          };
      },
      refused: (reason: string) => void this.refusals.push(reason),
      unknownMessage: () => void this.unknown++,
      exception: (error: unknown) => void this.exceptions.push(error),
    };
    serveStream(this.wire as unknown as WebSocket, gate, lobby, () => this.nowMs);
  }

  receives(message: unknown): void {
    this.wire.onmessage?.({
      data: typeof message === "string" || message instanceof ArrayBuffer ? message : JSON.stringify(message),
    });
  }

  /** The socket is gone; without this the alarm for a late `start` would be left behind. */
  [Symbol.dispose](): void {
    this.wire.readyState = WebSocket.CLOSED;
    this.wire.onclose?.({ code: 1000 });
  }
}

function started(): Stream {
  const stream = new Stream();
  stream.receives({ event: "connected", protocol: "Call", version: "1.0.0" });
  stream.receives(START);
  return stream;
}

function types(stream: Stream): string[] {
  return stream.events.map(({ type }) => type);
}

Deno.test("a stream that is admitted carries its call's events, stamped by the call", () => {
  using stream = started();
  stream.receives(MEDIA);
  stream.receives({ event: "stop", streamSid: STREAM });
  assert.deepEqual(stream.starts, [{ streamSid: STREAM, callSid: "CA1", accountSid: "AC1", token: "t-1" }]);
  assert.deepEqual(stream.events[0], { type: "stream_started", atMs: 42, streamSid: STREAM });
  assert.deepEqual(types(stream), ["stream_started", "caller_audio", "stream_stopped"]);
  assert.equal(stream.events[1]?.atMs, 42);
  assert.deepEqual(stream.refusals, []);
});

Deno.test("the call's orders go out with the stream's name", () => {
  using stream = started();
  stream.carrier?.perform({ type: "clear" });
  assert.deepEqual(stream.wire.sent, [{ event: "clear", streamSid: STREAM }]);
});

Deno.test("the socket's end is told once, whatever ended it", () => {
  using stream = started();
  stream.wire.onerror?.();
  stream.wire.onclose?.({ code: 1006 });
  assert.deepEqual(stream.events.at(-1), { type: "stream_closed", atMs: 42, why: "socket error" });
  assert.equal(types(stream).filter((type) => type === "stream_closed").length, 1);
});

Deno.test("a call closes its own socket, once, and hears of it when it is closed", () => {
  using stream = started();
  stream.carrier?.close();
  stream.carrier?.close();
  assert.deepEqual(stream.wire.closedWith, [1000, undefined]);
  stream.carrier?.perform({ type: "clear" });
  stream.receives(MEDIA);
  assert.deepEqual([stream.wire.sent, types(stream)], [[], ["stream_started"]]);
  stream.wire.onclose?.({ code: 1000 });
  assert.deepEqual(types(stream), ["stream_started", "stream_closed"]);
});

Deno.test("a stream that the gate refuses is closed with the reason", () => {
  using stream = new Stream({ refused: "token_used" });
  stream.receives(START);
  assert.deepEqual(stream.wire.closedWith, [4403, "token_used"]);
  assert.deepEqual(stream.refusals, ["token_used"]);
});

Deno.test("a socket that sends no `start` is no call: one that talks is closed, a mute one left to Deno's ping first", () => {
  using alarms = new Alarms();
  const talking = new Stream();
  talking.receives({ event: "connected" });
  assert.equal(alarms.set[0]!.ms, CARRIER_START_WAIT_MS);
  alarms.set[0]!.ring();
  assert.deepEqual([talking.wire.closedWith, talking.refusals], [[4403, "no_start"], ["no_start"]]);

  const mute = new Stream();
  alarms.set[1]!.ring();
  assert.deepEqual([mute.wire.closedWith, mute.refusals], [null, ["no_start"]]);
  mute.receives(START);
  assert.deepEqual(mute.starts, [], "it is too late");
  assert.equal(alarms.set[2]!.ms, 2 * CARRIER_PING_AFTER_S * 1_000);
  alarms.set[2]!.ring();
  assert.deepEqual(mute.wire.closedWith, [4403, "no_start"]);
});

Deno.test("a stream that has started, or is gone, has no alarm for its start any more", () => {
  using alarms = new Alarms();
  const stream = started();
  assert.equal(alarms.set[0]!.isCleared, true);
  stream[Symbol.dispose]();
  assert.deepEqual(alarms.set.map(({ isCleared }) => isCleared), [true, true]);
});

Deno.test("a stream whose frames stop is told and closed; one whose frames come is not", () => {
  using alarms = new Alarms();
  const stream = started();
  assert.equal(alarms.set[1]!.ms, STREAM_SILENT_MS);
  stream.nowMs = STREAM_SILENT_MS - 20;
  stream.receives(MEDIA);
  stream.nowMs = STREAM_SILENT_MS;
  alarms.set[1]!.ring();
  assert.deepEqual([stream.faults, alarms.set[2]!.ms], [[], STREAM_SILENT_MS - 20]);
  stream.nowMs = 2 * STREAM_SILENT_MS;
  alarms.set[2]!.ring();
  assert.deepEqual(stream.faults, ["stream_silent"]);
  assert.deepEqual(stream.wire.closedWith, [4408, "stream_silent"]);
  assert.equal(types(stream).at(-1), "stream_closed");
});

Deno.test("of too many sockets that have proved nothing the one that has waited longest goes", () => {
  using alarms = new Alarms();
  const lobby = new Lobby(2);
  const call = new Stream(null, lobby);
  call.receives(START);
  const [first, second, third] = [1, 2, 3].map(() => {
    const stream = new Stream(null, lobby);
    stream.receives({ event: "connected" });
    return stream;
  });
  assert.deepEqual(first!.wire.closedWith, [4403, "crowded_out"]);
  assert.deepEqual([second, third, call].map((stream) => stream!.wire.closedWith), [null, null, null]);
  second![Symbol.dispose]();
  const fourth = new Stream(null, lobby);
  assert.deepEqual([third!.refusals, fourth.refusals], [[], []], "who has left takes no room");
  assert.ok(alarms.set.length > 0);
});

Deno.test("messages before `start`, of another stream, and a second `start` are mistakes, not events", () => {
  using early = new Stream();
  early.receives(MEDIA);
  assert.deepEqual(early.refusals, ["before_start"]);

  using stream = started();
  stream.receives({ ...MEDIA, streamSid: "MZ2" });
  stream.receives({ ...MARK, streamSid: "MZ2" });
  stream.receives({ event: "stop", streamSid: "MZ2" });
  stream.receives(START);
  assert.deepEqual(stream.refusals, ["wrong_stream", "wrong_stream", "wrong_stream", "second_start"]);
  assert.deepEqual([types(stream), stream.starts.length], [["stream_started"], 1]);
  assert.equal(stream.wire.closedWith, null);
});

Deno.test("binary and broken messages are mistakes; unknown ones are counted only", () => {
  using stream = started();
  stream.receives(new ArrayBuffer(4));
  stream.receives("{");
  stream.receives({ event: "telepathy" });
  stream.receives(MEDIA);
  assert.deepEqual([stream.refusals, stream.unknown], [["binary", "json"], 1]);
  assert.equal(types(stream).at(-1), "caller_audio");
});

Deno.test("so many mistakes are an attack: the stream is closed, and its call told", () => {
  using stream = started();
  for (let n = 1; n < CARRIER_MISTAKES; n++) stream.receives("{");
  assert.equal(stream.wire.closedWith, null);
  stream.receives("{");
  assert.deepEqual(stream.wire.closedWith, [4400, "too_many_mistakes"]);
  assert.deepEqual(types(stream), ["stream_started", "stream_closed"]);
  stream.receives("{");
  assert.equal(stream.refusals.length, CARRIER_MISTAKES + 1, "a closed stream is still read");
});

Deno.test("an oversized message is not parsed", () => {
  using stream = started();
  const fits = JSON.stringify(MARK);
  stream.receives(fits + " ".repeat(CARRIER_MESSAGE_BYTES - fits.length));
  assert.equal(types(stream).at(-1), "mark_returned");
  stream.receives(fits + " ".repeat(CARRIER_MESSAGE_BYTES - fits.length + 1));
  assert.deepEqual(stream.wire.closedWith, [4413, "oversized"]);
});

Deno.test("a burst is taken, a flood is not", () => {
  using stream = new Stream();
  stream.receives(START);
  for (let n = 1; n < CARRIER_BURST; n++) stream.receives(MARK);
  assert.equal(stream.wire.closedWith, null);
  stream.receives(MARK);
  assert.deepEqual(stream.wire.closedWith, [4429, "flood"]);
  assert.equal(types(stream).at(-1), "stream_closed");
});

Deno.test("time earns new messages, up to a burst and no more", () => {
  using stream = new Stream();
  stream.receives(START);
  for (let n = 1; n < CARRIER_BURST; n++) stream.receives(MARK);
  stream.nowMs += 1_000;
  for (let n = 0; n < CARRIER_MESSAGES_PER_S; n++) stream.receives(MARK);
  assert.equal(stream.wire.closedWith, null);
  stream.nowMs += 3_600_000;
  for (let n = 0; n < CARRIER_BURST; n++) stream.receives(MARK);
  assert.equal(stream.wire.closedWith, null);
  stream.receives(MARK);
  assert.deepEqual(stream.wire.closedWith, [4429, "flood"]);
});

Deno.test("a carrier that does not read is closed before it fills the memory", () => {
  using stream = started();
  stream.wire.bufferedAmount = CARRIER_BUFFER_BYTES;
  stream.carrier?.perform({ type: "clear" });
  assert.equal(stream.wire.closedWith, null);
  stream.wire.bufferedAmount++;
  stream.carrier?.perform({ type: "clear" });
  assert.deepEqual(stream.wire.closedWith, [4429, "not_reading"]);
  assert.deepEqual([stream.wire.sent.length, types(stream).at(-1)], [1, "stream_closed"]);
});

Deno.test("our own mistake closes this socket alone, and never leaves the handler", () => {
  const broken = new Error("broken");
  using stream = new Stream({
    now: () => 0,
    fault() {},
    event: () => {
      throw broken;
    },
  });
  stream.receives(START);
  assert.deepEqual(stream.wire.closedWith, [4400, "exception"]);
  assert.ok(stream.exceptions.length >= 1 && stream.exceptions.every((error) => error === broken));
});

/** Takes hold of the alarms that are set while it is in use, instead of waiting for them. */
class Alarms implements Disposable {
  readonly set: { ms: number; ring: () => void; isCleared: boolean }[] = [];
  readonly #kept = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  constructor() {
    const capture = (ring: () => void, ms: number) => this.set.push({ ms, ring, isCleared: false });
    const clear = (id: number | undefined) => {
      const alarm = this.set[(id ?? 0) - 1];
      if (alarm !== undefined) alarm.isCleared = true;
    };
    Object.assign(globalThis, { setTimeout: capture, clearTimeout: clear });
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#kept);
  }
}
