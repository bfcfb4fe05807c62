/**
 * The house rules, checked. Every bound that the code does not keep yet is a ratchet: it may only come down. The rules
 * read the text as `deno fmt` leaves it: a block ends at the first line that closes it at its own indentation.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { functionsOf, importsOf, undocumented } from "./support/source.ts";

/** A bound that is not kept everywhere yet: `ratchet` is what the worst place needs now, and comes down to `goal`. */
interface Bound {
  readonly goal: number;
  readonly ratchet: number;
}

const PRODUCT = {
  fileLines: { goal: 300, ratchet: 300 },
  functionLines: { goal: 40, ratchet: 42 },
  undocumentedFunctions: { goal: 0, ratchet: 0 },
};
const TESTS = {
  fileLines: { goal: 300, ratchet: 300 },
  functionLines: { goal: 40, ratchet: 74 },
};
const MEDIAN_FILE_LINES = 120;

/** Written or read by machines, not by us. */
const SKIPPED = ["dist", "data", "node_modules", ".git", "fixtures"];

const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface Source {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

const sources = walk(ROOT).map((path): Source => {
  const text = readFileSync(join(ROOT, path), "utf8");
  return { path, text, lines: text.trimEnd().split("\n") };
});
const product = sources.filter(({ path }) => path.startsWith("src/") || path === "main.ts");
const tests = sources.filter((source) => !product.includes(source));

Deno.test("the house rules see the house", () => {
  const paths = sources.map(({ path }) => path);
  for (const path of ["main.ts", "src/bridge.ts", "src/call/step.ts", "tests/tidy_test.ts"]) {
    assert.ok(paths.includes(path), `${path} is not looked at`);
  }
});

Deno.test("no file has more than 300 lines, and half of them at most 120", () => {
  const sizes = (part: readonly Source[]) => part.map(({ path, lines }) => ({ place: path, size: lines.length }));
  holds(sizes(product), PRODUCT.fileLines);
  holds(sizes(tests), TESTS.fileLines);
  for (const part of [product, sources]) {
    const sorted = part.map(({ lines }) => lines.length).sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    assert.ok(median <= MEDIAN_FILE_LINES, `the median file has ${median} lines`);
  }
});

Deno.test("the rules recognize a function by its lines", () => {
  const text = [
    "export function long(",
    "  a: number,",
    "): Promise<void> {",
    "  if (a) {",
    "    b();",
    "  }",
    "}",
    "",
    "class A {",
    "  #method(): void {",
    "    return;",
    "  }",
    "}",
    "const c = () => {",
    "  d();",
    "};",
    "const table = {",
    "  e: 1,",
    "};",
  ];
  assert.deepEqual(functionsOf(text), [{ line: 1, length: 7 }, { line: 10, length: 3 }, { line: 14, length: 3 }]);
  assert.deepEqual(undocumented(text), ["long"]);
  const imports = 'import {\n  a,\n} from "./a.ts";\nimport "b";\nexport * from "c";\nawait import("d");\n';
  assert.deepEqual(importsOf(imports), ["./a.ts", "b", "c", "d"]);
});

Deno.test("no function has more than 40 lines", () => {
  const functions = (part: readonly Source[]) =>
    part.flatMap(({ path, lines }) =>
      functionsOf(lines).map(({ line, length }) => ({ place: `${path}:${line}`, size: length }))
    );
  assert.ok(functions(product).length > 300, `only ${functions(product).length} functions were recognized`);
  holds(functions(product), PRODUCT.functionLines);
  holds(functions(tests), TESTS.functionLines);
});

Deno.test("no file is named for being a heap", () => {
  none(sources, ({ path }) => /(^|\/)(utils?|types?|index|helpers?|common|misc)\.ts$/.test(path) ? ["its name"] : []);
});

Deno.test("`Deno.` is called at the edges only", () => {
  const isEdge = (path: string) => ["main.ts", "src/service.ts"].includes(path) || /\/(socket|server)\.ts$/.test(path);
  none(product.filter(({ path }) => !isEdge(path)), matches(/(?<![\w`"'./-])Deno\./));
});

Deno.test("everything comes from npm, from Deno itself or from here", () => {
  const good = /^(\.{1,2}\/|node:|npm:@types\/)|^[a-z@]/;
  none(
    sources,
    ({ text }) => importsOf(text).filter((from) => !good.test(from) || /^(jsr|https?|data|file):/.test(from)),
  );
  const { imports } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8")) as { imports: Record<string, string> };
  const wrong = Object.entries(imports).filter(([, to]) => !/^npm:\/?(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+(\/|$)/.test(to));
  assert.deepEqual(wrong, [], "an import is not pinned to one version from npm");
});

Deno.test("the core imports nothing but itself and the intake protocol", () => {
  none(within("src/call/"), reaches(["src/call/", "src/intake/"]));
  none(within("src/intake/"), reaches(["src/intake/"], ["double-metaphone", "fuse.js", "yaml", "zod"]));
});

Deno.test("the core does no IO, and reads no clock and no chance", () => {
  const impure =
    /\b(Date\.now|new Date\(\)|performance\.|Math\.random|setTimeout|setInterval|fetch\(|crypto\.|console\.|await|async)\b/;
  none([...within("src/call/"), ...within("src/intake/")], matches(impure));
});

Deno.test("the core's tests need no permission", () => {
  const pure = tests.filter(({ path }) => path.startsWith("tests/call/") || path === "tests/support/call.ts");
  assert.ok(pure.length > 1);
  none(pure, ({ text }) => importsOf(text).filter((from) => from.startsWith("node:") && !/^node:assert/.test(from)));
  none(pure, matches(/(?<![\w`"'.])Deno\.(?!test\b)/));
});

Deno.test("arrows point one way", () => {
  const arrows: [string, string[]][] = [
    ["src/openai/", ["src/twilio/", "src/api/", "src/store/", "src/service.ts", "src/switchboard.ts", "src/bridge.ts"]],
    ["src/twilio/", ["src/openai/", "src/api/", "src/store/", "src/service.ts", "src/switchboard.ts", "src/bridge.ts"]],
    ["src/audio/", ["src/openai/", "src/twilio/", "src/api/", "src/store/", "src/service.ts", "src/switchboard.ts"]],
    ["src/store/", ["src/openai/", "src/twilio/", "src/api/", "src/audio/", "src/service.ts", "src/switchboard.ts"]],
    ["src/config/", ["src/openai/", "src/twilio/", "src/api/", "src/store/", "src/service.ts", "src/switchboard.ts"]],
    ["src/api/", ["src/openai/", "src/twilio/", "src/service.ts", "src/switchboard.ts", "src/bridge.ts"]],
    ["src/bridge.ts", ["src/service.ts", "src/switchboard.ts", "src/api/"]],
    ["src/switchboard.ts", ["src/service.ts", "src/api/"]],
    ["src/", ["src/cli/", "main.ts"]],
    ["src/", ["tests/", "bench/", "scripts/"]],
  ];
  for (const [from, never] of arrows) {
    const inside = within(from).filter(({ path }) => !path.startsWith("src/cli/"));
    none(inside, (source) => targetsOf(source).filter((target) => never.some((place) => target.startsWith(place))));
  }
});

Deno.test("nothing but the demo knows the simulator", () => {
  const others = product.filter(({ path }) => !path.startsWith("src/simulator/") && path !== "src/cli/demo.ts");
  none(others, (source) => targetsOf(source).filter((target) => target.startsWith("src/simulator/")));
});

Deno.test("nothing is left to be done in the code", () => {
  const words = ["TO" + "DO", "FIX" + "ME", "X".repeat(3)];
  const wanted = new RegExp(`\\b(${words.join("|")})\\b`);
  none(sources, ({ lines }) => lines.filter((line) => wanted.test(line)));
});

Deno.test("every exported function says what it promises", () => {
  const silent = product.flatMap(({ path, lines }) => undocumented(lines).map((name) => `${path}: ${name}`));
  holds([{ place: silent.join(", "), size: silent.length }], PRODUCT.undocumentedFunctions);
});

Deno.test("the core answers every event by name", () => {
  none(within("src/call/"), matches(/^\s*default:/));
});

/** Checks sizes against their bound, and that the ratchet is no looser than it must be. */
function holds(found: readonly { place: string; size: number }[], { goal, ratchet }: Bound): void {
  assert.deepEqual(found.filter(({ size }) => size > ratchet), [], `more than ${ratchet}`);
  const worst = Math.max(goal, ...found.map(({ size }) => size));
  assert.equal(ratchet, worst, "the code got better than its ratchet: write the smaller number there");
}

/** Fails with every place where a rule is broken. */
function none(where: readonly Source[], broken: (source: Source) => readonly string[]): void {
  assert.deepEqual(where.flatMap((source) => broken(source).map((what) => `${source.path}: ${what}`)), []);
}

/** The lines that match, comments left out. */
function matches(pattern: RegExp): (source: Source) => string[] {
  return ({ lines }) =>
    lines.flatMap((line, index) => {
      const code = line.replace(/^\s*(\/?\*|\/\/).*|\s\/\/ .*$/, "");
      return pattern.test(code) ? [`${index + 1}: ${line.trim()}`] : [];
    });
}

/** What a source imports from outside some folders, some libraries aside. */
function reaches(folders: readonly string[], libraries: readonly string[] = []): (source: Source) => string[] {
  return (source) => [
    ...importsOf(source.text).filter((from) => !from.startsWith(".") && !libraries.includes(from)),
    ...targetsOf(source).filter((target) => !folders.some((folder) => target.startsWith(folder))),
  ];
}

/** The files of ours that a source imports, relative to the root. */
function targetsOf({ path, text }: Source): string[] {
  return importsOf(text).filter((from) => from.startsWith(".")).map((from) => normalize(join(dirname(path), from)));
}

function within(place: string): Source[] {
  return product.filter(({ path }) => path.startsWith(place));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : walk(path);
    return entry.name.endsWith(".ts") ? [relative(ROOT, path)] : [];
  });
}
