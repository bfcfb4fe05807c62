/** Messages as a broken, careless or hostile peer sends them: any text, any JSON, and good ones changed a little. */

import fc from "fast-check";

/** What takes the place of a part of a message: other types, extremes, names that objects have by themselves. */
const PART: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    "",
    " ",
    0,
    -1,
    0.5,
    1e308,
    -1e308,
    2 ** 53,
    [],
    {},
    [[]],
    "NaN",
    "é\u2028\ud800",
    "0x1F",
  ),
  fc.constantFrom("__proto__", "constructor", "toString", "x".repeat(700)),
  // Audio that is not quite base64, and more of it than a piece may hold.
  fc.constantFrom("AAAA\n", " AAAA", "AAA", "AA==AAAA", "=", "A".repeat(12_000), "1e308", "86400001", ""),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 40 }),
);

interface Change {
  readonly path: readonly number[];
  readonly how: "replace" | "remove" | "add" | "twice";
  readonly part: unknown;
}

const CHANGE: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(7), { minLength: 2, maxLength: 4 }),
  how: fc.constantFrom("replace", "replace", "replace", "remove", "add", "twice"),
  part: PART,
});

/** Text that a peer might send, most of it nearly one of the good messages. */
export function strangeText(good: readonly object[]): fc.Arbitrary<string> {
  const changed = fc.tuple(fc.constantFrom(...good), fc.array(CHANGE, { minLength: 1, maxLength: 3 }))
    .map(([message, changes]) =>
      changes.reduce((text, change) => JSON.stringify(change1(JSON.parse(text), change)), JSON.stringify(message))
    );
  const cut = fc.tuple(changed, fc.nat(400), fc.nat(3)).map(([text, at, drop]) =>
    text.slice(0, at) + text.slice(at + drop)
  );
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 1, arbitrary: fc.constantFrom("[".repeat(50_000), `{"a":`.repeat(20_000), "null", "", '"', "\u0000") },
  );
}

/** Follows a path as far as it goes, each number picking one of the keys there, and changes what is at its end. */
function change1(message: unknown, { path, how, part }: Change): unknown {
  if (typeof message !== "object" || message === null) return how === "replace" ? part : message;
  const keys = Object.keys(message);
  const holder = message as Record<string, unknown>;
  if (how === "add" && path.length <= 2 || keys.length === 0) {
    if (Array.isArray(message)) message.push(part);
    else {
      // Defined, not assigned: a key may be "__proto__".
      const key = typeof part === "string" ? part : "more";
      Object.defineProperty(message, key, { value: part, enumerable: true, configurable: true, writable: true });
    }
    return message;
  }
  const key = keys[path[0]! % keys.length]!;
  const goesOn = path.length > 1 && typeof holder[key] === "object" && holder[key] !== null;
  if (goesOn) holder[key] = change1(holder[key], { path: path.slice(1), how, part });
  else if (how === "remove") delete holder[key];
  else if (how === "twice") holder[key] = [holder[key], holder[key]];
  else holder[key] = part;
  return message;
}
