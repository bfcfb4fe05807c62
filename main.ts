/** The executable: reads the command line and runs one command. */

import { readCommand } from "./src/cli/commands.ts";

const code = await readCommand(Deno.args, {
  environment: Deno.env.toObject(),
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  ...(Deno.stdout.isTerminal() ? { width: Deno.consoleSize().columns } : {}),
  ask: (question) => Deno.stdin.isTerminal() ? prompt(question) : null,
  onStop(stop) {
    for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, stop);
  },
});
Deno.exit(code);
