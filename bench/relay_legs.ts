/** The ways in which the relay can dial the model. */

// @ts-types="npm:@types/ws@8.18.2"
import WsSocket from "ws";
import { ClientSocket } from "../src/websocket/socket.ts";

export interface Leg {
  send(text: string): void;
  close(): void;
}

export interface LegListener {
  open(): void;
  text(text: string): void;
  closed(): void;
}

/** By the service's own client. */
export function dialOwn(url: URL, to: LegListener): Leg {
  const options = { url, headers: {}, maxMessageBytes: 2 ** 20, handshakeMs: 10_000 };
  // The model speaks first: then the socket is open.
  let isOpen = false;
  const socket = new ClientSocket(options, {
    text(text) {
      if (!isOpen) to.open();
      isOpen = true;
      to.text(text);
    },
    binary() {},
    refused: () => to.closed(),
    failed: () => to.closed(),
    closed: () => to.closed(),
  });
  return { send: (text) => socket.send(text), close: () => socket.close(1000) };
}

/** By the `ws` package, which sets TCP_NODELAY. */
export function dialWs(url: URL, to: LegListener): Leg {
  const socket = new WsSocket(url, { perMessageDeflate: false });
  socket.on("open", () => to.open());
  socket.on("message", (data) => to.text(data.toString()));
  socket.on("close", () => to.closed());
  socket.on("error", () => {});
  return {
    send: (text) => socket.readyState === WsSocket.OPEN && socket.send(text),
    close: () => socket.close(),
  };
}

/** By Deno's own client: the cheapest, and it waits for acknowledgements. */
export function dialBuiltin(url: URL, to: LegListener): Leg {
  const socket = new WebSocket(url);
  socket.onopen = () => to.open();
  socket.onmessage = ({ data }) => to.text(data);
  socket.onclose = () => to.closed();
  return {
    send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    close: () => socket.close(),
  };
}
