/** The command line: which commands there are, and how wrong use is answered. */

import assert from "node:assert/strict";
import { readCommand } from "../../src/cli/commands.ts";
import { describeMistake, readConfig } from "../../src/config/config.ts";
import { inFolder, run } from "./program.ts";

/** Runs arguments that end before any command begins. */
async function read(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const code = await readCommand(args, {
    environment: {},
    print: (text) => said.out += `${text}\n`,
    complain: (text) => said.err += `${text}\n`,
    onStop: () => {},
  });
  return { code, ...said };
}

Deno.test("--help says on each command what it does, on standard output", async () => {
  const { code, out, err } = await read("--help");
  assert.equal(code, 0);
  assert.equal(err, "");
  for (const command of ["serve", "demo", "doctor", "setup", "health", "version"]) {
    assert.match(out, new RegExp(`^  ${command} `, "m"));
    const help = await read(command, "--help");
    assert.equal(help.code, 0);
    assert.match(help.out, new RegExp(`^Usage: dispatcher ${command}\\b`));
    assert.equal(help.err, "");
  }
});

Deno.test("unknown commands and flags are mistakes, never ignored: exit 64", async () => {
  const wrong = [["serv"], ["serve", "now"], ["--prot"], ["serve", "--port", "80"], ["demo", "--dir"], ["help", "me"]];
  for (const args of [...wrong, ["version", "x"], ["health", "-v"], ["-x", "serve"], ["demo", "--dir=a", "b"]]) {
    const { code, out, err } = await read(...args);
    assert.equal(code, 64, `dispatcher ${args.join(" ")}`);
    assert.equal(out, "");
    assert.notEqual(err, "");
  }
});

Deno.test("an unknown command is named, with those that there are, also when help is asked for: exit 64", async () => {
  for (const args of [["serv"], ["serv", "--help"], ["serv", "--port", "80"]]) {
    const { code, out, err } = await read(...args);
    assert.equal(code, 64);
    assert.equal(out, "");
    assert.match(err, /unknown command 'serv'.*serve, demo, doctor, setup, replay, health, version/);
  }
});

Deno.test("a mistyped flag gets the nearest one suggested", async () => {
  assert.match((await read("demo", "--dri", "x")).err, /unknown option '--dri'[^]*--dir/);
  assert.match((await read("--hepl")).err, /unknown option '--hepl'[^]*--help/);
});

Deno.test("version is one line", async () => {
  const { code, out } = await read("version");
  assert.equal(code, 0);
  assert.match(out, /^dispatcher \d+\.\d+\.\d+ \(commit \S+, Deno \d+\.\d+\.\d+\)\n$/);
});

Deno.test("with no command it serves; bad configuration is told whole, in plain words: exit 78", async () => {
  await inFolder(async (folder) => {
    const env = { PORT: "http", OPENAI_API_KEY: "sk-a b" };
    const { code, out, err } = await run([], { folder, env });
    assert.equal(code, 78);
    assert.equal(out, "");
    const told = await readConfig(env);
    assert.ok(!told.ok && told.mistakes.length === 5);
    for (const mistake of told.mistakes) assert.ok(err.includes(describeMistake(mistake)), mistake.name);
    assert.doesNotMatch(err, /^\s+at /m);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("with nothing set it tells the way to a talking line, instead of mistakes: exit 78", async () => {
  await inFolder(async (folder) => {
    const { code, out, err } = await run(["serve"], { folder });
    assert.equal(code, 78);
    assert.equal(out, "");
    assert.match(
      err,
      /^Nothing is set yet\. Three steps[^]*1\. [^]*PUBLIC_URL=[^]*2\. [^]*dispatcher setup[^]*3\. [^]*dispatcher serve/,
    );
    assert.doesNotMatch(err, /expected|^\s+at /m);
    // One thing that is set, or wrong, and all mistakes are told.
    for (const env of [{ OPENAI_API_KEY: "sk-test-0123456789" }, { PORT: "http" }] as Record<string, string>[]) {
      assert.match((await run(["serve"], { folder, env })).err, /PUBLIC_URL is not set; expected/);
    }
  });
});

Deno.test("a .env that cannot be read is told in one line: exit 78, and 1 of a health check", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/.env`);
    for (const [command, expected] of [["serve", 78], ["health", 1], ["doctor", 1], ["setup", 1]] as const) {
      const { code, err } = await run([command], { folder });
      assert.equal(code, expected);
      assert.match(err, /^Cannot read \.env [^\n]*remove it\n$/);
    }
  });
});

Deno.test("settings are read from .env in the working folder, beneath the environment", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/.env`,
      "# ours\nPORT=in-file\nMAX_CALLS='in file'\nexport LOG_LEVEL=loud # !\n",
    );
    const { err } = await run(["serve"], { folder, env: { PORT: "in-env" } });
    assert.match(err, /PORT is "in-env"/);
    assert.match(err, /MAX_CALLS is "in file"/);
    assert.match(err, /LOG_LEVEL is "loud"/);
  });
});
