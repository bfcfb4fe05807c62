import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Outcome } from "../../src/delivery/outcome.ts";
import { testMessage, webhookChannel } from "../../src/delivery/webhook.ts";
import { ask, NoAnswer } from "../../src/outgoing.ts";
import { type Receiver, type Reply, startReceiver } from "../../src/simulator/receiver.ts";
import type { OutboxMessage } from "../../src/store/outbox_record.ts";
import { incident, NOON_MS } from "../store/records.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SIGNAL = new AbortController().signal;

function waiting(changes: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    id: "msg_0123456789",
    channel: "webhook",
    type: "incident.created",
    orderKey: null,
    payload: incident(1),
    createdAtMs: NOON_MS,
    attempts: 0,
    nextAtMs: NOON_MS,
    state: "waiting",
    lastError: null,
    ...changes,
  };
}

/** One attempt at a receiver that answers in this way. */
async function attempt(reply: Reply, secret = SECRET): Promise<{ outcome: Outcome; receiver: Receiver }> {
  await using receiver = await startReceiver({ secret: SECRET, reply: () => reply });
  const send = webhookChannel({ url: new URL(receiver.url), secret }, () => new Date());
  return { outcome: await send(waiting(), SIGNAL), receiver };
}

Deno.test("a webhook is what Standard Webhooks says: signed, with a stable id, type, timestamp and data", async () => {
  const { outcome, receiver } = await attempt({ status: 204 });
  assert.deepEqual(outcome, { kind: "delivered" });
  const { id, type, timestamp, data, headers } = receiver.deliveries[0]!;
  assert.deepEqual([id, type, timestamp], ["msg_0123456789", "incident.created", "2026-11-24T12:00:00.000Z"]);
  assert.deepEqual(data, incident(1));
  assert.match(headers["webhook-signature"]!, /^v1,[A-Za-z0-9+/]{43}=$/);
  assert.ok(Math.abs(Number(headers["webhook-timestamp"]) - Date.now() / 1_000) < 5);
});

Deno.test("a receiver with another secret does not take it", async () => {
  const { outcome, receiver } = await attempt({ status: 204 }, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  assert.equal(outcome.kind, "failed");
  assert.deepEqual([receiver.deliveries.length, receiver.refused], [0, 1]);
});

Deno.test("what an answer means: 2xx is taken, 410 is for ever, everything else is tried again", async () => {
  const meanings: [number, Outcome["kind"], RegExp][] = [
    [200, "delivered", /^$/],
    [202, "delivered", /^$/],
    [301, "failed", /^HTTP 301: redirects are not followed$/],
    [400, "failed", /^HTTP 400: refused; somebody has to mend the cause$/],
    [404, "failed", /refused/],
    [408, "failed", /^HTTP 408$/],
    [410, "gone", /^HTTP 410/],
    [429, "failed", /^HTTP 429$/],
    [500, "failed", /^HTTP 500$/],
  ];
  for (const [status, kind, error] of meanings) {
    const { outcome } = await attempt({ status, headers: { location: "http://169.254.169.254/" } });
    assert.equal(outcome.kind, kind, `${status}`);
    assert.match("error" in outcome ? outcome.error : "", error);
  }
});

Deno.test("nobody goes where a redirect points", async () => {
  await using elsewhere = await startReceiver({ secret: SECRET });
  for (const status of [301, 302, 303, 307, 308]) {
    const { outcome } = await attempt({ status, headers: { location: elsewhere.url } });
    assert.equal(outcome.kind, "failed");
  }
  assert.equal(elsewhere.deliveries.length + elsewhere.refused, 0);
});

Deno.test("a receiver's Retry-After comes along as it was", async () => {
  const { outcome } = await attempt({ status: 503, headers: { "retry-after": "120" } });
  assert.deepEqual(outcome, { kind: "failed", error: "HTTP 503", retryAfter: "120" });
});

Deno.test("a receiver that is not there, hangs up or does not answer is a failure in words, without its address", async () => {
  const server = createServer((request) => request.url === "/cut" ? request.socket.destroy() : undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const words = async (url: string, more: object = {}) => {
    const asked = ask({ url: new URL(url), headers: {}, body: "{}", signal: SIGNAL, ...more });
    return await asked.then(() => "an answer", (error) => {
      assert.ok(error instanceof NoAnswer);
      return error.message;
    });
  };
  assert.equal(await words(`http://secret@127.0.0.1:${port}/hang`, { timeoutMs: 50 }), "no answer within 0.05 s");
  assert.match(await words(`http://secret@127.0.0.1:${port}/cut`), /^the (connection|receiver)/);
  const stopped = AbortSignal.abort();
  assert.match(await words(`http://127.0.0.1:${port}/hang`, { signal: stopped }), /^the service stopped/);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const refused = await words(`http://secret@127.0.0.1:${port}/`);
  assert.equal(refused, "the connection was refused");
});

Deno.test("an endless answer is not read to its end", async () => {
  const server = createServer((_, response) => {
    response.writeHead(500);
    const pour = () => void response.write("x".repeat(16_384));
    response.on("drain", pour);
    for (let n = 0; n < 8; n++) pour();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const { status, body } = await ask({ url, headers: {}, body: "{}", signal: SIGNAL });
  assert.deepEqual([status, body], [500, ""]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

Deno.test("a test message says that it is one", () => {
  const { channel, type, payload } = testMessage("Springfield");
  assert.deepEqual([channel, type], ["webhook", "delivery.test"]);
  assert.match(JSON.stringify(payload), /test/);
});
