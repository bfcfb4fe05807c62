/**
 * The command line: which commands there are, what they take, and how they answer mistakes. `serve` comes with it, as an
 * executable keeps compiled code only of what it loads as it starts, not of what it imports later (20 ms); what the
 * other commands need is loaded when they run.
 */

import { Command, CommanderError, Option } from "commander";
import { serve } from "./serve.ts";

/** What a command has of the outside. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string>>;
  print(text: string): void;
  complain(text: string): void;
  /** Characters a line, where a person reads; undefined for a file or a pipe. */
  readonly width?: number;
  /** Asks the person at the terminal; null when nobody is there. */
  ask?(question: string): string | null;
  /** Calls `stop` when the process is asked to end. */
  onStop(stop: () => void): void;
}

/** Wrong use of the command line (sysexits.h: EX_USAGE). */
export const EX_USAGE = 64;

/** Reads the arguments and runs their command; returns the exit code. */
export async function readCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const program = commands(terminal, (exitCode) => code = exitCode);
  // The library would take it for an argument of `serve`, and overlook it when help is asked for.
  const [name = ""] = args;
  const known = [...program.commands.map((command) => command.name()), "help"];
  if (/^[^-]/.test(name) && !known.includes(name)) {
    terminal.complain(`error: unknown command '${name}'; there are ${known.join(", ")}`);
    return EX_USAGE;
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EX_USAGE;
  }
}

function commands(terminal: Terminal, exit: (code: number) => void): Command {
  const program = new Command("dispatcher")
    .description("Answers an agency's telephone: a dispatcher that never leaves a caller in silence.")
    .showHelpAfterError("(dispatcher --help lists the commands)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
    });
  const add = (name: string, summary: string, options?: { isDefault: boolean }) =>
    program.command(name, options).description(summary).allowExcessArguments(false);

  add("serve", "answer calls until SIGTERM or SIGINT, then let the live ones finish", { isDefault: true })
    .addHelpText("after", "\nSettings come from the environment and from .env in this folder; .env.example lists them.")
    .action(async () => exit(await serve(terminal)));
  add("demo", "play one whole call against simulated vendors; needs no credentials and no network")
    .option("--dir <folder>", "where recording, journal and database are left (default: data/demo-<time>)")
    .action(async (options: { dir?: string }) => exit(await (await import("./demo.ts")).demo(options, terminal)));
  addDoctor(add("doctor", "find out why callers would hear nothing; needs no telephone"))
    .action(async (options) => exit(await (await import("./doctor.ts")).doctor(options, terminal)));
  add("setup", "point the Twilio number's voice, fallback and status URLs at PUBLIC_URL, after showing the changes")
    .option("--yes", "change it without asking")
    .action(async (options) => exit(await (await import("./setup.ts")).setup(options, terminal)));
  add(
    "replay",
    "run a recorded call through the call core and compare what it decides; exits with 0 when it is the same",
  )
    .argument("<file>", "a call's journal.jsonl")
    .action(async (file: string) => exit(await (await import("./replay.ts")).replay(file, terminal)));
  add("health", "ask the service on PORT how it is; exits with 0 when it is well")
    .action(async () => exit(await (await import("./health.ts")).health(terminal)));
  add("version", "print version, commit and Deno version")
    .action(async () => terminal.print((await import("./version.ts")).versionLine()));
  return program;
}

function addDoctor(command: Command): Command {
  const file = (flag: string, does: string, not: string[]) =>
    command.addOption(new Option(`--${flag} <file>`, does).conflicts(not));
  command.option("--json", "the report as JSON");
  file("wav", "write the model's spoken reply to this file", ["session", "fromJournal"]);
  file("session", "review a session.update (JSON) that another program sends; offline", ["fromJournal", "support"]);
  file("from-journal", "diagnose a recorded call from its journal.jsonl; offline", ["session"]);
  file("support", "write what the vendor's support asks for, without secrets, audio and words", ["session"]);
  return command;
}
