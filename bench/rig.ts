/** A test bench put together: the service or the relay on one core, the callers and the model on the other. */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { REQUIRED } from "../tests/cli/program.ts";
import type { Target } from "./load_call.ts";
import { Process } from "./process.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const RUN = ["run", "--allow-all", "--no-prompt"];

/** As the executable has them (`scripts/compile.ts`); the relay runs as anybody would run it. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=8,--single-threaded-gc,--no-regexp-tier-up";

/** The cores: what is measured has one to itself. */
const MEASURED_CORE = 0;
const LOAD_CORE = 1;

export interface RigOptions {
  readonly kind: Target["kind"];
  /** The executable; without one, the service runs from source. */
  readonly bin?: string | undefined;
  /** The Deno that runs the relay. */
  readonly relayDeno?: string | undefined;
  readonly leg?: string | undefined;
  /** Pieces of a reply that the model sends at once, 20 ms each. */
  readonly burst?: number | undefined;
  readonly maxCalls: number;
  /** Whether each reply of the model's records an answer. */
  readonly records?: boolean | undefined;
  /** Namespaces far from each other: the service and its callers in one, the model in the other. */
  readonly distance?: { readonly near: string; readonly far: string; readonly model: string } | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ages {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface CallersTally {
  readonly sent: number;
  readonly heard: number;
  readonly marks: number;
  readonly failed: number;
  /** Calls that the other side ended. */
  readonly lost: number;
  readonly live: number;
  /** From the model to the caller, ms. */
  readonly ages: Ages;
}

export interface ModelTally {
  readonly sent: number;
  readonly heard: number;
  readonly live: number;
  /** From the caller to the model, ms. */
  readonly ages: Ages;
  /** From a call of `record_answers` to its result, ms. */
  readonly records: Ages;
}

export class Rig implements AsyncDisposable {
  private constructor(
    readonly subject: Process,
    readonly callers: Process,
    readonly model: Process,
    readonly folder: string,
  ) {}

  static async build(options: RigOptions): Promise<Rig> {
    const folder = await Deno.makeTempDir({ prefix: "dispatcher-bench-" });
    const hostname = options.distance?.model ?? "127.0.0.1";
    const model = load("model.ts", modelOf(options, hostname), options.distance?.far);
    const { port } = await model.line<{ port: number }>();
    const url = `ws://${hostname}:${port}/v1/realtime?model=bench`;
    const subject = options.kind === "relay" ? relay(url, options) : service(url, folder, options);
    type Said = { port?: number; properties?: { port?: number } };
    const said = await subject.line<Said>(({ port, properties }) => (port ?? properties?.port) !== undefined);
    const at = { kind: options.kind, hostname: "127.0.0.1", port: said.port ?? said.properties!.port! };
    void subject.forgetLines().catch(() => {});
    return new Rig(subject, load("callers.ts", at, options.distance?.near), model, folder);
  }

  /** Forgets what was counted so far. */
  async clear(): Promise<void> {
    await Promise.all([this.callers.order("clear"), this.model.order("clear")]);
  }

  async tell(): Promise<{ callers: CallersTally; model: ModelTally }> {
    const [callers, model] = await Promise.all([
      this.callers.order<CallersTally>("tell"),
      this.model.order<ModelTally>("tell"),
    ]);
    return { callers, model };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.callers[Symbol.asyncDispose]();
    await this.subject[Symbol.asyncDispose]();
    await this.model[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

function modelOf({ burst = 1, records = false }: RigOptions, hostname: string): object {
  return { burst, hostname, records };
}

/** Waits. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function load(file: string, argument: object, place: string | undefined): Process {
  const args = [...RUN, `${HERE}${file}`, JSON.stringify(argument)];
  return new Process({ command: Deno.execPath(), args, core: LOAD_CORE, place });
}

function relay(url: string, { relayDeno, leg = "own", distance }: RigOptions): Process {
  const args = [...RUN, `${HERE}relay.ts`, "--model", url, "--leg", leg];
  return new Process({ command: relayDeno ?? Deno.execPath(), args, core: MEASURED_CORE, place: distance?.near });
}

function service(url: string, folder: string, { bin, maxCalls, distance, env = {} }: RigOptions): Process {
  const command = bin === undefined ? Deno.execPath() : resolve(bin);
  const args = bin === undefined ? [...RUN, V8_FLAGS, `${HERE}../main.ts`, "serve"] : ["serve"];
  const settings = {
    ...REQUIRED,
    OPENAI_REALTIME_URL: url,
    DATABASE_URL: `sqlite:${folder}/dispatcher.db`,
    DATA_DIR: folder,
    HUMAN_NUMBER: "+12025550123",
    MAX_CALLS: String(maxCalls),
    LOG_LEVEL: "info",
    ...env,
  };
  const place = distance?.near;
  return new Process({ command, args, core: MEASURED_CORE, env: settings, cwd: folder, place, lines: "stderr" });
}
