/** The doctor beside the service: it looks at the one that runs, leaves its calls and its data alone, and sees other settings. */

import assert from "node:assert/strict";
import { createMetrics } from "../../src/metrics.ts";
import { start } from "../../src/service.ts";
import { configOf } from "../support/config.ts";
import { Clinic } from "./clinic.ts";

/** Runs the service of a clinic, with some settings of its own. */
async function serving(clinic: Clinic, settings: Record<string, string> = {}): Promise<AsyncDisposable> {
  const service = await start(await configOf({ ...clinic.env, ...settings }), createMetrics());
  return { [Symbol.asyncDispose]: () => service.close() };
}

Deno.test("beside a running service every check is ok, and nothing of its data changes", async () => {
  await using clinic = await Clinic.open();
  await using _service = await serving(clinic);
  const before = [...Deno.readDirSync(clinic.folder)].map(({ name }) => name).toSorted();
  const report = await clinic.examine();
  assert.deepEqual(report.checks.filter(({ verdict }) => verdict !== "ok"), []);
  assert.match(report.row("public_url").seen, /the service answers/);
  assert.match(report.row("store").seen, /takes a write$/);
  assert.deepEqual([...Deno.readDirSync(clinic.folder)].map(({ name }) => name).toSorted(), before);
  // Its `delivery.test` came from the doctor, and the one of the try at the store from nobody.
  assert.deepEqual(clinic.receiver.messages.map(({ type }) => type), ["delivery.test"]);
});

Deno.test("a service with another auth token refuses the media stream, and that is said", async () => {
  await using clinic = await Clinic.open();
  await using _service = await serving(clinic, { TWILIO_AUTH_TOKEN: "fedcba9876543210fedcba9876543210" });
  const row = (await clinic.examine(["media_stream"])).row("media_stream");
  assert.deepEqual([row.verdict, row.code], ["failure", "handshake_refused"]);
  assert.match(`${row.seen} ${row.action}`, /HTTP 403.*another TWILIO_AUTH_TOKEN/);
});

Deno.test("a port that somebody else has, and a PUBLIC_URL that leads to them, is misrouted", async () => {
  await using clinic = await Clinic.open();
  const { port } = new URL(clinic.env["PUBLIC_URL"]!);
  await using _other = Deno.serve(
    { port: Number(port), hostname: "127.0.0.1", onListen() {} },
    () => new Response("hello"),
  );
  const row = (await clinic.examine(["public_url"])).row("public_url");
  assert.deepEqual([row.verdict, row.code], ["failure", "carrier_misrouted"]);
});
