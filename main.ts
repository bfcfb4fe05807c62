/** The executable: reads the command line and runs one command. */

import { readCommand } from "./src/cli/commands.ts";

const code = await readCommand(Deno.args, {
  environment: Deno.env.toObject(),
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  onStop(stop) {
    for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, stop);
  },
});
Deno.exit(code);
