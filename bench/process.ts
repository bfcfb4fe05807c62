/** Processes of a measurement: started on a core of their own, asked by lines, and read about in /proc. */

import { TextLineStream } from "./lines.ts";

/** Anything that takes longer has failed. */
const ANSWER_MS = 60_000;

/** What the kernel counts processor time in, a second. */
const TICKS_PER_S = 100;

/** Shows what the service logs: when calls fail and nobody knows why. */
const SHOWS_LOG = Deno.env.has("BENCH_LOG");

export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly core: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A network namespace to run in. */
  readonly place?: string | undefined;
  /** Where its lines come from: standard output, or the log on standard error. */
  readonly lines?: "stdout" | "stderr";
}

export class Process implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #orders: WritableStreamDefaultWriter<Uint8Array>;

  constructor({ command, args, core, env = {}, cwd, place, lines = "stdout" }: Start) {
    const where = place === undefined ? [] : ["ip", "netns", "exec", place];
    this.#child = new Deno.Command("taskset", {
      args: ["-c", String(core), ...where, command, ...args],
      env,
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "piped",
      stdout: lines === "stdout" ? "piped" : "null",
      stderr: lines === "stderr" ? "piped" : "inherit",
    }).spawn();
    this.#lines = this.#child[lines].pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
    this.#orders = this.#child.stdin.getWriter();
  }

  /** The next line that is JSON and wanted. Throws when none comes in time. */
  async line<T>(wanted: (line: T) => boolean = () => true): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error("Cannot measure: a process does not answer")), ANSWER_MS);
    try {
      for (const heard: string[] = [];;) {
        const { value, done } = await Promise.race([this.#lines.read(), late.promise]);
        if (done) throw new Error(`Cannot measure: a process ended before its time\n${heard.join("\n")}`);
        heard.push(value);
        const line = value.startsWith("{") ? JSON.parse(value) as T : null;
        if (line !== null && wanted(line)) return line;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Reads on and forgets, so that a log does not fill its pipe. */
  async forgetLines(): Promise<void> {
    for (let next = await this.#lines.read(); !next.done; next = await this.#lines.read()) {
      if (SHOWS_LOG) console.error(next.value);
    }
  }

  /** Gives an order and returns its answer. */
  async order<T>(name: string, argument = 0): Promise<T> {
    await this.#orders.write(new TextEncoder().encode(`${JSON.stringify([name, argument])}\n`));
    return await this.line<T>();
  }

  /** Processor time used so far, ms. */
  cpuMs(): number {
    const stat = Deno.readTextFileSync(`/proc/${this.#child.pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 1_000 / TICKS_PER_S;
  }

  /** Resident memory, KiB. */
  residentKib(): number {
    const status = Deno.readTextFileSync(`/proc/${this.#child.pid}/status`);
    return Number(status.match(/^VmRSS:\s+(\d+)/m)?.[1]);
  }

  /** Open descriptors. */
  descriptors(): number {
    return [...Deno.readDirSync(`/proc/${this.#child.pid}/fd`)].length;
  }

  /** Ends it by a signal, and waits until it is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#orders.close().catch(() => {});
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // It is over already.
    }
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), 15_000);
    await this.#child.status;
    clearTimeout(kill);
    await this.#lines.cancel().catch(() => {});
  }
}
