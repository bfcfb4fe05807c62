/**
 * The program as an operator runs it: a process of its own, in a folder of its own, with the environment given. It runs
 * from source, or is the executable that DISPATCHER_BIN names.
 */

import { createHmac } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Longer than any command takes on a busy machine. */
const DEADLINE_MS = 20_000;

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** What must be set to serve; the model's address is one where nobody listens, so that no test leaves the machine. */
export const REQUIRED = {
  PUBLIC_URL: "http://localhost:8080",
  TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
  TWILIO_AUTH_TOKEN: "0123456789abcdef0123456789abcdef",
  OPENAI_API_KEY: "sk-test-0123456789",
  OPENAI_REALTIME_URL: "ws://127.0.0.1:9",
  HOST: "127.0.0.1",
  PORT: "0",
} as const;

export interface Setting {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A module that runs in the process before the program does: from source, as an executable takes none. */
  readonly preload?: string;
}

/** A running program. Whoever starts one awaits `ended()` or disposes of it. */
export class Program implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #out: Promise<string>;
  readonly #reading: Promise<void>;
  #err = "";
  #isOver = false;
  #heard = Promise.withResolvers<void>();

  constructor(args: readonly string[], { folder, env = {}, preload }: Setting) {
    // What Deno itself needs to find its cache.
    const kept = ["HOME", "PATH", "DENO_DIR"].map((name) => [name, Deno.env.get(name) ?? ""]).filter(([, is]) => is);
    const [command, before] = start(preload);
    this.#process = new Deno.Command(command, {
      args: [...before, ...args],
      cwd: folder,
      clearEnv: true,
      env: { ...Object.fromEntries(kept), NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#out = new Response(this.#process.stdout).text();
    this.#reading = this.#read();
  }

  /** Waits until a match of `pattern` stands on standard error; returns it. Throws when the program ends without. */
  async complains(pattern: RegExp): Promise<RegExpMatchArray> {
    let isOver = false;
    this.#reading.then(() => isOver = true);
    while (true) {
      const found = this.#err.match(pattern);
      if (found !== null) return found;
      if (isOver) throw new Error(`The program ended without ${pattern}:\n${this.#err}`);
      await within(Promise.race([this.#heard.promise, this.#reading]), () => `no ${pattern} in:\n${this.#err}`);
    }
  }

  /** Waits until the program serves; returns its address. */
  async serves(): Promise<string> {
    const [, port] = await this.complains(/"message":"answering calls".*"port":(\d+)/);
    return `http://127.0.0.1:${port}`;
  }

  /** Whether the process has ended, and that was waited for. */
  get isOver(): boolean {
    return this.#isOver;
  }

  signal(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Waits until the program is over. */
  async ended(): Promise<{ code: number; out: string; err: string }> {
    const { code } = await within(this.#process.status, () => `still running:\n${this.#err}`);
    await this.#reading;
    this.#isOver = true;
    return { code, out: await this.#out, err: this.#err };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It is over already.
    }
    await Promise.all([this.#process.status, this.#out, this.#reading]);
  }

  async #read(): Promise<void> {
    for await (const text of this.#process.stderr.pipeThrough(new TextDecoderStream())) {
      this.#err += text;
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    }
  }
}

/** What is started, and what its arguments begin with. A DISPATCHER_BIN that is not there fails the test. */
function start(preload: string | undefined): [command: string, before: readonly string[]] {
  const executable = Deno.env.get("DISPATCHER_BIN");
  if (executable && preload === undefined) return [resolve(executable), []];
  const allowed = ["--allow-net", "--allow-env", "--allow-read", "--allow-write", "--no-prompt"];
  return [Deno.execPath(), ["run", ...allowed, ...(preload === undefined ? [] : ["--preload", preload]), MAIN]];
}

/** Runs a command to its end. */
export async function run(args: readonly string[], setting: Setting): ReturnType<Program["ended"]> {
  await using program = new Program(args, setting);
  return await program.ended();
}

/** Runs a test in a folder of its own, and removes the folder. */
export async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dispatcher-cli-" });
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sends a webhook as Twilio does; source of the signature: twilio.com/docs/usage/webhooks/webhooks-security. */
export async function webhook(address: string, path: string, params: Record<string, string>): Promise<string> {
  const pairs = Object.entries(params).toSorted(([a], [b]) => a < b ? -1 : 1);
  const signed = REQUIRED.PUBLIC_URL + path + pairs.flat().join("");
  const signature = createHmac("sha1", REQUIRED.TWILIO_AUTH_TOKEN).update(signed).digest("base64");
  const response = await fetch(address + path, {
    method: "POST",
    headers: { "x-twilio-signature": signature },
    body: new URLSearchParams(params),
  });
  return `${response.status} ${await response.text()}`;
}

async function within<T>(promise: Promise<T>, words: () => string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`After ${DEADLINE_MS / 1_000} s: ${words()}`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
