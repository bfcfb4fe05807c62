/** A hundred peers that mean ill beside one call: the service is a process of its own, the attackers are in ours. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { CARRIER_PING_AFTER_S, CARRIER_START_WAIT_MS, WEBHOOK_BODY_WAIT_MS } from "../../src/call/limits.ts";
import type { SimulatedSession } from "../../src/simulator/openai/simulated_session.ts";
import { speech } from "../../src/simulator/speech.ts";
import { ATTACKS, Peer } from "../support/hostile.ts";
import { eventually, House, says } from "../support/house.ts";
import { percentile } from "../support/heard.ts";

const PEERS = 100;

/** More than the noise of a machine with one core for each side, less than a frame. */
const MOVED_MS = 10;

/** Attacks whose peers the service is rid of by itself; a connection that never asks anything Deno keeps for ever. */
const CUT_OFF = [
  "shakes hands and says nothing",
  "floods",
  "sends a message of a megabyte",
  "announces a message of 60 megabytes and stalls",
  "sends fragments without end",
  "sends rubbish",
  "starts a call with a token that it made up",
];

/** When each frame of the caller's reached the model, on a clock of a frame each 20 ms: what it waited more than others. */
function delaysMs(session: SimulatedSession): number[] {
  const times = session.received.flatMap(({ atMs, event }) =>
    event["type"] === "input_audio_buffer.append" ? [atMs] : []
  );
  return times.map((atMs, n) => atMs - n * 20);
}

Deno.test("a hundred hostile peers leave a call's audio byte-exact and its latency unmoved, and are cut off", async () => {
  await using house = await House.open({ lines: [says("dispatcher-greeting")], pace: 3, asProgram: true });
  await using call = house.call();
  await call.untilSpeaking({ deadlineMs: 6_000 });
  const session = house.openai.sessions[0]!;
  await call.until(() => session.heardMs > 3_000, 6_000, "three quiet seconds");
  const quiet = delaysMs(session).slice(25);

  const names = Object.keys(ATTACKS);
  const peers: { name: string; peer: Peer; closed: Promise<void> }[] = [];
  const attacks = Array.from({ length: PEERS }, async (_, n) => {
    const name = names[n % names.length]!;
    const peer = await Peer.connect(house);
    try {
      const attack = ATTACKS[name]!(peer).catch(() => {});
      if (!/without end/.test(name)) await attack;
      peers.push({ name, peer, closed: Promise.all([peer.untilClosed(), attack]).then(() => {}) });
    } catch (error) {
      peer[Symbol.dispose]();
      throw error;
    }
  });
  await call.untilHeard(speech("dispatcher-greeting").audio, { deadlineMs: 20_000 });
  await call.speak(speech("caller-theft").audio);
  await Promise.all(attacks);
  const theft = speech("caller-theft").audio;
  await session.until(() => Buffer.from(session.callerAudio).includes(theft), 3_000, "the caller's words");
  const base = Math.min(...quiet);
  const median = (delays: readonly number[]) => percentile(delays.map((ms) => ms - base), 0.5);
  const loud = delaysMs(session).slice(quiet.length + 25);
  assert.ok(loud.length > 200, `${loud.length}`);
  assert.ok(median(loud) - median(quiet) <= MOVED_MS, `median ${median(quiet)} ms, then ${median(loud)} ms`);

  const left = () => peers.filter(({ name, peer }) => peer.isOpen && CUT_OFF.includes(name)).map(({ name }) => name);
  const deadlineMs = CARRIER_START_WAIT_MS + 2 * CARRIER_PING_AFTER_S * 1_000 + WEBHOOK_BODY_WAIT_MS;
  await eventually(() => left().length === 0 ? true : null, deadlineMs, "the service to be rid of them").catch(() => {
    assert.deepEqual(left(), []);
  });
  for (const { peer } of peers) peer[Symbol.dispose]();
  await Promise.all(peers.map(({ closed }) => closed));
  assert.equal(await (await fetch(`${house.address}/healthz`)).text(), '{"status":"ok"}');
});
