import assert from "node:assert/strict";
import type { CallEvent } from "../src/call/call.ts";
import { ModelLine } from "../src/model_line.ts";
import type { ModelListener } from "../src/openai/socket.ts";

const READY: CallEvent = { type: "model_ready", atMs: 1, model: "m" };
const LOST: CallEvent = { type: "model_lost", atMs: 2, code: "connection_lost", detail: "" };

/** A line whose sessions note what is done to them. */
function line() {
  const told: string[] = [];
  const done: string[] = [];
  const dialled: ModelListener[] = [];
  const listener: ModelListener = {
    event: ({ type }) => void told.push(type),
    unknownMessage: () => {},
    benignError: () => {},
    diagnosed: () => {},
  };
  const sessions = new ModelLine((to, isFallback) => {
    const name = `${dialled.length}${isFallback ? "f" : ""}`;
    dialled.push(to);
    return {
      perform: ({ type }) => void done.push(`${name} ${type}`),
      close: () => void done.push(`${name} closed`),
    };
  }, listener);
  const order = () => sessions.perform({ type: "request_reply", purpose: "answer" });
  return { sessions, told, done, dialled, order };
}

Deno.test("a session beside the one in use gets no orders, and its news are told as the next one's", () => {
  const { sessions, told, done, dialled, order } = line();
  sessions.dialNext(true);
  order();
  dialled[0]!.event(READY);
  dialled[1]!.event(READY);
  dialled[1]!.event(LOST);
  assert.deepEqual(done, ["0 request_reply"]);
  assert.deepEqual(told, ["model_ready", "next_model_ready", "next_model_lost"]);
});

Deno.test("once it is in use the other one is closed, and what that says is not told any more", () => {
  const { sessions, told, done, dialled, order } = line();
  sessions.dialNext(false);
  sessions.switch();
  order();
  dialled[0]!.event(LOST);
  dialled[1]!.event(LOST);
  assert.deepEqual(done, ["0 closed", "1 request_reply"]);
  assert.deepEqual(told, ["model_lost"]);
});

Deno.test("whoever is followed is closed: by another next one, by another one, by the end", () => {
  const { sessions, done, dialled } = line();
  sessions.dialNext(false);
  sessions.dialNext(false);
  assert.deepEqual(done, ["1 closed"]);
  sessions.dial(true);
  assert.deepEqual(done, ["1 closed", "0 closed", "2 closed"]);
  sessions.dialNext(false);
  sessions.close();
  assert.deepEqual(done.slice(3), ["3f closed", "4 closed"]);
  sessions.switch();
  assert.equal(dialled.length, 5);
});
