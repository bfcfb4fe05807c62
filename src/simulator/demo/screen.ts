/** What the demo prints: the call as it goes on, then what was measured at the caller's ear. */

import type { TwilioCall } from "../twilio/call.ts";
import { clearDelaysMs, firstSoundMs, hangUpDelayMs, replyDelaysMs } from "../twilio/measure.ts";
import { spoken } from "../../desk/narrative.ts";
import type { CallRecord } from "../../store/call_record.ts";
import type { IncidentRecord } from "../../store/incident_record.ts";
import type { Delivery, Reply } from "../receiver.ts";
import type { HeardLine, Listener } from "./caller.ts";
import type { Turn } from "./script.ts";

const INDENT = " ".repeat(19);
const WIDTH = 100;

/** What is known when the call is over. */
export interface Result {
  readonly call: TwilioCall;
  readonly lines: readonly HeardLine[];
  /** The call as the API tells it. */
  readonly record: CallRecord;
  readonly ok: boolean;
}

export class Screen implements Listener {
  #call: TwilioCall | null = null;
  #asked = 0;

  constructor(private readonly print: (text: string) => void) {}

  begin(call: TwilioCall): void {
    this.#call = call;
    this.print(
      "A call on loopback: the service is real, so are speech and sockets; Twilio and OpenAI are simulated.\n",
    );
    this.#line("", "the caller dials");
  }

  dispatcherSays({ line }: Turn): void {
    this.#line("dispatcher", line.text);
  }

  callerSays({ answer, interruptsAfterMs }: Turn): void {
    if (interruptsAfterMs !== null) this.#line("", "the caller speaks into it:");
    this.#line("caller", answer?.text ?? "");
  }

  questions({ asked, budget }: CallRecord["questions"]): void {
    if (this.#asked === asked) return;
    this.#asked = asked;
    this.#line("", `questions left: ${budget - asked} of ${budget}`);
  }

  /** A webhook arrived at the records system. */
  webhook({ type, data }: Delivery): Reply {
    const what = type.startsWith("incident.") ? incidentLine(data) : `${data.outcome}`;
    this.#line("webhook", `${type}: ${what}`);
    return { status: 204 };
  }

  noise({ noise }: Turn): void {
    this.#line("", `noise at the caller's side: ${noise?.id.replace("noise-", "")}`);
  }

  end({ call, lines, record, ok }: Result): void {
    this.#line("", `the call is over: ${record.outcome}, ${record.reason}`);
    this.print("\nAt the caller's ear:");
    this.#fact("first word", ms(firstSoundMs(call)), "after the stream's start");
    const answers = replyDelaysMs(call).filter((delay) => delay !== null);
    this.#fact(
      "replies",
      `${ms(median(answers))} to ${ms(Math.max(...answers))}`,
      "median and longest, after the caller's last word",
    );
    for (const delay of clearDelaysMs(call)) this.#fact("interrupted", ms(delay), "after the caller's first word");
    this.#fact("hung up", ms(hangUpDelayMs(call)), "after the goodbye");
    for (const { turn, heardMs, lineMs, isAsMeant } of lines) {
      const how = turn.interruptsAfterMs === null ? "to its end" : "cut by the caller";
      const part = `${(heardMs / 1_000).toFixed(1)} of ${(lineMs / 1_000).toFixed(1)} s`;
      this.#fact(turn.line.id.replace("dispatcher-", ""), part, isAsMeant ? how : "NOT AS MEANT");
    }
    this.print(ok ? "\nEvery line was heard, and the incident was dispatched." : "\nNOT as it was meant.");
  }

  files(paths: Readonly<Record<"recording" | "journal" | "database", string>>): void {
    this.print("\nLeft to look at:");
    for (const [name, path] of Object.entries(paths)) this.print(`  ${name.padEnd(12)}${path}`);
  }

  #line(who: string, what: string): void {
    const at = ((this.#call?.nowMs() ?? 0) / 1_000).toFixed(1).padStart(5);
    const [first = "", ...rest] = wrapped(who === "" ? `(${what})` : what);
    this.print([`${at}  ${who.padEnd(12)}${first}`, ...rest.map((text) => INDENT + text)].join("\n"));
  }

  #fact(name: string, value: string, what: string): void {
    this.print(`  ${name.padEnd(12)}${value.padEnd(18)}${what}`);
  }
}

function incidentLine(incident: IncidentRecord): string {
  const { number, status, priority, nature, location, safety, when } = incident;
  const known = [nature, spoken(location), when, safety.injuries === "no" ? "nobody hurt" : null];
  return `${number} ${status}, priority ${priority}: ${known.filter((word) => word !== null).join("; ")}`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= WIDTH - INDENT.length) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

function ms(value: number | null): string {
  return value === null || !Number.isFinite(value) ? "–" : `${Math.round(value)} ms`;
}
