import assert from "node:assert/strict";
import type { CallEvent, FaultCode } from "../../src/call/call.ts";
import { ModelAvailability } from "../../src/openai/availability.ts";
import type { ModelListener, ModelSocket } from "../../src/openai/socket.ts";
import { eventually } from "../support/house.ts";

const READY: CallEvent = { type: "model_ready", atMs: 0, model: "m" };
const lost = (code: FaultCode): CallEvent => ({ type: "model_lost", atMs: 0, code, detail: "" });

/** A model whose sessions are answered by the test, and what was told of it. */
function model() {
  const probes: ModelListener[] = [];
  const kinds: boolean[] = [];
  const told: (FaultCode | null)[] = [];
  let closed = 0;
  let nowMs = 0;
  const socket: ModelSocket = { perform: () => {}, close: () => void closed++ };
  const known = new ModelAvailability({
    probe: (listener, isFallback) => (probes.push(listener), kinds.push(isFallback), socket),
    nowMs: () => nowMs,
    changed: (fault) => void told.push(fault),
  });
  /** Dials for a call; what the call heard is noted. */
  const dial = () => {
    const heard: string[] = [];
    let inner: ModelListener | null = null;
    const listener: ModelListener = {
      event: ({ type }) => void heard.push(type),
      unknownMessage: () => {},
      benignError: () => {},
      diagnosed: () => {},
    };
    const line = known.dial((to) => (inner = to, socket), listener);
    return { heard, line, answer: (event: CallEvent) => inner!.event(event) };
  };
  return { known, probes, kinds, told, dial, later: (ms: number) => nowMs += ms, closed: () => closed };
}

Deno.test("a call that could not reach the model says so for those after it, and hears it itself", () => {
  const at = model();
  const call = at.dial();
  call.answer(lost("invalid_key"));
  assert.deepEqual([at.known.fault, at.told, call.heard], ["invalid_key", ["invalid_key"], ["model_lost"]]);
  at.known.close();
});

Deno.test("a session that is lost in the middle of a call says nothing about the next one", () => {
  const at = model();
  const call = at.dial();
  call.answer(READY);
  call.answer(lost("connection_lost"));
  assert.deepEqual([at.known.fault, at.told], [null, []]);
});

Deno.test("a call that waited in vain says so; one whose caller hung up before does not", () => {
  const at = model();
  at.dial().line.close();
  assert.equal(at.known.fault, null);
  const patient = at.dial();
  at.later(3_500);
  patient.line.close();
  assert.equal(at.known.fault, "unreachable");
  at.known.close();
});

Deno.test("probes find out when it is back, whatever they meet before", async () => {
  const at = model();
  at.dial().answer(lost("unreachable"));
  await eventually(() => at.probes[0] ?? null, 2_000, "a probe");
  at.probes[0]!.event(lost("handshake_refused"));
  assert.equal(at.known.fault, "handshake_refused");
  await eventually(() => at.probes[1] ?? null, 3_000, "another probe");
  at.probes[1]!.event(READY);
  assert.deepEqual([at.known.fault, at.told], [null, ["unreachable", null]]);
  assert.deepEqual(at.kinds, [false, true], "the fallback is asked in turn");
  assert.equal(at.closed(), 2, "probes leave no session behind");
});

Deno.test("a call that reaches it is proof enough", () => {
  const at = model();
  const [first, second] = [at.dial(), at.dial()];
  first.answer(lost("unreachable"));
  second.answer(READY);
  assert.deepEqual([at.known.fault, at.told], [null, ["unreachable", null]]);
});

Deno.test("while the first model alone is down, calls begin with the fallback, until a probe finds it back", async () => {
  const at = model();
  at.dial().answer(lost("model_unavailable"));
  assert.deepEqual([at.known.fault, at.told], [null, []]);
  const dialled: boolean[] = [];
  const socket: ModelSocket = { perform: () => {}, close: () => {} };
  const silent: ModelListener = { event() {}, unknownMessage() {}, benignError() {}, diagnosed() {} };
  let told: ModelListener = silent;
  const dial = () => at.known.dial((to, isFallback) => (told = to, dialled.push(isFallback), socket), silent);
  dial();
  told.event(READY);
  await eventually(() => at.probes.length === 1 || null, 5_000, "a probe");
  assert.deepEqual(at.kinds, [false]);
  at.probes[0]!.event(READY);
  dial();
  assert.deepEqual(dialled, [true, false]);
  at.dial().answer(lost("model_unavailable"));
  dial();
  told.event(lost("model_unavailable"));
  assert.equal(at.known.fault, "model_unavailable", "the fallback is gone as well");
  at.known.close();
});
