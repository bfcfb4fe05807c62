/**
 * The bare relay: what any service between the carrier and the model must at least cost on Deno. Accepts a Twilio media
 * stream, dials the model, passes audio on by slicing strings, and does nothing else: no parsing, no marks, no
 * recording, no state but two sockets. TCP_NODELAY on both legs: Deno's server sets it, the model's leg is dialled
 * by `--leg`: `own` (the service's client), `ws` (the package), or `builtin` (Deno's, which leaves Nagle's algorithm on).
 *
 * Usage: deno run --allow-net --allow-env --allow-read bench/relay.ts --model URL [--leg own|ws|builtin]
 * Prints its port.
 */

import { parseArgs } from "node:util";
import { dialBuiltin, dialOwn, dialWs, type Leg } from "./relay_legs.ts";

const { values } = parseArgs({
  options: { model: { type: "string" }, leg: { type: "string", default: "own" } },
});
if (values.model === undefined) throw new Error("Cannot relay: --model is missing");
const url = new URL(values.model);
const dial = { own: dialOwn, ws: dialWs, builtin: dialBuiltin }[values.leg];
if (dial === undefined) throw new Error(`Cannot dial by "${values.leg}": own, ws or builtin`);

const SESSION = JSON.stringify({
  type: "session.update",
  session: {
    type: "realtime",
    output_modalities: ["audio"],
    audio: { input: { format: { type: "audio/pcmu" } }, output: { format: { type: "audio/pcmu" } } },
  },
});
const REPLY = '{"type":"response.create"}';
const PAYLOAD = '"payload":"';
const DELTA = '"delta":"';
const AUDIO = '{"type":"response.output_audio.delta"';

const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
  const { socket, response } = Deno.upgradeWebSocket(request);
  relay(socket);
  return response;
});
console.log(JSON.stringify({ port: server.addr.port }));

function relay(caller: WebSocket): void {
  let streamSid = "";
  const model: Leg = dial!(url, {
    open() {
      model.send(SESSION);
      model.send(REPLY);
    },
    text(text) {
      if (!text.startsWith(AUDIO)) {
        if (text.startsWith('{"type":"input_audio_buffer.committed"')) model.send(REPLY);
        return;
      }
      const from = text.indexOf(DELTA) + DELTA.length;
      const payload = text.slice(from, text.indexOf('"', from));
      caller.send('{"event":"media","streamSid":"' + streamSid + '","media":{"payload":"' + payload + '"}}');
    },
    closed: () => caller.close(),
  });
  caller.onmessage = ({ data }) => {
    if (data.startsWith('{"event":"media"')) {
      const from = data.indexOf(PAYLOAD) + PAYLOAD.length;
      model.send('{"type":"input_audio_buffer.append","audio":"' + data.slice(from, data.indexOf('"', from)) + '"}');
    } else if (data.startsWith('{"event":"start"')) {
      streamSid = JSON.parse(data).start.streamSid;
    }
  };
  caller.onclose = () => model.close();
}
