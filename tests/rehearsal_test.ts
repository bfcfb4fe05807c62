/** The rehearsal after a start: what the first call needs is ready, and nothing goes on when the service is over. */

import assert from "node:assert/strict";
import { readConfig } from "../src/config/config.ts";
import { rehearse } from "../src/rehearsal.ts";

const SETTINGS = {
  PUBLIC_URL: "https://dispatch.example.org",
  TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
  TWILIO_AUTH_TOKEN: "0123456789abcdef0123456789abcdef",
  OPENAI_API_KEY: "sk-proj-0123456789",
};

Deno.test("a rehearsal comes to its end by itself", async () => {
  const read = await readConfig(SETTINGS);
  assert.ok(read.ok);
  const { promise, resolve } = Promise.withResolvers<void>();
  rehearse(read.config, () => new Date(0), resolve);
  await promise;
});

Deno.test("a rehearsal that is ended goes no further", async () => {
  const read = await readConfig(SETTINGS);
  assert.ok(read.ok);
  // The sanitizers see a timer that is left.
  rehearse(read.config, () => new Date(0))();
});
