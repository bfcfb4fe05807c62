import assert from "node:assert/strict";
import { openMediaSocket } from "../../../src/simulator/twilio/probe.ts";
import { signatureOf } from "../../../src/simulator/twilio/signature.ts";
import { HandshakeFailed } from "../../../src/simulator/twilio/socket.ts";
import { ACCOUNT_SID, AUTH_TOKEN, startFakeService } from "./fake_service.ts";

const PUBLIC_URL = "https://dispatcher.example";
const STREAM_URL = "wss://dispatcher.example/ws/media";

const signed = (request: Request) => request.headers.get("x-twilio-signature") === signatureOf(AUTH_TOKEN, STREAM_URL);

Deno.test("a probe opens with a right signature of the public URL and is refused with a wrong one or none", async () => {
  await using service = startFakeService({}, undefined, signed);
  const options = { url: STREAM_URL, publicUrl: PUBLIC_URL, reachUrl: service.url, authToken: AUTH_TOKEN };
  const probe = await openMediaSocket(options);
  await probe.close();
  for (const signature of ["bad", "none"] as const) {
    await assert.rejects(openMediaSocket({ ...options, signature }), (error) => {
      return error instanceof HandshakeFailed && error.status === 403 && error.code === 31920;
    });
  }
});

Deno.test("a probe sends what it is given and sees what comes back and how it ends", async () => {
  await using service = startFakeService({}, (stream, { event }) => {
    if (event === "start") stream.send({ event: "clear", streamSid: stream.streamSid });
    if (event === "odd") stream.socket.close(4001, "odd");
  });
  const url = `${service.url.replace("http", "ws")}/ws/media`;
  const probe = await openMediaSocket({ url, authToken: AUTH_TOKEN });
  const streamSid = probe.start({ accountSid: ACCOUNT_SID, callSid: "CA1", parameters: { token: "x" } });
  assert.deepEqual(JSON.parse(await probe.untilReceived("clear", 2000)), { event: "clear", streamSid });
  await assert.rejects(probe.untilReceived("nothing", 50), /Waited 50 ms/);
  probe.send({ event: "odd" });
  assert.deepEqual(await probe.closed, { code: 4001, reason: "odd" });
  assert.deepEqual(service.streams[0]?.messages[0]?.start?.customParameters, { token: "x" });
});

Deno.test("a socket to nowhere is refused with 31902", async () => {
  const service = startFakeService({});
  await service[Symbol.asyncDispose]();
  const url = `${service.url.replace("http", "ws")}/ws/media`;
  await assert.rejects(openMediaSocket({ url, authToken: AUTH_TOKEN }), (error) => {
    return error instanceof HandshakeFailed && error.status === null && error.code === 31902;
  });
});
