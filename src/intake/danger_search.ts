/** Looks for danger in plain words, by the rules of several languages at once. */

import { DANGER_KINDS, type DangerKind, type Rule, type Tongue } from "./danger_rules.ts";

/** Stands where something harmless was: no word of any rule. */
const BLANK = "_";

/** What people say while they think, with the pauses that transcribers write around it. */
const FILLERS = /[,.…\s]{0,4}(?:\b(?:u+h+m*|u+m+|er+m?|eh+|este|pues|o ?sea|you know|i mean)\b|, like,)[,.…\s]{0,4}/g;

/** Lower case, without accents and apostrophes, `|` for punctuation: what is written and what is heard look alike. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(FILLERS, " ")
    .replace(/\bo\.?d['’]?d\b(?<!odd)/g, "overdosed")
    .replace(/['’`]/g, "")
    .replace(/[.,!?;:¿¡()"…\n]+|\s[-–—]+\s/g, " | ")
    .replace(/[^a-z0-9|]+/g, " ")
    .trim();
}

/** The rules of several languages, made ready. */
export interface Book {
  readonly tongues: readonly Tongue[];
  readonly harmless: readonly RegExp[];
  /** Tested against what stands before a match in its clause. */
  readonly denial: RegExp;
  /** Patterns for all matches, the gravest kind first. */
  readonly rules: readonly Rule[];
}

/** Makes rules ready. Where two of a kind match, the language named first gives the words. */
export function bookOf(tongues: readonly Tongue[]): Book {
  const any = (part: (tongue: Tongue) => string) => tongues.map(part).join("|");
  // Together, as both have a `no`: a turn in either language takes it off.
  const denial =
    `\\b(?:${any(({ denials }) => denials)})(?: (?!(?:${any(({ turns }) => turns)})\\b)[a-z0-9]+){0,4} ?$|` +
    `\\b(?:${any(({ doubts }) => doubts)})(?: [a-z0-9]+){0,4} ?$`;
  return {
    tongues,
    harmless: tongues.flatMap(({ harmless }) => harmless),
    denial: new RegExp(denial),
    rules: tongues.flatMap(({ rules }) => rules)
      .map((rule) => ({ ...rule, words: new RegExp(rule.words.source, "g") }))
      .sort((a, b) => DANGER_KINDS.indexOf(a.kind) - DANGER_KINDS.indexOf(b.kind)),
  };
}

/**
 * The first danger that plain words tell of; null when they tell of none. Callers mix languages, and many words are the
 * same in both: what any of them takes for harmless is.
 */
export function firstDanger(words: string, book: Book): { kind: DangerKind; words: string } | null {
  const cleared = book.harmless.reduce((text, idiom) => text.replace(idiom, BLANK), words);
  const clauses = clausesOf(cleared, book.tongues);
  for (const rule of book.rules) {
    for (const clause of clauses) {
      const found = matchOf(rule, clause, book);
      if (found !== null) return { kind: rule.kind, words: found };
    }
  }
  return null;
}

/**
 * Has the rules compiled, one at each step. V8 does that when a pattern is used first, and better the second time; for
 * all of them it takes 0.2 s, in which no call would be served.
 */
export function* warmUp({ rules }: Book): Generator<void> {
  for (const { words } of rules) {
    for (let use = 1; use <= 2; use++) words.test("nothing");
    yield;
  }
}

interface Clause {
  readonly words: string;
  readonly isPast: boolean;
  readonly isLongPast: boolean;
}

function clausesOf(text: string, tongues: readonly Tongue[]): readonly Clause[] {
  const clauses: Clause[] = [];
  for (const part of text.split("|")) {
    const said = tongues.reduce((pieces, { joints }) => pieces.flatMap((piece) => piece.split(joints)), [part]);
    said.forEach((words, index) => {
      const any = (test: (tongue: Tongue) => RegExp) => tongues.some((tongue) => test(tongue).test(words));
      const isPresent = any(({ present }) => present);
      const before = index > 0 && any(({ goesOn }) => goesOn) ? clauses.at(-1) : undefined;
      clauses.push({
        words,
        isPast: !isPresent && (any(({ past }) => past) || before?.isPast === true),
        isLongPast: !isPresent && (any(({ longPast }) => longPast) || before?.isLongPast === true),
      });
    });
  }
  return clauses;
}

function matchOf(rule: Rule, clause: Clause, { tongues, denial }: Book): string | null {
  if (clause.isLongPast || clause.isPast && rule.lasts !== true) return null;
  if (tongues.some(({ unless }) => unless[rule.kind]?.test(clause.words))) return null;
  // Not `matchAll`: it copies the pattern, and a copy is compiled anew once V8 has forgotten it (0.2 s for all rules).
  const { words, isDenial } = rule;
  words.lastIndex = 0;
  for (let match = words.exec(clause.words); match !== null; match = words.exec(clause.words)) {
    if (isDenial === true || !denial.test(clause.words.slice(0, match.index))) return match[0].trim();
  }
  return null;
}
