/** One measurement: so many calls for so long. */

import { Rig, type RigOptions, wait } from "./rig.ts";

/** Until code is compiled and sessions stand. */
const WARM_UP_MS = 10_000;

export interface Measured {
  /** Processor time per call-second, ms. */
  readonly cpuMs: number;
  /** Resident memory per call, KiB. */
  readonly kib: number;
  readonly toModel: { readonly p50: number; readonly p99: number };
  readonly toCaller: { readonly p50: number; readonly p99: number };
  /** Of all frames sent, those that came out at the other end. */
  readonly heardShare: number;
}

/** Measures. Throws when calls fail. */
export async function measure(options: RigOptions, plan: { calls: number; seconds: number }): Promise<Measured> {
  await using rig = await Rig.build(options);
  // One call first: what only the first one needs is not counted as a call's memory.
  await rig.callers.order("calls", 1);
  await wait(1_000);
  const emptyKib = rig.subject.residentKib();
  await rig.callers.order("calls", plan.calls);
  await wait(WARM_UP_MS);
  await rig.clear();
  const before = { cpuMs: rig.subject.cpuMs(), atMs: performance.now() };
  await wait(plan.seconds * 1_000);
  const cpuMs = rig.subject.cpuMs() - before.cpuMs;
  const callSeconds = plan.calls * (performance.now() - before.atMs) / 1_000;
  const kib = (rig.subject.residentKib() - emptyKib) / (plan.calls - 1);
  const { callers, model } = await rig.tell();
  if (callers.failed > 0 || callers.live < plan.calls) {
    throw new Error(`Cannot measure: ${callers.failed} calls failed, ${callers.live} of ${plan.calls} are live`);
  }
  return {
    cpuMs: cpuMs / callSeconds,
    kib,
    toModel: model.ages,
    toCaller: callers.ages,
    heardShare: (callers.heard + model.heard) / (callers.sent + model.sent),
  };
}
