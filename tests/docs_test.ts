/** What the documents list is what there is. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readConfig } from "../src/config/config.ts";
import { VARIABLES } from "../src/config/variables.ts";

const top = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const readme = top("README.md");
const architecture = top("docs/architecture.md");
const manifest: { imports: Record<string, string>; tasks: Record<string, string> } = JSON.parse(top("deno.json"));

/** The rows of the table under a heading, without its head: cells without the back ticks around a single word. */
function table(text: string, heading: string): string[][] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0];
  assert.ok(section !== undefined, `there is no section "${heading}"`);
  const rows = section.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) => row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim().replace(/^`([^`]*)`$/, "$1")));
}

Deno.test("the README's table has every variable, in the order of the code, and marks those that are reserved", () => {
  const rows = table(readme, "Configuration").map(([name, , meaning = ""]) => [name, meaning.startsWith("reserved: ")]);
  assert.deepEqual(rows, VARIABLES.map(({ name, isUsed }) => [name, !isUsed]));
});

Deno.test("the README's defaults are those of the code", () => {
  const told = new Map(table(readme, "Configuration").map(([name, otherwise]) => [name, otherwise]));
  for (const { name, read } of VARIABLES) {
    const unset = read(undefined);
    const given = told.get(name) ?? "";
    if ("mistake" in unset) assert.equal(given, "required", name);
    else if (given === "none") assert.ok(unset.value === null || isEmpty(unset.value), name);
    else assert.deepEqual(unset, read(given), name);
  }
});

Deno.test("the architecture's library table has every library of deno.json, and a reason for it", () => {
  const rows = table(architecture, "Libraries");
  assert.deepEqual(rows.map(([name]) => name).toSorted(), Object.keys(manifest.imports).toSorted());
  for (const [name = "", why = ""] of rows) assert.ok(why.length >= 10, name);
});

Deno.test("every task that the documents name is there", () => {
  const named = `${readme}\n${architecture}`.matchAll(
    /(?:deno(?:@[\d.]+)? task |`)((?:compile|bench):[\w-]+|(?<=task )\w[\w:-]*)/g,
  );
  const names = [...new Set([...named].map(([, name]) => name ?? ""))];
  assert.ok(names.includes("demo") && names.includes("compile:windows"), names.join(" "));
  for (const name of names) assert.ok(name in manifest.tasks, name);
});

Deno.test("what the README requires is all that must be set", () => {
  const required = table(readme, "Configuration").filter(([, otherwise]) => otherwise === "required").map(([name]) =>
    name
  );
  const read = readConfig({});
  assert.deepEqual(read.ok ? [] : read.mistakes.map(({ name }) => name), required);
});

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
