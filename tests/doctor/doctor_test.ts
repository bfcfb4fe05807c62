/** The whole doctor: a healthy setup has no warning, and it is quick. */

import assert from "node:assert/strict";
import { API_KEY, Clinic, NUMBER } from "./clinic.ts";

Deno.test("a healthy setup at real pace: every check is ok, none warns, none is skipped, within 20 s", async () => {
  await using clinic = await Clinic.open({ openai: { pace: 1 } });
  const report = await clinic.examine();
  assert.deepEqual(report.checks.filter(({ verdict }) => verdict !== "ok"), []);
  assert.equal(report.ok, true);
  assert.ok(report.ms < 20_000, `${report.ms} ms`);
  const { seen } = report.row("reply");
  assert.match(seen, /first audio after \d+ ms, 8 bytes a ms \(8 expected\), level -\d/);
  for (const secret of [API_KEY, clinic.env["TWILIO_AUTH_TOKEN"]!, NUMBER]) {
    assert.ok(!JSON.stringify(report.checks).includes(secret), "a secret is shown");
  }
  assert.deepEqual(clinic.receiver.messages.map(({ type }) => type), ["delivery.test"]);
  assert.deepEqual([...Deno.readDirSync(clinic.folder)], [], "something was left behind");
});
