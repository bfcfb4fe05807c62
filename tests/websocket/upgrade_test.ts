/** The handshake's text, with the example of RFC 6455, 1.3. */

import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { askUpgrade, readUpgrade } from "../../src/websocket/upgrade.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const GOOD = [
  "HTTP/1.1 101 Switching Protocols",
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
];

Deno.test("the request asks for a WebSocket, with our headers and a new key", () => {
  const url = new URL("wss://api.example.com:8443/v1/realtime?model=m1");
  const { key, request } = askUpgrade(url, { Authorization: "Bearer sk-test" });
  assert.equal(Buffer.from(key, "base64").length, 16);
  assert.deepEqual(request.split("\r\n"), [
    "GET /v1/realtime?model=m1 HTTP/1.1",
    "Host: api.example.com:8443",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    "Authorization: Bearer sk-test",
    "",
    "",
  ]);
  assert.notEqual(askUpgrade(url, {}).key, key);
});

Deno.test("an answer that accepts our key opens, whatever the case and order of its headers", () => {
  assert.equal(readUpgrade(GOOD.join("\r\n"), KEY), "open");
  const other = [GOOD[0], "connection: keep-alive, Upgrade", ...GOOD.slice(3), "UPGRADE: WebSocket", "Server: x"];
  assert.equal(readUpgrade(other.join("\r\n"), KEY), "open");
});

Deno.test("another status is told", () => {
  assert.deepEqual(readUpgrade("HTTP/1.1 401 Unauthorized\r\nServer: x", KEY), { status: 401 });
  assert.deepEqual(readUpgrade("HTTP/1.1 503", KEY), { status: 503 });
});

Deno.test("an answer that was not asked for is invalid", () => {
  const without = (name: string) => GOOD.filter((line) => !line.startsWith(name)).join("\r\n");
  for (const name of ["Upgrade", "Connection", "Sec-WebSocket-Accept"]) {
    assert.equal(readUpgrade(without(name), KEY), "invalid", name);
  }
  assert.equal(readUpgrade(GOOD.join("\r\n"), "AAAAAAAAAAAAAAAAAAAAAA=="), "invalid");
  for (const extra of ["Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: realtime"]) {
    assert.equal(readUpgrade([...GOOD, extra].join("\r\n"), KEY), "invalid", extra);
  }
  for (const head of ["", "SSH-2.0-OpenSSH_9.2", "HTTP/2 101"]) assert.equal(readUpgrade(head, KEY), "invalid", head);
});
