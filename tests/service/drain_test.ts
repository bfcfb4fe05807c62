/** A service that is told to stop, as a process of its own: who is on the line is not left there. */

import assert from "node:assert/strict";
import { speech } from "../../src/simulator/speech.ts";
import type { TwilioCall } from "../../src/simulator/twilio/call.ts";
import { eventually, House, PERSON, says } from "../support/house.ts";

/** From the last call's end to the process's (CONTRACT.md, "Times"). */
const EXIT_MS = 8_000;

const GOODBYE = says("dispatcher-goodbye", {
  after: speech("caller-where").text,
  tools: [{ name: "end_call", arguments: '{"reason":"done"}' }],
});

/** A program with one call on it that has heard its first line. */
async function houseWithCall(env: Readonly<Record<string, string>> = {}): Promise<{ house: House; call: TwilioCall }> {
  const house = await House.open({ lines: [says("dispatcher-where"), GOODBYE], asProgram: true, env });
  const call = house.call();
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 8_000 });
  return { house, call };
}

async function untilDraining(house: House): Promise<void> {
  await eventually(
    async () => {
      const ready = await fetch(`${house.address}/readyz`);
      return (await ready.json()).reasons.includes("draining") && ready.status === 503 ? true : null;
    },
    3_000,
    "a draining service",
  );
}

/** Waits for the process's end; returns its code and how long after `sinceMs` it came. */
async function exit(house: House, sinceMs: number): Promise<{ code: number; afterMs: number }> {
  const { code } = await house.program!.ended();
  return { code, afterMs: performance.now() - sinceMs };
}

/** What a caller hears whose call is to go on with the next process: no silence, until that is asked. */
async function isPassedOn(call: TwilioCall): Promise<void> {
  await call.until(() => call.verbs.some((verb) => verb.startsWith("Redirect")), 9_000, "the next process to be asked");
  await call.hangUp();
  assert.match(call.verbs[1]!, /^Say One moment, please/);
  assert.deepEqual(call.verbs.slice(2, 4), ["Pause 2", "Say I am still here. Please stay on the line."]);
  assert.match(call.verbs[4]!, /^Redirect .*\/twilio\/ended\?waited=1$/);
}

Deno.test("a draining service takes no call, lets the one it has end as it would, and is gone 8 s later", async () => {
  const { house: opened, call } = await houseWithCall();
  await using house = opened;
  house.program!.signal("SIGTERM");
  await untilDraining(house);
  await using late = house.call();
  await late.untilEnded(10_000);
  assert.match(late.verbs[0]!, /^Say You have reached the police department/);
  assert.equal(late.verbs[1], `Dial ${PERSON}`);

  await call.speak(speech("caller-where").audio);
  await call.untilHeard(speech("dispatcher-goodbye").audio, { deadlineMs: 10_000 });
  await call.untilEnded(6_000);
  assert.deepEqual(call.verbs.slice(1), ["Hangup"]);
  const { code, afterMs } = await exit(house, performance.now());
  assert.equal(code, 0);
  assert.ok(afterMs <= EXIT_MS, `${afterMs} ms`);
});

Deno.test("a call that outlasts DRAIN_LIMIT_S is passed on before the process ends", async () => {
  const { house: opened, call } = await houseWithCall({ DRAIN_LIMIT_S: "1" });
  await using house = opened;
  const sinceMs = performance.now();
  house.program!.signal("SIGTERM");
  await call.untilClosed(6_000);
  const { code, afterMs } = await exit(house, sinceMs);
  assert.equal(code, 0);
  assert.ok(afterMs >= 1_000 && afterMs <= 1_000 + EXIT_MS, `${afterMs} ms`);
  await isPassedOn(call);
});

Deno.test("a second signal passes live calls on at once", async () => {
  const { house: opened, call } = await houseWithCall();
  await using house = opened;
  house.program!.signal("SIGTERM");
  await untilDraining(house);
  assert.ok(call.streaming);
  const sinceMs = performance.now();
  house.program!.signal("SIGTERM");
  const { code, afterMs } = await exit(house, sinceMs);
  assert.equal(code, 0);
  assert.ok(afterMs <= EXIT_MS, `${afterMs} ms`);
  await isPassedOn(call);
});

Deno.test("a request that never ends and connections that stay mute do not keep a process from ending", async () => {
  await using house = await House.open({ asProgram: true });
  const { hostname, port } = new URL(house.address);
  const open = async (text: string) => {
    const connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(new TextEncoder().encode(text));
    return connection;
  };
  const post = "POST /twilio/voice HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nCallSid=";
  const connections = await Promise.all(["", "GET /healthz HT", post].map(open));
  const sinceMs = performance.now();
  house.program!.signal("SIGTERM");
  const { code, afterMs } = await exit(house, sinceMs);
  for (const connection of connections) connection.close();
  assert.equal(code, 0);
  assert.ok(afterMs <= EXIT_MS, `${afterMs} ms`);
});
