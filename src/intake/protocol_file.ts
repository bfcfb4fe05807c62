/** Protocol files: YAML in, a protocol or all mistakes out, each with its line, its key and what was expected. */

import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import type { Protocol, Worded } from "./protocol.ts";
import { flawsOf, pathText } from "./protocol_sense.ts";
import { languagesOf, type ProtocolFile, protocolShape } from "./protocol_shape.ts";
import { nearest } from "./spelling.ts";

export interface ProtocolMistake {
  /** The file, as it was named to `readProtocol()`. */
  readonly file: string;
  /** Counted from 1. For a key that is missing, the line of the mapping that lacks it. */
  readonly line: number;
  /** `types[2].priority`; empty for the file as a whole. */
  readonly key: string;
  /** What stands there, shortened; null when it is missing, or for mistakes of YAML itself. */
  readonly given: string | null;
  readonly expected: string;
}

export type ProtocolRead =
  | { readonly ok: true; readonly protocol: Protocol }
  | { readonly ok: false; readonly mistakes: readonly ProtocolMistake[] };

/** 256 KiB: ten times the largest of the built-in ones. */
const MOST_CHARACTERS = 262_144;

/** Characters of a wrong value that are shown. */
const MOST_SHOWN = 60;

/** Reads a protocol file's text; `name` is how mistakes name the file. Never throws. */
export function readProtocol(text: string, name: string): ProtocolRead {
  if (text.length > MOST_CHARACTERS) {
    const expected = `at most ${MOST_CHARACTERS} characters`;
    return { ok: false, mistakes: [{ file: name, line: 1, key: "", given: `${text.length} characters`, expected }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors.map(({ pos, message }): ProtocolMistake => {
    return { file: name, line: lines.linePos(pos[0]).line, key: "", given: null, expected: `YAML: ${message}` };
  });
  if (broken.length > 0) return { ok: false, mistakes: broken };
  return judge(document, lines, name);
}

/** A mistake in one line of words. */
export function describeProtocolMistake({ file, line, key, given, expected }: ProtocolMistake): string {
  const subject = key === "" ? "" : ` ${key}${given === null ? " is missing" : ` is ${given}`};`;
  return `${file}, line ${line}:${subject} expected ${expected}`;
}

function judge(document: Document.Parsed, lines: LineCounter, file: string): ProtocolRead {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const expected = error instanceof Error ? `YAML: ${error.message}` : "YAML";
    return { ok: false, mistakes: [{ file, line: 1, key: "", given: null, expected }] };
  }
  const read = protocolShape(languagesOf(value)).safeParse(value);
  const place = (path: readonly PropertyKey[], expected: string): ProtocolMistake => {
    const node = nodeAt(document, path);
    return {
      file,
      line: lines.linePos(offsetOf(document, path)).line,
      key: pathText(path),
      given: shown(node),
      expected,
    };
  };
  const mistakes = [
    ...(read.success ? [] : read.error.issues.flatMap((issue) => fromShape(issue, place))),
    ...flawsOf(value).map(({ path, expected }) => place(path, expected)),
  ].sort((a, b) => a.line - b.line);
  if (!read.success || mistakes.length > 0) return { ok: false, mistakes };
  return { ok: true, protocol: assemble(read.data) };
}

/** One mistake for each unknown key, with a hint; one for each other issue. */
function fromShape(
  issue: z.core.$ZodIssue,
  place: (path: readonly PropertyKey[], expected: string) => ProtocolMistake,
): ProtocolMistake[] {
  if (issue.code !== "unrecognized_keys") {
    // A wrong key of a record has its reasons inside.
    const expected = issue.code === "invalid_key" ? issue.issues[0]?.message ?? issue.message : issue.message;
    return [place(issue.path, expected)];
  }
  return issue.keys.map((key) => {
    const known = issue.message.split(", ");
    const hint = nearest(key, known);
    const expected = `no such key here${hint === null ? `; there are ${known.join(", ")}` : `; did you mean ${hint}?`}`;
    return { ...place([...issue.path, key], expected), given: "unknown" };
  });
}

function nodeAt(document: Document.Parsed, path: readonly PropertyKey[]): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true);
}

/** Where a path stands in the text: its key, or else the nearest part of it that is there. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const holder = nodeAt(document, path.slice(0, length - 1));
    const last = path[length - 1];
    if (isMap(holder)) {
      const key = holder.items.map((pair) => pair.key).find((key) =>
        isScalar(key) && String(key.value) === String(last)
      );
      if (isScalar(key) && key.range) return key.range[0];
    } else {
      const range = rangeOf(nodeAt(document, path.slice(0, length)));
      if (range !== null) return range;
    }
  }
  return rangeOf(document.contents) ?? 0;
}

function rangeOf(node: unknown): number | null {
  const hasRange = typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
  return hasRange ? (node.range as number[])[0] ?? null : null;
}

function shown(node: unknown): string | null {
  if (node === undefined) return null;
  if (!isScalar(node)) return isMap(node) ? "a mapping" : "a list";
  const text = JSON.stringify(node.value) ?? "nothing";
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

function assemble({ questions, types, slots, ...file }: ProtocolFile): Protocol {
  // The shape has checked that English is there, in a way that its type cannot say.
  const words = (given: Record<string, string>) => given as Worded;
  return {
    ...file,
    greeting: words(file.greeting),
    person: { reachable: words(file.person.reachable), none: words(file.person.none) },
    slots: slots.map(({ slot, ask }) => ({ slot, ask: words(ask) })),
    caller: words(file.caller),
    close: words(file.close),
    types: types.map((type) => ({
      ...type,
      name: words(type.name),
      questions: type.questions.map((id) => ({ id, ask: words(questions[id] ?? {}) })),
    })),
  };
}
