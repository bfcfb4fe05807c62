/**
 * What a protocol file's parts must be to each other: names that are there, that are there once, and words that are
 * said where they must be. Looks at files that break the shape too, so that all mistakes are told together.
 */

import { CORE_SLOTS } from "./protocol.ts";
import { RESERVED_IDS } from "./protocol_shape.ts";
import { nearest } from "./spelling.ts";

/** A mistake, and the path of the value or key that makes it. */
export interface Flaw {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
}

/** The flaws of a file, whatever it looks like. */
export function flawsOf(file: unknown): readonly Flaw[] {
  return [
    ...repeated(file, "types", "code"),
    ...repeated(file, "slots", "slot"),
    ...missingSlots(file),
    ...twice(values(at(file, "languages")), ["languages"]),
    ...reservedQuestions(file),
    ...references(file),
    ...placeholders(file),
    ...(values(at(file, "languages")).some((tag) => tag === "en") || at(file, "languages") === undefined
      ? []
      : [{ path: ["languages"], expected: "en among them" }]),
  ];
}

function repeated(file: unknown, listName: string, key: string): Flaw[] {
  return twice(values(at(file, listName)).map((item) => at(item, key)), [listName], key);
}

/** Everything that stood in the list before. */
function twice(list: readonly unknown[], path: readonly PropertyKey[], key?: string): Flaw[] {
  return list.flatMap((value, index) => {
    const first = list.indexOf(value);
    if (value === undefined || first === index) return [];
    const place = (at: number) => [...path, at, ...(key === undefined ? [] : [key])];
    return [{ path: place(index), expected: `each once: the same stands in ${pathText(place(first))}` }];
  });
}

function missingSlots(file: unknown): Flaw[] {
  const slots = values(at(file, "slots")).map((item) => at(item, "slot"));
  if (slots.length === 0) return [];
  const missing = CORE_SLOTS.filter((slot) => !slots.includes(slot));
  return missing.length === 0 ? [] : [{ path: ["slots"], expected: `the slot ${missing.join(", ")} too` }];
}

function reservedQuestions(file: unknown): Flaw[] {
  return names(at(file, "questions")).filter((id) => RESERVED_IDS.includes(id)).map((id) => ({
    path: ["questions", id],
    expected: `a name that no slot has (${RESERVED_IDS.join(", ")})`,
  }));
}

/** Questions that are asked and not there, there and not asked, or asked twice of one type. */
function references(file: unknown): Flaw[] {
  const known = names(at(file, "questions"));
  const asked = new Set<unknown>();
  const flaws = values(at(file, "types")).flatMap((type, index): Flaw[] => {
    const ids = values(at(type, "questions"));
    ids.forEach((id) => asked.add(id));
    const path = ["types", index, "questions"];
    return [
      ...twice(ids, path),
      ...ids.flatMap((id, at) => {
        if (typeof id !== "string" || known.includes(id)) return [];
        const hint = nearest(id, known);
        const expected = `the name of a question under questions${hint === null ? "" : `; did you mean ${hint}?`}`;
        return [{ path: [...path, at], expected }];
      }),
    ];
  });
  const idle = known.filter((id) => !asked.has(id) && !RESERVED_IDS.includes(id));
  return [...flaws, ...idle.map((id) => ({ path: ["questions", id], expected: "a question that some type asks" }))];
}

/** Callers must hear who answers and how to reach a person. */
function placeholders(file: unknown): Flaw[] {
  const greeting = at(file, "greeting");
  return names(greeting).flatMap((language) => {
    const words = at(greeting, language);
    if (typeof words !== "string") return [];
    return ["{agency}", "{person}"].filter((hole) => !words.includes(hole)).map((hole) => ({
      path: ["greeting", language],
      expected: `${hole} in it`,
    }));
  });
}

/** `types[2].code`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`).join("").replace(/^\./, "");
}

function at(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function values(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function names(value: unknown): readonly string[] {
  return isMapping(value) ? Object.keys(value) : [];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
