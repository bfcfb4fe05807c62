/**
 * Makes the executable: bundles with the Deno that runs this, then compiles the bundle.
 *
 * Bundling first makes it start in a third of the time and half as large. `DENO_COMPILE` names another Deno to compile
 * with (it needs a `denort` of its own version; `DENORT_BIN` names a local one).
 *
 * Usage: deno task compile [--target TRIPLE] [--output FILE]
 */

import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { target: { type: "string" }, output: { type: "string" } } });
const work = await Deno.makeTempDir({ prefix: "dispatcher-" });

/**
 * The least that works. `--allow-net`: the server, the vendors. `--allow-env`: libraries read names of their own.
 * Files: `.env` here, and DATA_DIR and DATABASE_URL wherever the operator puts them.
 */
const PERMISSIONS = ["--allow-net", "--allow-env", "--allow-read", "--allow-write"];

async function run(command: string, args: string[], env: Record<string, string> = {}): Promise<void> {
  const { success } = await new Deno.Command(command, { args, env, stdout: "inherit", stderr: "inherit" }).output();
  if (!success) throw new Error(`Cannot compile: \`${command} ${args[0]}\` failed, see above`);
}

async function commit(): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("git", { args: ["rev-parse", "--short", "HEAD"] }).output();
    return success ? new TextDecoder().decode(stdout).trim() : "unknown";
  } catch {
    return "unknown";
  }
}

/** The bundle has no place for values of the build: the commit stands in the entry, before anything is imported. */
async function entry(): Promise<string> {
  const path = new URL("../.compile_entry.ts", import.meta.url).pathname;
  await Deno.writeTextFile(path, `globalThis.DISPATCHER_COMMIT = "${await commit()}";\nawait import("./main.ts");\n`);
  return path;
}

try {
  const start = await entry();
  const bundle = ["bundle", "--platform", "deno", "--minify", "--sourcemap", "inline", "--code-splitting"];
  try {
    await run(Deno.execPath(), [...bundle, "--outdir", `${work}/bundle`, start]);
  } finally {
    await Deno.remove(start);
  }
  await run("cp", ["-r", "src/simulator/speech", `${work}/bundle/speech`]);
  await run(Deno.env.get("DENO_COMPILE") ?? Deno.execPath(), [
    "compile",
    "--no-config",
    "--no-check",
    "--no-prompt",
    ...PERMISSIONS,
    ...(values.target === undefined ? [] : ["--target", values.target]),
    "--include",
    `${work}/bundle`,
    "--output",
    values.output ?? "dist/dispatcher",
    `${work}/bundle/.compile_entry.js`,
  ]);
} finally {
  await Deno.remove(work, { recursive: true });
}
