/**
 * What it takes to keep an answer: from the model's call of `record_answers` to its result, while 100 calls run, with an
 * empty store and with 10,000 incidents in it; and whether the calls' audio notices.
 *
 * Usage: deno task bench:records [--calls N] [--seconds N] [--rounds N] [--incidents N] [--bin FILE]
 */

import { parseArgs } from "node:util";
import { opened } from "../src/desk/incident.ts";
import { builtInProtocol } from "../src/intake/builtin.ts";
import { merge, noFacts } from "../src/intake/facts.ts";
import { openStore } from "../src/store/store.ts";
import { machine, median } from "./report.ts";
import { type Ages, Rig, wait } from "./rig.ts";

const WARM_UP_MS = 10_000;

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    rounds: { type: "string", default: "3" },
    incidents: { type: "string", default: "10000" },
    bin: { type: "string" },
  },
});
const calls = Number(values.calls);
const incidents = Number(values.incidents);

interface Found {
  readonly records: Ages;
  readonly toModel: Ages;
  readonly toCaller: Ages;
}

const KINDS = {
  "nothing recorded": { records: false, incidents: 0 },
  "empty store": { records: true, incidents: 0 },
  [`${incidents} incidents`]: { records: true, incidents },
};
const found: Record<string, Found[]> = {};
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, kind] of Object.entries(KINDS)) {
    const measured = await measure(kind);
    (found[name] ??= []).push(measured);
    console.error(`round ${round + 1}, ${name}: ${line(measured)}`);
  }
}
console.log(`${machine()}; ${calls} calls, ${values.seconds} s, ${values.rounds} rounds, medians`);
for (const [name, rounds] of Object.entries(found)) {
  const of = (read: (one: Found) => Ages): Ages => ({
    count: median(rounds.map((one) => read(one).count)),
    p50: median(rounds.map((one) => read(one).p50)),
    p99: median(rounds.map((one) => read(one).p99)),
    max: median(rounds.map((one) => read(one).max)),
  });
  const medians = {
    records: of((one) => one.records),
    toModel: of((one) => one.toModel),
    toCaller: of((one) => one.toCaller),
  };
  console.log(`${name}: ${line(medians)}`);
}

async function measure(kind: { records: boolean; incidents: number }): Promise<Found> {
  const folder = await Deno.makeTempDir({ prefix: "dispatcher-records-" });
  const database = `sqlite:${folder}/dispatcher.db`;
  try {
    await fill(database, kind.incidents);
    const env = { DATABASE_URL: database };
    await using rig = await Rig.build({
      kind: "service",
      bin: values.bin,
      maxCalls: calls,
      records: kind.records,
      env,
    });
    await rig.callers.order("calls", calls);
    await wait(WARM_UP_MS);
    await rig.clear();
    await wait(Number(values.seconds) * 1_000);
    const { callers, model } = await rig.tell();
    if (callers.failed > 0 || callers.live < calls) throw new Error(`Cannot measure: ${callers.failed} calls failed`);
    return { records: model.records, toModel: model.ages, toCaller: callers.ages };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Incidents of an earlier time, dispatched long ago. */
async function fill(database: string, count: number): Promise<void> {
  const store = await openStore(database);
  const protocol = builtInProtocol("police");
  const at = new Date(Date.now() - 7 * 86_400_000);
  for (let from = 0; from < count; from += 500) {
    await store.transact(async (tx) => {
      for (let i = from; i < Math.min(count, from + 500); i++) {
        const facts = merge(noFacts(), {
          nature: "noise",
          typeCode: "NOISE",
          location: { address: `${i} Elm Street` },
        });
        const name = { id: `urn:uuid:${crypto.randomUUID()}`, number: await tx.nextNumber(at.getUTCFullYear()) };
        const source = { callSid: `CA${i}`, callerId: null, protocol, located: null, at };
        await tx.put({ incident: opened(name, facts, source) });
      }
    });
  }
  await store.close();
}

function line({ records, toModel, toCaller }: Found): string {
  const spread = ({ count, p50, p99, max }: Ages) =>
    `${p50.toFixed(2)} / ${p99.toFixed(2)} / ${max.toFixed(2)} ms (${count})`;
  const kept = records.count === 0 ? "" : `kept in ${spread(records)}, `;
  return `${kept}audio to the model ${spread(toModel)}, to the caller ${spread(toCaller)} (p50 / p99 / max)`;
}
