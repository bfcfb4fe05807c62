/** Webhooks that fail in a simulated call: which fallback answers, and which error is told. */

import assert from "node:assert/strict";
import { place, startFakeService } from "./fake_service.ts";

Deno.test("a failed webhook is answered by the fallback, with the error's code", async () => {
  await using service = startFakeService({
    "/twilio/voice": () => new Response("out of order", { status: 500 }),
    "/twilio/fallback": "<Say>Please hold.</Say><Dial>+15551112222</Dial>",
  });
  const call = place(service);
  await call.untilEnded(3000);
  assert.deepEqual(call.verbs, ["Say Please hold.", "Dial +15551112222"]);
  const { ErrorCode, ErrorUrl } = service.requests[1]?.form ?? {};
  assert.deepEqual([ErrorCode, ErrorUrl], ["11200", `${service.url}/twilio/voice`]);
});

Deno.test("a webhook without an answer in time, and one that is not TwiML, go to the fallback too", async () => {
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  await using service = startFakeService({
    "/twilio/voice": ({ form }) => form.From === "+15550001111" ? held.then(() => "") : new Response("{}"),
    "/twilio/fallback": "<Hangup/>",
  });
  const late = place(service, { webhookTimeoutMs: 100 });
  await late.untilEnded(3000);
  release();
  assert.deepEqual(late.errors.map(({ code }) => code), [11205]);
  const odd = place(service, { from: "anonymous" });
  await odd.untilEnded(3000);
  assert.deepEqual(odd.errors.map(({ code }) => code), [12300]);
  assert.deepEqual([late.verbs, odd.verbs], [["Hangup"], ["Hangup"]]);
});

Deno.test("a failed action ends the call with 11200", async () => {
  await using service = startFakeService({
    "/twilio/voice": "CONNECT",
    "/ended": () => new Response("", { status: 404 }),
  }, (stream, { event }) => event === "start" && stream.socket.close());
  const call = place(service);
  await call.untilEnded(3000);
  assert.equal(call.errors.at(-1)?.code, 11200);
  assert.equal(service.requests.at(-1)?.path, "/twilio/status");
});

Deno.test("a service that is not there ends the call with 11205 for each request", async () => {
  const service = startFakeService({});
  await service[Symbol.asyncDispose]();
  const call = place(service);
  await call.ended;
  assert.deepEqual(call.errors.map(({ code }) => code), [11205, 11205, 11205]);
});
