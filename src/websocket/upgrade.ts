/** The client's side of the WebSocket handshake, RFC 6455 section 4: a request's text, and what its answer means. Pure. */

import { createHash, randomBytes } from "node:crypto";

/** What an answer's head may take: the vendors' have a kilobyte. */
export const HEAD_BYTES = 16 * 1024;

export interface Upgrade {
  readonly key: string;
  readonly request: string;
}

/** A new key, and the request that asks for a WebSocket at `url`. Header values are ours: they hold no line ends. */
export function askUpgrade(url: URL, headers: Readonly<Record<string, string>>): Upgrade {
  const key = randomBytes(16).toString("base64");
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return { key, request: `${lines.join("\r\n")}\r\n\r\n` };
}

/** What the answer's head says: a WebSocket, another status, or nothing that we asked for. */
export function readUpgrade(head: string, key: string): "open" | { status: number } | "invalid" {
  const [statusLine = "", ...lines] = head.split("\r\n");
  const status = Number(statusLine.match(/^HTTP\/1\.1 ([1-5]\d\d)(?: |$)/)?.[1]);
  if (Number.isNaN(status)) return "invalid";
  if (status !== 101) return { status };
  const headers = new Map(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const isOurs = headers.get("upgrade")?.toLowerCase() === "websocket" &&
    /(^|,)\s*upgrade\s*(,|$)/i.test(headers.get("connection") ?? "") &&
    headers.get("sec-websocket-accept") === accept &&
    // Neither was asked for.
    !headers.has("sec-websocket-extensions") && !headers.has("sec-websocket-protocol");
  return isOurs ? "open" : "invalid";
}
