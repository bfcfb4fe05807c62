/** A service for tests of the simulated carrier: scripted webhooks and a media socket in the test's hands. */
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { startTwilioCall, type TwilioCall } from "../../../src/simulator/twilio/call.ts";
import type { CallOptions } from "../../../src/simulator/twilio/context.ts";

export const AUTH_TOKEN = "test token";
export const ACCOUNT_SID = "AC00000000000000000000000000000000";

/** A message of the carrier, parsed loosely: tests look at what they need. */
export interface Message {
  event: string;
  sequenceNumber?: string;
  streamSid?: string;
  start?: { streamSid: string; callSid: string; customParameters: Record<string, string> };
  media?: { track: string; chunk: string; timestamp: string; payload: string };
  mark?: { name: string };
  dtmf?: { track: string; digit: string };
  stop?: { accountSid: string; callSid: string };
}

/** What the service sees of one stream. */
export interface FakeStream {
  socket: WebSocket;
  messages: Message[];
  /** Set once `start` has come. */
  streamSid: string;
  send(message: unknown): void;
  play(audio: Uint8Array): void;
  mark(name: string): void;
  clear(): void;
}

export interface Request {
  path: string;
  signed: boolean;
  form: Record<string, string>;
}

export interface FakeService extends AsyncDisposable {
  url: string;
  requests: Request[];
  streams: FakeStream[];
}

type Reply = string | Response | ((request: Request) => string | Response | Promise<string | Response>);

/** The fake's own address in the TwiML of its script. */
const connectTwiml = (base: string) =>
  `<Connect action="${base}/ended"><Stream url="${base.replace("http", "ws")}/ws/media">` +
  `<Parameter name="token" value="t-1"/></Stream></Connect>`;

/**
 * Starts it on loopback. `script` answers webhooks by path; the text is put in `<Response>`, with `CONNECT` replaced by
 * a stream to this service. `onMessage` sees each message of a stream, after it was noted.
 */
export function startFakeService(
  script: Record<string, Reply>,
  onMessage: (stream: FakeStream, message: Message) => void = () => {},
  acceptUpgrade: (request: globalThis.Request) => boolean = () => true,
): FakeService {
  const requests: Request[] = [];
  const streams: FakeStream[] = [];
  let url = "";
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request): Promise<Response> => {
    if (request.headers.get("upgrade") === "websocket") {
      return acceptUpgrade(request) ? upgrade(request, streams, onMessage) : new Response("no", { status: 403 });
    }
    const path = new URL(request.url).pathname;
    const form = Object.fromEntries(new URLSearchParams(await request.text()));
    const signature = request.headers.get("x-twilio-signature") ?? "";
    const seen = { path, form, signed: validateRequest(AUTH_TOKEN, signature, url + path, form) };
    requests.push(seen);
    const reply = script[path] ?? "";
    const answer = typeof reply === "function" ? await reply(seen) : reply;
    if (typeof answer !== "string") return answer;
    const body = `<?xml version="1.0" encoding="UTF-8"?><Response>${
      answer.replace("CONNECT", connectTwiml(url))
    }</Response>`;
    return new Response(body, { headers: { "content-type": "text/xml" } });
  });
  url = `http://127.0.0.1:${server.addr.port}`;
  return { url, requests, streams, [Symbol.asyncDispose]: () => server.shutdown() };
}

function upgrade(
  request: globalThis.Request,
  streams: FakeStream[],
  onMessage: (stream: FakeStream, message: Message) => void,
): Response {
  const { socket, response } = Deno.upgradeWebSocket(request);
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  const stream: FakeStream = {
    socket,
    messages: [],
    streamSid: "",
    send,
    play: (audio) => {
      const payload = btoa(String.fromCharCode(...audio));
      send({ event: "media", streamSid: stream.streamSid, media: { payload } });
    },
    mark: (name) => send({ event: "mark", streamSid: stream.streamSid, mark: { name } }),
    clear: () => send({ event: "clear", streamSid: stream.streamSid }),
  };
  streams.push(stream);
  socket.onmessage = ({ data }) => {
    const message: Message = JSON.parse(data);
    if (message.start !== undefined) stream.streamSid = message.start.streamSid;
    stream.messages.push(message);
    onMessage(stream, message);
  };
  return response;
}

/** Places a call to the service. */
export function place(service: FakeService, more: Partial<CallOptions> = {}): TwilioCall {
  return startTwilioCall({
    publicUrl: service.url,
    authToken: AUTH_TOKEN,
    accountSid: ACCOUNT_SID,
    from: "+15550001111",
    to: "+15550002222",
    sayMsPerCharacter: 1,
    ...more,
  });
}

/** Audible µ-law, no two frames alike. */
export function speech(ms: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: ms * 8 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 24) & 0x8f) | 0x10;
  });
}
