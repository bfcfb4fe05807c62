/** A call whose process is killed while a question is heard, and another one started. */

import { speech } from "../../../src/simulator/speech.ts";
import type { TwilioCall } from "../../../src/simulator/twilio/call.ts";
import { FrontDoor } from "../front_door.ts";
import { House } from "../house.ts";
import { houseMinds, LINES } from "./house_mind.ts";

/** Of the question: long enough that what it records is on disk, and what was heard in the call's journal. */
const KILLED_AFTER_MS = 2_500;

/** What is left of it: the call that is over, who closed its books, and how long nothing was heard once one served. */
export interface Restarted {
  readonly call: TwilioCall;
  readonly house: House;
  readonly deadAirMs: number;
}

/** Runs the call; `converse` is the caller's part of it, `look` what is done before everything is closed. */
export async function restarted<T>(
  converse: (call: TwilioCall) => Promise<void>,
  look: (restarted: Restarted) => Promise<T>,
): Promise<T> {
  await using first = await House.open({ asProgram: true, mind: houseMinds() });
  await using door = new FrontDoor(portOf(first));
  await using call = first.call({ reachUrl: door.url });
  const over = call.untilEnded(120_000);
  over.catch(() => {});
  const talk = converse(call);
  const question = speech(LINES.second).audio;
  await call.until(() => call.ear.heard(question).heardMs >= KILLED_AFTER_MS, 60_000, "the second question");
  first.program!.signal("SIGKILL");
  await first.program!.ended();
  const env = {
    DATABASE_URL: `sqlite:${first.folder}/dispatcher.db`,
    DATA_DIR: first.folder,
    OPENAI_REALTIME_URL: first.openai.url,
  };
  await using second = await House.open({ asProgram: true, env });
  door.port = portOf(second);
  const readyMs = call.nowMs();
  await Promise.all([over, talk]);
  const next = call.ear.sounds("dispatcher").find(({ toMs }) => toMs > readyMs + 20);
  return await look({ call, house: second, deadAirMs: (next?.fromMs ?? Infinity) - readyMs });
}

function portOf(house: House): number {
  return Number(new URL(house.address).port);
}
