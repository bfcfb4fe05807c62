/** The doctor in the service's place: where nobody listens on PORT it does, so that PUBLIC_URL can be tried from outside. */

import type { Config } from "../config/config.ts";
import { validHandshake } from "../twilio/signature.ts";

/** Says whose answer it is. */
export const DOCTORS_HEADER = "x-dispatcher-doctor";

export interface StandIn {
  readonly port: number;
  /** What its answers carry. */
  readonly nonce: string;
  close(): Promise<void>;
}

/** Listens on HOST and PORT. Null when somebody does already. Throws when it may not. */
export function standIn({ host: hostname, port, publicUrl, twilio }: Config): StandIn | null {
  const nonce = crypto.randomUUID();
  const sockets = new Set<WebSocket>();
  const handler = (request: Request): Response => {
    const headers = { [DOCTORS_HEADER]: nonce };
    if (new URL(request.url).pathname !== "/ws/media") return Response.json({ status: "ok" }, { headers });
    const signature = request.headers.get("x-twilio-signature") ?? undefined;
    if (!validHandshake({ authToken: twilio.authToken, signature, publicUrl })) {
      return new Response("X-Twilio-Signature is missing or does not fit.", { status: 403, headers });
    }
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response("This address is for WebSockets.", { status: 426, headers });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    sockets.add(socket);
    socket.onclose = () => sockets.delete(socket);
    return response;
  };
  try {
    const server = Deno.serve({ port, hostname, onListen: () => {} }, handler);
    return {
      port: server.addr.port,
      nonce,
      async close() {
        for (const socket of sockets) socket.close();
        await server.shutdown();
      },
    };
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return null;
    throw error;
  }
}
