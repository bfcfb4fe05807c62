/** The log: what a line holds, and what it never does. */

import assert from "node:assert/strict";
import { logger, mask, startLog } from "../src/log.ts";

type Settings = Parameters<typeof startLog>[0];

/** What stands in the log after `speak`. */
async function written(speak: () => void, settings: Partial<Settings> = {}): Promise<string> {
  let text = "";
  const log = await startLog({ logLevel: "info", logFormat: "json", ...settings }, (lines) => text += lines);
  speak();
  await log.stop();
  return text;
}

Deno.test("a line is one JSON object: time, level, part, fixed words, and fields", async () => {
  const text = await written(() =>
    logger("call").warning("call not taken", { sid: "CA1", reason: "full", calls: 200 })
  );
  assert.equal(text.at(-1), "\n");
  const { "@timestamp": at, ...line } = JSON.parse(text);
  assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(line, {
    level: "WARN",
    logger: "dispatcher.call",
    message: "call not taken",
    properties: { sid: "CA1", reason: "full", calls: 200 },
  });
});

Deno.test("a value with line breaks stays in its line", async () => {
  const text = await written(() => {
    logger("call").info("one", { reason: 'a\nb\r\n{"level":"ERROR"}' });
    logger("call").info("two");
  });
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ message }) => message), ["one", "two"]);
});

Deno.test("lines below LOG_LEVEL are not written", async () => {
  const speak = () => {
    for (const level of ["debug", "info", "warning", "error"] as const) logger("call")[level](`a ${level}`);
  };
  const words = async (logLevel: Settings["logLevel"]) =>
    [...(await written(speak, { logLevel })).matchAll(/"message":"a (\w+)"/g)].map(([, word]) => word);
  assert.deepEqual(await words("debug"), ["debug", "info", "warning", "error"]);
  assert.deepEqual(await words("info"), ["info", "warning", "error"]);
  assert.deepEqual(await words("error"), ["error"]);
});

Deno.test("LOG_FORMAT=pretty is a line of words for a terminal", async () => {
  const speak = () => logger("call").info("call ended", { sid: "CA1", faults: 2 });
  const text = await written(speak, { logFormat: "pretty" });
  assert.match(text, /^\d\d:\d\d:\d\d\.\d{3} info {4}call: call ended sid=CA1 faults=2\n$/);
});

Deno.test("an error is logged with its name, its message and where it came from", async () => {
  const text = await written(() => logger("call").error("it broke", { error: new RangeError("too far") }));
  const { error } = JSON.parse(text).properties;
  assert.equal(error.error, "RangeError");
  assert.equal(error.message, "too far");
  assert.match(error.stack, /log_test\.ts/);
});

Deno.test("an error is logged with its causes, in which nothing private stands either", async () => {
  const cause = new Error("nobody listens at +12025550123", { cause: new TypeError("refused") });
  const text = await written(() => logger("call").error("it broke", { error: new Error("cannot open", { cause }) }));
  const { error } = JSON.parse(text).properties;
  assert.equal(error.message, "cannot open");
  assert.equal(error.cause.message, "nobody listens at ***");
  assert.equal(error.cause.cause.error, "TypeError");
});

Deno.test("lines wait a moment and are written together: a burst is one write", async () => {
  const writes: string[] = [];
  const first = Promise.withResolvers<void>();
  const log = await startLog({ logLevel: "info", logFormat: "json" }, (text) => {
    writes.push(text);
    first.resolve();
  });
  for (let n = 0; n < 100; n++) logger("call").info("a line", { n });
  assert.equal(writes.join(""), "");
  await first.promise;
  await log.stop();
  assert.equal(writes.length, 1);
  assert.equal(writes[0]!.split("\n").length, 101);
});

Deno.test("a flood of lines is cut before it eats the memory", async () => {
  const text = await written(() => {
    for (let n = 0; n < 20_000; n++) logger("call").info("a line");
  });
  assert.ok(text.split("\n").length <= 10_001);
});

Deno.test("no line holds a number, a secret or a caller's words", async () => {
  const private_ = "+12025550123 sk-proj-0123456789 Bearer abc.def whsec_MfKQ9r8GKYqrTwjU hunter2".split(/ (?!abc)/);
  const [number, key, bearer, webhook, password] = private_;
  for (const logFormat of ["json", "pretty"] as const) {
    const text = await written(() => {
      logger("call").info("a call", {
        from: "anyone",
        to: number,
        text: "my words",
        transcript: [{ text: "my words" }],
      });
      logger("call").info("a request", { authorization: password, authToken: password, apiKey: password, password });
      logger("call").info("said", { seen: `dialled ${number} with ${key}, ${bearer} and ${webhook}` });
      logger("call").info("deep", { one: { two: [{ secret: password }, number] } });
      logger("call").error("broken", { error: new Error(`cannot dial ${number} with ${key}`) });
    }, { logFormat });
    assert.equal(text.trimEnd().split(/\n(?=\{|\d)/).length, 5);
    assert.doesNotMatch(text, /5550123|sk-proj|abc\.def|MfKQ9|hunter2|anyone|my words/, logFormat);
  }
});

Deno.test("`mask()` leaves alone what says something about the service", () => {
  const fields = { sid: "CA1", hostname: "0.0.0.0", port: 8080, code: "empty_reply", greetingMs: 210.5, isOver: true };
  const more = { reason: null, model: "gpt-realtime-2.1", variables: ["API_TOKEN"], publicUrl: "https://example.org" };
  assert.deepEqual(mask({ ...fields, ...more }), { ...fields, ...more });
});
