/**
 * The callers of a measurement, in a process of their own: places calls, speaks on them, and says what it heard. Told
 * what to do by lines on standard input, answers with lines of JSON. Started by `rig.ts`.
 */

import { LoadCall, type Tally, type Target } from "./load_call.ts";
import { commands } from "./orders.ts";
import { callerFrames } from "./sound.ts";
import { Spread } from "./stamp.ts";

/** Calls are placed this far apart, ms, so that a ramp is no flood. */
const APART_MS = 10;

const target = JSON.parse(Deno.args[0]!) as Target;
const frames = callerFrames();
const calls: LoadCall[] = [];
const tally: Tally & { failed: number; lost: number; placed: number } = {
  ages: new Spread(),
  sent: 0,
  heard: 0,
  marks: 0,
  failed: 0,
  lost: 0,
  placed: 0,
};

const clock = setInterval(() => {
  const nowMs = performance.now();
  for (const call of calls) call.tick(nowMs);
}, 1);

await commands({
  /** Places or ends calls until there are that many. */
  async calls(count: number) {
    while (calls.length < count) {
      const call = new LoadCall(target, frames, tally, tally.placed++);
      await call.open().then(() => calls.push(call), (error) => {
        tally.failed++;
        console.error(error);
      });
      if (tally.failed > 10) break;
      await new Promise((resolve) => setTimeout(resolve, APART_MS));
    }
    await end(calls.splice(count));
    return { live: calls.length };
  },
  /** Ends the oldest calls and places as many new ones. */
  async replace(count: number) {
    const over = calls.splice(0, count);
    await end(over);
    return { ended: over.length };
  },
  /** Forgets what was counted. */
  clear() {
    tally.ages.clear();
    Object.assign(tally, { sent: 0, heard: 0, marks: 0 });
    return {};
  },
  tell() {
    const { ages, ...counts } = tally;
    return { ...counts, live: calls.filter((call) => !call.isOver).length, ages: ages.summary() };
  },
});
clearInterval(clock);

/** Hangs up. A call that the other side has ended before is lost. */
async function end(over: readonly LoadCall[]): Promise<void> {
  tally.lost += over.filter((call) => call.isOver).length;
  await Promise.all(over.map((call) => call.hangUp()));
}
