/** The client over real connections on loopback. */

import assert from "node:assert/strict";
import { ClientSocket } from "../../src/websocket/socket.ts";
import { Log } from "../openai/vendor.ts";

type Told = readonly [what: string, ...details: unknown[]];

interface Dialled {
  readonly socket: ClientSocket;
  readonly told: Log<Told>;
}

function dial(url: string, more: { handshakeMs?: number; silentMs?: number } = {}): Dialled {
  const told = new Log<Told>();
  const options = { url: new URL(url), headers: {}, maxMessageBytes: 1_000_000, handshakeMs: 5_000, ...more };
  const socket = new ClientSocket(options, {
    text: (text) => told.add(["text", text]),
    binary: () => told.add(["binary"]),
    refused: (status) => told.add(["refused", status]),
    failed: (code, wasOpen) => told.add(["failed", code, wasOpen]),
    closed: (code, reason) => told.add(["closed", code, reason]),
  });
  return { socket, told };
}

/** A server that sends each message back, and greets. */
function startEcho(): AsyncDisposable & { url: string; got: Log<string>; closed: Log<number>; socket(): WebSocket } {
  const got = new Log<string>();
  const closed = new Log<number>();
  let latest: WebSocket | undefined;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    latest = socket;
    socket.onopen = () => socket.send("hello");
    socket.onmessage = ({ data }) => {
      got.add(data);
      socket.send(data);
    };
    socket.onclose = ({ code }) => closed.add(code);
    return response;
  });
  return {
    url: `ws://127.0.0.1:${server.addr.port}/`,
    got,
    closed,
    socket: () => latest!,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("messages of every size cross both ways, in order", async () => {
  await using echo = startEcho();
  const { socket, told } = dial(echo.url);
  await told.until(([what]) => what === "text");
  const messages = ["", "é", "a".repeat(125), "b".repeat(126), "c".repeat(300_000), "d", "e".repeat(65_536), "end"];
  for (const message of messages) socket.send(message);
  await told.until(([, text]) => text === "end");
  assert.deepEqual(told.entries.map(([, text]) => text), ["hello", ...messages]);
  assert.equal(socket.bufferedBytes, 0);
  socket.close(1000);
  await told.until(([what]) => what === "closed");
});

Deno.test("a server's fragments and pings are taken as they should be", async () => {
  const bytes = [0x01, 2, 111, 110, 0x89, 1, 63, 0x80, 2, 101, 33];
  await using server = startRaw((conn) => conn.write(Uint8Array.from(bytes)));
  const { socket, told } = dial(server.url);
  await told.until(([, text]) => text === "one!");
  const pong = await server.until(7);
  assert.deepEqual([pong[0], pong[1], pong[6]! ^ pong[2]!], [0x8a, 0x81, 63]);
  socket.terminate();
});

Deno.test("pongs that a server does not read do not pile up", async () => {
  const pings = Uint8Array.from({ length: 127 * 10_000 }, (_, at) => [0x89, 125][at % 127] ?? 63);
  await using server = startRaw(async (conn) => {
    for (let times = 0; times < 20; times++) {
      for (let at = 0; at < pings.length;) at += await conn.write(pings.subarray(at));
    }
    await conn.write(Uint8Array.of(0x81, 3, 101, 110, 100));
  });
  const { socket, told } = dial(server.url);
  await told.until(([, text]) => text === "end");
  assert.ok(socket.bufferedBytes < 4_000_000, `${socket.bufferedBytes} bytes wait`);
  socket.terminate();
});

Deno.test("TCP_NODELAY is set before the first frame leaves", async () => {
  await using echo = startEcho();
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  using probe = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  (await listener.accept()).close();
  const shape = Object.getPrototypeOf(probe) as Deno.TcpConn;
  const original = shape.setNoDelay;
  const given: unknown[] = [];
  shape.setNoDelay = function (on) {
    given.push(on);
    return original.call(this, on);
  };
  try {
    const { socket, told } = dial(echo.url);
    await told.until(([what]) => what === "text");
    assert.deepEqual(given, [true]);
    socket.close(1000);
    await told.until(([what]) => what === "closed");
  } finally {
    shape.setNoDelay = original;
  }
});

Deno.test("our close is answered, and told with its code", async () => {
  await using echo = startEcho();
  const { socket, told } = dial(echo.url);
  await told.until(([what]) => what === "text");
  socket.close(4001);
  socket.send("too late");
  assert.deepEqual(await told.until(([what]) => what === "closed"), ["closed", 4001, ""]);
  assert.equal(await echo.closed.until(() => true), 4001);
  assert.deepEqual(echo.got.entries, []);
});

Deno.test("the server's close is told with its reason, and answered", async () => {
  await using echo = startEcho();
  const { told } = dial(echo.url);
  await told.until(([what]) => what === "text");
  echo.socket().close(3000, "invalid_key");
  assert.deepEqual(await told.until(([what]) => what === "closed"), ["closed", 3000, "invalid_key"]);
  assert.equal(await echo.closed.until(() => true), 3000);
});

Deno.test("an unanswered close is over after a while", async () => {
  await using server = startRaw(() => Promise.resolve());
  const { socket, told } = dial(server.url);
  await server.opened;
  while (!socket.isOpen) await new Promise((resolve) => setTimeout(resolve, 1));
  socket.close(1000);
  assert.deepEqual(await told.until(([what]) => what === "closed"), ["closed", 1006, ""]);
});

Deno.test("a server that breaks the protocol is told why, and given up", async () => {
  await using server = startRaw((conn) => conn.write(Uint8Array.of(0x83, 0)));
  const { told } = dial(server.url);
  assert.deepEqual(await told.until(() => true), ["failed", "WS_OPCODE", true]);
  const close = await server.until(8);
  assert.deepEqual([close[0], close[6]! ^ close[2]!, close[7]! ^ close[3]!], [0x88, 1002 >> 8, 1002 & 255]);
});

Deno.test("a handshake that is not answered in time fails", async () => {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { told } = dial(`ws://127.0.0.1:${listener.addr.port}/`, { handshakeMs: 30 });
  using _conn = await listener.accept();
  assert.deepEqual(await told.until(() => true), ["failed", "ETIMEDOUT", false]);
});

Deno.test("an answer that is no HTTP, or never ends, fails", async () => {
  for (const answer of ["SSH-2.0-OpenSSH_9.2\r\n\r\n", `HTTP/1.1 101 ${"x".repeat(20_000)}`]) {
    using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const { told } = dial(`ws://127.0.0.1:${listener.addr.port}/`);
    using conn = await listener.accept();
    await conn.write(new TextEncoder().encode(answer));
    assert.deepEqual(await told.until(() => true), ["failed", "WS_NO_HANDSHAKE", false]);
  }
});

Deno.test("a terminated socket tells nothing any more", async () => {
  await using echo = startEcho();
  const { socket, told } = dial(echo.url);
  await told.until(([what]) => what === "text");
  socket.terminate();
  socket.send("a");
  socket.close(1000);
  await echo.closed.until(() => true);
  assert.equal(told.entries.length, 1);
});

/** A server that shakes hands by hand, then does what `opened` does, and keeps what it got. */
function startRaw(opened: (conn: Deno.Conn) => Promise<unknown>) {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const got: number[] = [];
  const more = new Log<number>();
  const ready = Promise.withResolvers<void>();
  let conn: Deno.Conn | undefined;
  const serving = (async () => {
    conn = await listener.accept();
    const buffer = new Uint8Array(4_096);
    const head = new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
    const key = head.match(/sec-websocket-key: *(\S+)/i)?.[1] ?? "";
    const digest = await crypto.subtle.digest(
      "SHA-1",
      new TextEncoder().encode(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`),
    );
    const accept = new Uint8Array(digest).toBase64();
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    await conn.write(new TextEncoder().encode([...lines, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n")));
    await opened(conn);
    ready.resolve();
    for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
      got.push(...buffer.subarray(0, count));
      more.add(got.length);
    }
  })().catch(() => {});
  return {
    url: `ws://127.0.0.1:${listener.addr.port}/`,
    opened: ready.promise,
    /** The first bytes after the handshake, when there are so many. */
    async until(count: number): Promise<number[]> {
      await more.until((length) => length >= count);
      return got.slice(0, count);
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      try {
        conn?.close();
      } catch {
        // The client's end closed it.
      }
      await serving;
    },
  };
}

Deno.test("a server that sends nothing is pinged; one that answers stays, one that does not is gone", async () => {
  await using quiet = startEcho();
  const healthy = dial(quiet.url, { silentMs: 60 });
  await healthy.told.until(([what]) => what === "text");
  await using dead = startRaw(() => Promise.resolve());
  const { socket, told } = dial(dead.url, { silentMs: 60 });
  await told.until(([what]) => what === "failed");
  assert.deepEqual(told.entries.at(-1), ["failed", "WS_SILENT", true]);
  assert.equal((await dead.until(2))[0], 0x89, "it was asked");
  assert.equal(socket.isOpen, false);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(healthy.told.entries.map(([what]) => what), ["text"]);
  assert.equal(healthy.socket.isOpen, true, "a pong is a sign of life");
  healthy.socket.close(1000);
  await healthy.told.until(([what]) => what === "closed");
});
