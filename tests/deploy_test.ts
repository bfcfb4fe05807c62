/** What is deployed fits the code: ports, paths, commands, times; and the operator's guide tells what the code does. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { DIAGNOSES } from "../src/diagnosis.ts";
import { VARIABLES } from "../src/config/variables.ts";
import { createMetrics } from "../src/metrics.ts";
import { sentences } from "../src/twilio/sentences.ts";

const top = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const dockerfile = top("Dockerfile");
const unit = top("deploy/dispatcher.service");
const compose = top("deploy/compose.yaml");
const kubernetes = top("deploy/kubernetes.yaml");
const caddyfile = top("deploy/Caddyfile");
const guide = top("docs/operating.md");
const faults = top("docs/faults.md");
const service = top("src/service.ts");
const manifest: { version: string } = JSON.parse(top("deno.json"));

const DATA = "/var/lib/dispatcher";
const PORT = usual("PORT");
const DRAIN_LIMIT_S = Number(usual("DRAIN_LIMIT_S"));

/** A process that has ended its last call exits within this time. */
const EXIT_S = 8;

/** What a variable is when nobody sets it. */
function usual(name: string): string {
  const read = VARIABLES.find((variable) => variable.name === name)?.read(undefined);
  assert.ok(read !== undefined && "value" in read, String(name));
  return String(read.value);
}

/** The one place that a pattern's group finds in a text. */
function only(text: string, pattern: RegExp): string {
  const found = [...text.matchAll(new RegExp(pattern, "gm"))].map(([, group]) => group ?? "");
  assert.equal(found.length, 1, `${pattern} is there ${found.length} times`);
  return found[0]!;
}

/** Whether a folder's files, its folders' too, say something; some files aside. */
function isSaid(word: string, folder: string, except: readonly string[]): boolean {
  return readdirSync(new URL(`../${folder}`, import.meta.url)).some((name) => {
    const path = `${folder}/${name}`;
    if (except.some((place) => path.startsWith(place))) return false;
    if (statSync(new URL(`../${path}`, import.meta.url)).isDirectory()) return isSaid(word, path, except);
    return top(path).includes(word);
  });
}

/** The fault codes of the call's vocabulary. */
function faultCodes(): string[] {
  const union = only(top("src/call/call.ts"), /^export type FaultCode =((?:\s+\| "\w+")+);/);
  return [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code!);
}

/** The rows of the page of fault codes: a code and what follows it. */
function faultRows(): Map<string, string> {
  return new Map([...faults.matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)].map(([, code, rest]) => [code!, rest!]));
}

Deno.test("whoever stops the service waits longer than it drains", () => {
  const waits = {
    systemd: only(unit, /^TimeoutStopSec=(\d+)$/),
    compose: only(compose, /^ +stop_grace_period: (\d+)s$/),
    kubernetes: only(kubernetes, /^ +terminationGracePeriodSeconds: (\d+)$/),
    docker: only(guide, /--stop-timeout (\d+)/),
    caddy: String(Number(only(caddyfile, /stream_close_delay (\d+)m$/)) * 60),
  };
  for (const [who, waitS] of Object.entries(waits)) {
    assert.ok(Number(waitS) > DRAIN_LIMIT_S + EXIT_S, `${who} waits ${waitS} s`);
  }
});

Deno.test("all are told to stop by the signal that drains", () => {
  assert.match(top("main.ts"), /\["SIGTERM", "SIGINT"\]/);
  assert.equal(only(unit, /^KillSignal=(\w+)$/), "SIGTERM");
  assert.equal(only(dockerfile, /^STOPSIGNAL (\w+)$/), "SIGTERM");
});

Deno.test("every port is the one that the service listens on by itself", () => {
  const ports = [
    only(dockerfile, /^EXPOSE (\d+)$/),
    only(dockerfile, /^ +PORT=(\d+) /),
    only(compose, /^ +PORT: "(\d+)"$/),
    only(compose, /DISPATCHER_UPSTREAM: dispatcher:(\d+)$/),
    only(kubernetes, /name: PORT, value: "(\d+)"/),
    only(kubernetes, /name: http, containerPort: (\d+)/),
    only(caddyfile, /DISPATCHER_UPSTREAM:127\.0\.0\.1:(\d+)/),
  ];
  assert.deepEqual(ports, ports.map(() => PORT));
});

Deno.test("the data lies beneath the one folder that may be written", () => {
  assert.equal(only(dockerfile, /^VOLUME (\S+)$/), DATA);
  for (const text of [dockerfile, compose, kubernetes]) {
    assert.match(text, new RegExp(`DATA_DIR(=|: |, value: )${DATA}\\b`));
    assert.match(text, new RegExp(`DATABASE_URL(=|: |, value: ")sqlite:${DATA}/`));
  }
  assert.match(compose, new RegExp(`- data:${DATA}$`, "m"));
  assert.match(kubernetes, new RegExp(`name: data, mountPath: ${DATA} `));
  assert.match(unit, /^Environment=DATA_DIR=%S\/%N DATABASE_URL=sqlite:%S\/%N\//m);
  assert.equal(only(unit, /^StateDirectory=(\S+)$/), "%N");
});

Deno.test("commands that are called are there", () => {
  const commands = new Set([...top("src/cli/commands.ts").matchAll(/\badd\("(\w+)"/g)].map(([, name]) => name!));
  const called = [
    ...[...dockerfile.matchAll(/CMD \[(?:"\/dispatcher", )?"(\w+)"\]$/gm)].map(([, name]) => name!),
    only(unit, /^ExecStart=\/usr\/local\/bin\/dispatcher (\w+)$/),
    ...[...top("scripts/image_check.sh").matchAll(/inside \/dispatcher (\w+)/g)].map(([, name]) => name!),
    ...[...guide.matchAll(/^ +dispatcher (\w+)$/gm)].map(([, name]) => name!),
  ];
  assert.deepEqual(called.slice(0, 3), ["health", "serve", "serve"]);
  assert.deepEqual(called.filter((name) => !commands.has(name)), []);
});

Deno.test("codes that systemd does not try again after are those of the command line", () => {
  const codes = ["commands.ts", "serve.ts"].map((file) => only(top(`src/cli/${file}`), /const EX_\w+ = (\d+);/));
  assert.equal(only(unit, /^RestartPreventExitStatus=(.*)$/), codes.join(" "));
});

Deno.test("paths that are asked for, and those given to Twilio, are routes", () => {
  const asked = [
    ...[...kubernetes.matchAll(/(?:path|path:) (\/[\w/]+)/g)].map(([, path]) => path!),
    ...[...guide.matchAll(/PUBLIC_URL(\/[\w/]+)/g)].map(([, path]) => path!),
    ...[...guide.matchAll(/127\.0\.0\.1:8080(\/[\w/]+)/g)].map(([, path]) => path!),
    ...only(caddyfile, /@outside path (.*)$/).split(" ").map((path) => path.replace(/\/\*$/, "")),
  ];
  assert.ok(asked.length > 10, asked.join(" "));
  const isApiRoute = (path: string) => {
    const [, subject] = /^\/api\/v1\/(\w+)/.exec(path) ?? [];
    return subject !== undefined && isSaid(`path: "/${subject}`, "src/api", []);
  };
  const isRoute = (path: string) => service.includes(`"${path}"`) || service.includes(`"${path}/`) || isApiRoute(path);
  assert.deepEqual(asked.filter((path) => !isRoute(path)), []);
});

Deno.test("Caddy lets Twilio in, and keeps what is not for the outside", () => {
  const outside = only(caddyfile, /@outside path (.*)$/).split(" ");
  for (const path of ["/twilio/*", "/ws/media", "/api/v1/*"]) assert.ok(outside.includes(path), path);
  for (const path of ["/metrics", "/*", "*"]) assert.ok(!outside.includes(path), path);
});

Deno.test("the image is built by the Deno that everything else is made with, and is of this version", () => {
  assert.equal(only(dockerfile, /deno:([\d.]+)$/), only(top(".ci/run"), /DENO_VERSION=([\d.]+)$/));
  assert.equal(only(top("scripts/image_check.sh"), /DENO_VERSION=([\d.]+)$/), only(dockerfile, /deno:([\d.]+)$/));
  assert.equal(only(dockerfile, /^ARG VERSION=(\S+)$/), manifest.version);
  assert.match(only(dockerfile, /^ARG FINAL_IMAGE=(\S+)$/), /^[\w./-]+:nonroot$/);
  assert.match(only(dockerfile, /^RUN (deno install.*)$/), / --frozen$/);
});

Deno.test("the builder is given what is built, and neither settings nor data nor history", () => {
  const lines = top(".dockerignore").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  assert.equal(lines[0], "*");
  const given = lines.slice(1).map((line) => line.replace(/^!/, ""));
  assert.deepEqual(given, ["deno.json", "deno.lock", "main.ts", "scripts/compile.ts", "src"]);
  for (const path of given) assert.ok(dockerfile.includes(path), path);
});

Deno.test("the page of fault codes has every code, in the words that the doctor and the log say", () => {
  const told = [...faultRows()].map(([code, rest]) => [code, ...rest.split("|").map((cell) => cell.trim())]);
  const said = Object.entries(DIAGNOSES).map(([code, { rows, cause, callers, action }]) => {
    return [code, rows, cause, callers, action].map((cell) => cell.replaceAll("*", "\\*"));
  });
  assert.deepEqual(told, said);
  assert.deepEqual(told.map(([code]) => code), faultCodes());
});

Deno.test("the operator's guide has the sentences as callers hear them", () => {
  const words = guide.replaceAll(/\s+/g, " ");
  for (const language of ["en", "es"]) {
    const { language: _, busy, ...spoken } = sentences(usual("AGENCY_NAME"), language);
    // Nobody knows the language of a caller who is refused.
    const heard = language === "en" ? { busy, ...spoken } : spoken;
    for (const [name, sentence] of Object.entries(heard)) {
      assert.ok(words.includes(`"${sentence}"`), `${language} ${name}`);
    }
  }
});

Deno.test("the operator's guide tells of every metric, with its labels", async () => {
  const metrics = createMetrics();
  const told = (await metrics.render()).matchAll(/^# TYPE (\w+) /gm);
  for (const [, name] of told) assert.match(guide, new RegExp(`\\b${name}[{\`]`), String(name));
  const labels = [...top("src/metrics.ts").matchAll(/counter\("(\w+)",[^[]*\[("\w+")\]/g)];
  assert.ok(labels.length >= 5);
  for (const [, name, label] of labels) {
    assert.match(guide, new RegExp(`dispatcher_${name}\\{${label!.slice(1, -1)}\\}`), String(name));
  }
});

Deno.test("alerts ask for metrics, labels and codes that there are", async () => {
  const told = await createMetrics().render();
  const asked = [...guide.matchAll(/dispatcher_\w+/g)].map(([name]) => name.replace(/_bucket$/, ""));
  assert.ok(asked.length >= 8, asked.join(" "));
  assert.deepEqual(asked.filter((name) => !told.includes(`# TYPE ${name} `)), []);
  const codes = only(guide, /code=~"([^"]*)"/).split("\\|");
  assert.deepEqual(codes.filter((code) => !faultCodes().includes(code)), []);
  const reasons = [...guide.matchAll(/reason=~?"([^"]*)"/g)].flatMap(([, list]) => list!.split("\\|"));
  assert.deepEqual(reasons.filter((reason) => !top("src/metrics.ts").includes(`"${reason}"`)), []);
});

Deno.test("the operator's guide quotes the log as it is written", () => {
  const quoted = [
    ...only(guide, /^(The log says `.*)$/).matchAll(/`([^`]*)`/g),
    ...faults.matchAll(/the log: "([^"]*)"/g),
  ];
  assert.ok(quoted.length >= 2);
  for (const [, line] of quoted) assert.ok(isSaid(`"${line}"`, "src", []), String(line));
});

Deno.test("the guide's variables are the service's", () => {
  const known = new Set(VARIABLES.map(({ name }) => name));
  const others = new Set(["BASES"]);
  const named = [...(guide + faults).matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, name]) => name!);
  assert.ok(named.length > 10);
  assert.deepEqual(named.filter((name) => !known.has(name) && !others.has(name)), []);
});
