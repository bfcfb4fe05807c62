/** What the documents list is what there is. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
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

Deno.test("the README's table has every variable, in the order of the code", () => {
  assert.deepEqual(table(readme, "Configuration").map(([name]) => name), VARIABLES.map(({ name }) => name));
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

Deno.test("the architecture's table of modules has every file and folder of the source", () => {
  const section = architecture.split("\n## The modules\n")[1]?.split("\n## ")[0] ?? "";
  const told = [...section.matchAll(/`(src\/[\w*.]+)\/?`/g)].map(([, path]) => path!);
  const patterns = told.map((path) => new RegExp(`^${path.replaceAll(".", "\\.").replaceAll("*", "\\w*")}$`));
  const there = readdirSync(new URL("../src", import.meta.url)).map((name) => `src/${name}`);
  assert.deepEqual(there.filter((path) => !patterns.some((pattern) => pattern.test(path))), []);
});

Deno.test("every task that the documents name is there", () => {
  const named = `${readme}\n${architecture}`.matchAll(
    /(?:deno(?:@[\d.]+)? task |`)((?:compile|bench):[\w-]+|(?<=task )\w[\w:-]*)/g,
  );
  const names = [...new Set([...named].map(([, name]) => name ?? ""))];
  assert.ok(names.includes("demo") && names.includes("compile:windows"), names.join(" "));
  for (const name of names) assert.ok(name in manifest.tasks, name);
});

Deno.test("the README's routes are the service's, and all of them", () => {
  const told = cellsOf(readme, "Routes").flatMap((cell) => [...cell.matchAll(/`(?:(?:GET|POST) )?(\/[^` ]*)`/g)]);
  const paths = new Set(told.map(([, path]) => path!));
  assert.deepEqual([...paths].toSorted(), [...new Set([...ownRoutes(), ...apiRoutes()])].toSorted());
});

Deno.test("the README's webhook events are those that are written, and all of them", () => {
  const code = ["src/desk", "src/delivery"].flatMap((folder) => filesIn(folder)).map(top).join("\n");
  const written = [...code.matchAll(/"((?:incident|call|delivery)\.[a-z]+)"/g)].map(([, type]) => type!);
  const onTheEventStreamOnly = ["call.started", "call.updated"];
  const sent = new Set(written.filter((type) => !onTheEventStreamOnly.includes(type)));
  assert.deepEqual(table(readme, "Webhook events").map(([type]) => type).toSorted(), [...sent].toSorted());
});

Deno.test("every link leads to a file, and every heading that is linked is there", () => {
  const documents = ["README.md", ...filesIn("docs").filter((path) => path.endsWith(".md"))];
  const links = documents.flatMap((from) => {
    return [...top(from).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([\w-]+))?\)/g)].map(([, to = "", heading]) => {
      return { from, path: to === "" ? from : new URL(to, `file:///${from}`).pathname.slice(1), heading };
    });
  });
  assert.ok(links.length > 20, `only ${links.length} links were found`);
  for (const { from, path, heading } of links) {
    assert.ok(existsSync(new URL(`../${path}`, import.meta.url)), `${from} links to ${path}`);
    if (heading !== undefined) assert.ok(headings(top(path)).includes(heading), `${from} links to ${path}#${heading}`);
  }
});

Deno.test("every file that a document names is there", () => {
  const documents = ["README.md", ".env.example", ...filesIn("docs").filter((path) => path.endsWith(".md"))];
  const named = documents.flatMap((from) => {
    const paths = top(from).matchAll(/(?<![\w./-])(?:src|tests|scripts|bench|deploy|docs)\/[\w./-]*\w\b(?![\w*…])/g);
    return [...paths].map(([path]) => ({ from, path }));
  });
  assert.ok(named.length > 60, `only ${named.length} files are named`);
  const isThere = (path: string) => existsSync(new URL(`../${path}`, import.meta.url));
  assert.deepEqual(named.filter(({ path }) => !isThere(path)), []);
});

Deno.test("the README's index has every document", () => {
  const listed = table(readme, "Documents").map(([link = ""]) => link.replace(/^.*\((.*)\)$/, "$1"));
  const there = readdirSync(new URL("../docs", import.meta.url)).filter((name) => !/\.(svg|png)$/.test(name));
  assert.deepEqual(listed.toSorted(), there.map((name) => `docs/${name}`).toSorted());
});

Deno.test("what the README requires is all that must be set", async () => {
  const required = table(readme, "Configuration").filter(([, otherwise]) => otherwise === "required").map(([name]) =>
    name
  );
  const read = await readConfig({});
  assert.deepEqual(read.ok ? [] : read.mistakes.map(({ name }) => name), required);
});

/** Every cell of the tables under a heading. */
function cellsOf(text: string, heading: string): string[] {
  return table(text, heading).flat().map((cell) =>
    cell.startsWith("/") || /^(GET|POST) /.test(cell) ? `\`${cell}\`` : cell
  );
}

/** Files of a folder and its folders, from the top. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(new URL(`../${folder}`, import.meta.url), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** What the service answers itself. */
function ownRoutes(): string[] {
  const service = top("src/service.ts");
  const steps = /for \(const step of \[([^\]]*)\]/.exec(service)?.[1]?.matchAll(/"(\w+)"/g) ?? [];
  const fixed = [...service.matchAll(/"(\/(?:twilio\/\w+|ws\/media|healthz|readyz|metrics))"/g)].map(([, path]) =>
    path!
  );
  return [...fixed, ...[...steps].map(([, step]) => `/twilio/${step}`)];
}

/** What the API answers, beneath its own path. */
function apiRoutes(): string[] {
  const code = filesIn("src/api").map(top).join("\n");
  const work = [...code.matchAll(/\bto\("(\w+)", /g)].map(([, name]) => `/incidents/{id}/${name}`);
  return [...[...code.matchAll(/\bpath: "(\/[^"]+)"/g)].map(([, path]) => path!), ...work];
}

/** The headings of a document as links name them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => {
    return heading.toLowerCase().replace(/[^\w\s-]/g, "").replace(/\s+/g, "-");
  });
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
