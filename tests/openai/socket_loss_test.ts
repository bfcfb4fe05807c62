/** The ways in which a session is lost, each by its name in the diagnosis table. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { CallEvent } from "../../src/call/call.ts";
import { dial, type Log, type Notice, readyModel, startVendor, turn } from "./vendor.ts";

type Lost = Extract<CallEvent, { type: "model_lost" }>;

/** Waits for the loss; it is told once, after its diagnosis. */
async function lossOf(notices: Log<Notice>): Promise<Lost & { row: string }> {
  const lost = await notices.until(({ type }) => type === "model_lost", "the loss");
  const diagnosis = notices.entries.at(-2);
  assert.ok(lost.type === "model_lost" && diagnosis?.type === "diagnosed");
  assert.equal(lost, notices.entries.at(-1), "something came after the loss");
  assert.equal(diagnosis.code, lost.code);
  return { ...lost, row: diagnosis.row };
}

// What the vendor closes with | the name | the row
const CLOSES = `
  3000 | invalid_request_error.invalid_api_key               | invalid_key          | A2
  4000 | invalid_request_error.beta_api_shape_disabled       | beta_header          | A1
  4004 | invalid_request_error.model_not_found               | model_unavailable    | A3
  4000 | invalid_request_error.invalid_model                 | not_a_realtime_model | A4
  4000 | insufficient_quota.credit_balance_exhausted         | no_credit            | A6
  1000 |                                                     | connection_lost      | 1006
`;

for (const line of CLOSES.trim().split("\n")) {
  const [code, reason, name, row] = line.split("|").map((part) => part.trim());
  Deno.test(`a close with ${code} ${reason || "and no reason"} is ${name}`, async () => {
    await using vendor = startVendor();
    const { notices } = await readyModel(vendor);
    vendor.socket().close(Number(code), reason);
    const lost = await lossOf(notices);
    assert.deepEqual([lost.code, lost.row], [name, row]);
  });
}

Deno.test("a close with 1001 is the end of an hour, or a server that goes", async () => {
  // `WebSocket.close()` takes no 1001: the frame is written by hand.
  const closing = (reason: string) => (socket: Socket) => {
    const payload = Uint8Array.of(1001 >> 8, 1001 & 0xff, ...new TextEncoder().encode(reason));
    socket.write(Uint8Array.of(0x88, payload.length, ...payload));
  };
  await using old = await rawVendor(closing("Your session hit the maximum duration of 60 minutes."));
  assert.equal((await lossOf(dial(old.url).notices)).code, "session_expired");
  await using going = await rawVendor(closing("going away"));
  assert.equal((await lossOf(dial(going.url).notices)).code, "connection_lost");
});

Deno.test("an error before the close says why, when the close does not", async () => {
  await using vendor = startVendor();
  const { notices } = await readyModel(vendor);
  const error = { type: "server_error", code: null, message: "The server had an error" };
  vendor.send({ type: "error", error });
  await notices.until(({ type }) => type === "diagnosed");
  vendor.socket().close(4999);
  assert.equal((await lossOf(notices)).code, "vendor_error");
});

Deno.test("a fatal error ends the session at once, and is told once, though a close follows", async () => {
  await using vendor = startVendor(() => []);
  const { notices } = dial(vendor.url);
  await vendor.received.until(() => true);
  vendor.send({ type: "error", error: { type: "invalid_request_error", code: "invalid_api_key", message: "no" } });
  assert.equal((await lossOf(notices)).code, "invalid_key");
  await vendor.closed.until(() => true);
  assert.equal(notices.entries.filter(({ type }) => type === "model_lost").length, 1);
});

for (
  const [status, name] of [[401, "invalid_key"], [403, "handshake_refused"], [429, "rate_limited"], [
    502,
    "handshake_refused",
  ]] as const
) {
  Deno.test(`a handshake that is answered with ${status} is ${name}`, async () => {
    const respond = () => new Response("no", { status });
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, respond);
    const lost = await lossOf(dial(`ws://127.0.0.1:${server.addr.port}/?model=m1`).notices);
    assert.equal(lost.code, name);
    assert.match(lost.detail, new RegExp(String(status)));
    await server.shutdown();
  });
}

Deno.test("a port where nobody listens is unreachable", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const lost = await lossOf(dial(`ws://127.0.0.1:${port}/?model=m1`).notices);
  assert.deepEqual([lost.code, lost.detail], ["unreachable", "ECONNREFUSED"]);
});

Deno.test("a connection that breaks without a close is lost", async () => {
  await using vendor = await rawVendor((socket) => socket.destroy());
  assert.equal((await lossOf(dial(vendor.url).notices)).code, "connection_lost");
});

Deno.test("a message beyond every bound ends the session", async () => {
  await using vendor = startVendor();
  const { notices } = await readyModel(vendor);
  vendor.socket().send(`"${"x".repeat(4 * 1024 * 1024)}"`);
  assert.equal((await lossOf(notices)).code, "connection_lost");
});

Deno.test("a model that takes no more audio is lost before it fills the memory", async () => {
  const frame = (text: string) => {
    const payload = new TextEncoder().encode(text);
    return Uint8Array.of(0x81, 126, payload.length >> 8, payload.length & 0xff, ...payload);
  };
  const format = { format: { type: "audio/pcmu" } };
  const session = { audio: { input: format, output: format } };
  await using vendor = await rawVendor((socket) => {
    socket.pause();
    socket.write(frame('{"type":"session.created"}'));
    socket.write(frame(JSON.stringify({ type: "session.updated", session })));
  });
  const { model, notices } = dial(vendor.url);
  await notices.until(({ type }) => type === "model_ready");
  const second = { base64: new Uint8Array(8_000).toBase64(), ulaw: new Uint8Array(8_000) };
  const isLost = () => notices.entries.at(-1)?.type === "model_lost";
  for (let sent = 0; sent < 10_000 && !isLost(); sent++) model.perform({ type: "listen", audio: second });
  const lost = await lossOf(notices);
  assert.deepEqual([lost.code, lost.detail], ["connection_lost", "the model takes no more audio"]);
});

/** A server that shakes hands by hand and then does what no WebSocket library would. */
async function rawVendor(upgraded: (socket: Socket) => void): Promise<AsyncDisposable & { url: string }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", (request) => {
      const key = request.toString().match(/sec-websocket-key: *(\S+)/i)?.[1] ?? "";
      const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
      const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
      socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n"), () => upgraded(socket));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `ws://127.0.0.1:${port}/?model=m1`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await turn();
    },
  };
}
