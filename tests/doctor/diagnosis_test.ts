/** Each row of the diagnosis table, provoked in the simulators, is named by the doctor and by the classifier of live calls. */

import assert from "node:assert/strict";
import { DIAGNOSES } from "../../src/diagnosis.ts";
import { openModel } from "../../src/openai/socket.ts";
import { modelSettings } from "../../src/openai/settings.ts";
import { configOf } from "../support/config.ts";
import { Clinic } from "./clinic.ts";
import { HEARD, PROVOKED, type Provoked, SOUNDS } from "./provoked.ts";

const ALL = [...PROVOKED, ...SOUNDS, ...HEARD];

/** They take their time and no computing: some side by side. */
const AT_ONCE = 14;

for (let from = 0; from < ALL.length; from += AT_ONCE) {
  const some = ALL.slice(from, from + AT_ONCE);
  Deno.test(`the doctor names ${some.map(({ row, code }) => `${row} (${code})`).join(", ")}`, async () => {
    const results = await Promise.allSettled(some.map(names));
    const failed = results.map((result, index) =>
      result.status === "rejected" ? `${some[index]!.row}: ${result.reason}` : ""
    );
    assert.deepEqual(failed.filter((text) => text !== ""), []);
  });
}

async function names({ code, check, options, seen }: Provoked): Promise<void> {
  await using clinic = await Clinic.open(options);
  const report = await clinic.examine([check]);
  const found = report.row(check);
  assert.equal(found.code, code, found.seen);
  assert.notEqual(found.verdict, "ok");
  assert.match(found.seen, seen);
  assert.ok(found.cause!.startsWith(DIAGNOSES[code].cause), found.cause!);
  assert.equal(found.action, DIAGNOSES[code].action);
}

/** These are the words of a call's core, which waits: `tests/call/` and `tests/service/fault_test.ts` have them. */
const CORES = ["frozen", "no audio in time", "stops midway", "F6 busy"];

for (const { row, code, options } of PROVOKED.filter(({ row }) => !CORES.includes(row))) {
  Deno.test(`a live session names ${row}: ${code}`, async () => {
    await using clinic = await Clinic.open(options);
    const codes = await liveCodes(clinic);
    assert.ok(codes.includes(code), codes.join(", "));
  });
}

/** The codes that a call's session tells: as it opens, and of the first reply. */
async function liveCodes(clinic: Clinic): Promise<string[]> {
  const config = await configOf({ ...clinic.env });
  const settings = modelSettings(config, { now: new Date(), callerId: true });
  const codes: string[] = [];
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const model = openModel(settings, {
    event(event) {
      if (event.type === "model_ready") model.perform({ type: "request_reply", purpose: "greet" });
      if (event.type === "reply_ended" && event.fault !== null) codes.push(event.fault);
      if (event.type === "model_lost") codes.push(event.code);
      if (event.type === "model_lost" || event.type === "reply_ended") end();
    },
    unknownMessage: () => {},
    benignError: () => {},
    diagnosed: (code) => codes.push(code),
  }, () => 0);
  await over;
  model.close();
  return codes;
}
