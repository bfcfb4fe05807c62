/** The files that the configuration names: read at start, and their mistakes told among all others. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeMistake } from "../src/config/config.ts";
import { configOf, judges, mistakesOf } from "./support/config.ts";

Deno.test("PROTOCOL_FILE is one that comes with the program, or a file, whose mistakes are told one by one", async () => {
  await judges("PROTOCOL_FILE", { good: ["police", "campus", "utility_outage"], bad: ["nowhere.yaml", "."] });
  assert.equal((await configOf({ PROTOCOL_FILE: "campus" })).protocol.id, "campus");
  const folder = mkdtempSync(join(tmpdir(), "dispatcher-"));
  try {
    const path = join(folder, "ours.yaml");
    const police = readFileSync(new URL("../src/intake/protocols/police.yaml", import.meta.url), "utf8");
    writeFileSync(path, police.replace(/^id: .*$/m, "id: ours"));
    assert.equal((await configOf({ PROTOCOL_FILE: path })).protocol.id, "ours");
    writeFileSync(path, police.replace(/^budget: .*$/m, "budget: 99").replace(/^caller:$/m, "callr:"));
    const mistakes = await mistakesOf({ PROTOCOL_FILE: path, PORT: "http" });
    assert.deepEqual(mistakes.map(({ name }) => name), ["PORT", ...Array(3).fill("PROTOCOL_FILE")]);
    const told = mistakes.map(describeMistake).join("\n");
    assert.match(told, /PROTOCOL_FILE is ".*ours\.yaml": .*ours\.yaml, line 5: budget is 99; expected a whole number/);
    assert.match(told, /callr is unknown; expected .* did you mean caller\?/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("GAZETTEER_FILE is read at start, and its mistakes are told one by one beside all others", async () => {
  assert.equal((await configOf()).gazetteer, null);
  const town = (name: string) => fileURLToPath(new URL(`./fixtures/gazetteer/${name}`, import.meta.url));
  assert.ok(((await configOf({ GAZETTEER_FILE: town("town.csv") })).gazetteer?.bases.length ?? 0) > 30);
  assert.ok((await configOf({ GAZETTEER_FILE: town("town.geojson") })).gazetteer?.boundary.length);
  await judges("GAZETTEER_FILE", { good: [], bad: ["nowhere.csv", "."] });
  const mistakes = await mistakesOf({ GAZETTEER_FILE: town("spoken.tsv"), PORT: "http" });
  assert.deepEqual(mistakes.map(({ name }) => name), ["PORT", "GAZETTEER_FILE"]);
  const folder = mkdtempSync(join(tmpdir(), "dispatcher-"));
  try {
    const path = join(folder, "ours.csv");
    writeFileSync(path, "kind,name,lat,lon\nplace,A,north,1\nplace,,1,1\n");
    const told = (await mistakesOf({ GAZETTEER_FILE: path })).map(describeMistake);
    assert.equal(told.length, 2);
    assert.match(
      told[0] ?? "",
      /^GAZETTEER_FILE is ".*ours\.csv": line 2: latitude is "north"; expected .*; GAZETTEER_FILE/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
