/**
 * The model of a measurement, in a process of its own: sessions that speak and listen, and nothing else of the API.
 * Prints its port, then takes orders as `callers.ts` does. Started by `rig.ts`.
 */

import { createHash } from "node:crypto";
import { ModelSession, type Tally } from "./model_session.ts";
import { commands } from "./orders.ts";
import { readHead } from "./raw_socket.ts";
import { modelFrames } from "./sound.ts";
import { Spread } from "./stamp.ts";

const { burst, hostname, records } = JSON.parse(Deno.args[0]!) as { burst: number; hostname: string; records: boolean };
const frames = modelFrames();
const sessions = new Set<ModelSession>();
const tally: Tally = { ages: new Spread(), records: new Spread(), sent: 0, heard: 0 };
let count = 0;

const listener = Deno.listen({ port: 0, hostname });
void accept();
console.log(JSON.stringify({ port: listener.addr.port }));
const clock = setInterval(() => {
  const nowMs = performance.now();
  for (const session of sessions) session.tick(nowMs);
}, 1);

await commands({
  clear() {
    tally.ages.clear();
    tally.records.clear();
    Object.assign(tally, { sent: 0, heard: 0 });
    return {};
  },
  tell() {
    const { ages, records, ...counts } = tally;
    return { ...counts, live: sessions.size, ages: ages.summary(), records: records.summary() };
  },
});
clearInterval(clock);
listener.close();

async function accept(): Promise<void> {
  for await (const conn of listener) open(conn).catch((error) => console.error(error));
}

async function open(conn: Deno.TcpConn): Promise<void> {
  conn.setNoDelay(true);
  const { head, rest } = await readHead(conn);
  const key = head.match(/sec-websocket-key: *(\S+)/i)?.[1] ?? "";
  const accepted = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  const answer = [...lines, `Sec-WebSocket-Accept: ${accepted}`, "", ""].join("\r\n");
  await conn.write(new TextEncoder().encode(answer));
  const session = new ModelSession(conn, rest, frames, tally, count++, burst, records);
  sessions.add(session);
  await session.closed;
  sessions.delete(session);
}
