/**
 * Makes the executable: bundles with the Deno that runs this, then compiles the bundle.
 *
 * A bundle starts in a third of the time that the loose modules need, and is half as large. `DENO_COMPILE` names another
 * Deno to compile with (it needs a `denort` of its own version; `DENORT_BIN` names a local one).
 *
 * Usage: deno task compile [--target TRIPLE] [--output FILE]
 */

import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const TOP = fileURLToPath(new URL("..", import.meta.url));

/** Read while the program runs, beside the module that reads them; in a bundle all modules lie in one folder. */
const ASSETS = [
  { from: "src/simulator/speech", to: "speech" },
  { from: "src/phrases/sounds", to: "sounds" },
  { from: "src/doctor/speech", to: "speech" },
] as const;

/** Programs of threads, each a bundle of its own: nothing imports them, and they share no part with the rest. */
const WORKERS = ["src/store/sqlite_worker.ts"];

/**
 * The least that works. Whole where only the operator knows the rest: `net` for the address to listen on and the
 * vendors' addresses, which settings may change; `read` and `write` for DATA_DIR, DATABASE_URL and `.env`, which may lie
 * anywhere; `env` because libraries read names of their own. Never granted, so refused: run, sys and ffi. `import` is
 * refused by name, as some hosts are allowed when nothing is said: no code comes from outside the executable.
 */
const PERMISSIONS = ["--allow-net", "--allow-env", "--allow-read", "--allow-write", "--deny-import", "--no-prompt"];

/**
 * Maps beside the modules, not inside them: stacks in the log name our own lines, and a start does not read the maps as
 * part of the program (25 ms).
 */
const BUNDLE = ["bundle", "--quiet", "--platform", "deno", "--minify", "--sourcemap", "linked"];

/**
 * A young generation of 8 MB is collected in 2 ms, where V8's own choice pauses every call for 10. The collector does
 * its work in small steps between the calls' own: helpers of its own would contend with them for the core
 * (docs/numbers.md).
 * Regular expressions are compiled at once: V8 would interpret the first use and compile at the second, and the danger
 * rules are so large that this takes 0.3 s instead of 0.05.
 */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=8,--single-threaded-gc,--no-regexp-tier-up";

const { values } = parseArgs({
  options: { target: { type: "string" }, output: { type: "string", default: "dist/dispatcher" } },
});
const work = await Deno.makeTempDir({ prefix: "dispatcher-" });
try {
  await run(Deno.execPath(), [...BUNDLE, "--code-splitting", "--outdir", work, "main.ts"]);
  for (const worker of WORKERS) await run(Deno.execPath(), [...BUNDLE, "--outdir", work, worker]);
  await leaveOutSources(work);
  for (const { from, to } of ASSETS) await cp(join(TOP, from), join(work, to), { recursive: true });
  const start = await writeStart(work);
  await run(Deno.env.get("DENO_COMPILE") ?? Deno.execPath(), [
    "compile",
    "--quiet",
    "--no-config",
    "--no-check",
    ...PERMISSIONS,
    V8_FLAGS,
    ...(values.target === undefined ? [] : ["--target", values.target]),
    ...["--include", work, "--output", values.output],
    start,
  ]);
  console.log(`made ${values.output}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
} finally {
  await Deno.remove(work, { recursive: true });
}

/** The maps name lines without the text of all sources, which each start would read (5 MB, 4 ms). */
async function leaveOutSources(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((name) => name.endsWith(".map"))) {
    const { sourcesContent: _text, ...map } = JSON.parse(await readFile(join(folder, name), "utf8"));
    await writeFile(join(folder, name), JSON.stringify(map));
  }
}

/** A bundle has no place for values of the build: the commit stands before the program, in a module of its own. */
async function writeStart(folder: string): Promise<string> {
  const path = join(folder, "start.js");
  const code = `globalThis.DISPATCHER_COMMIT = ${JSON.stringify(await commit())};\nawait import("./main.js");\n`;
  await Deno.writeTextFile(path, code);
  return path;
}

/**
 * What is built: what DISPATCHER_COMMIT says, as a build without git has to; else a short hash, `-changed` when the
 * checkout is not what was committed; else `unknown`.
 */
async function commit(): Promise<string> {
  const told = Deno.env.get("DISPATCHER_COMMIT");
  if (told !== undefined && told !== "") return told;
  try {
    const args = ["describe", "--always", "--exclude=*", "--dirty=-changed"];
    const { success, stdout } = await new Deno.Command("git", { args, cwd: TOP, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).trim() : "unknown";
  } catch {
    return "unknown";
  }
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { success } = await new Deno.Command(command, { args: [...args], cwd: TOP }).spawn().status;
  if (!success) throw new Error(`Cannot compile: "deno ${args[0]}" failed, see above`);
}
