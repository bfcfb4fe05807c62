/** How a measurement talks to its processes: a line of JSON in, `[name, argument]`, a line of JSON out. */

import { TextLineStream } from "./lines.ts";

type Handler = (argument: number) => object | Promise<object>;

/** Carries out orders until standard input ends. */
export async function commands(handlers: Readonly<Record<string, Handler>>): Promise<void> {
  for await (const line of Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())) {
    const [name, argument] = JSON.parse(line) as [string, number];
    const handler = handlers[name];
    if (handler === undefined) throw new Error(`Cannot obey "${name}": there is no such order`);
    console.log(JSON.stringify(await handler(argument)));
  }
}
