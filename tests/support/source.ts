/** TypeScript as `deno fmt` leaves it, read by its lines: functions and their lengths, imports, docstrings. */

/** A function: the line it begins on, counted from 1, and how many lines it has, signature and closing brace included. */
export interface FunctionPlace {
  readonly line: number;
  readonly length: number;
}

const NOT_A_FUNCTION =
  /^(\} )?(if|else|for|while|do|switch|case|try|catch|finally|class|interface|export (default )?(abstract )?class|export interface|static)\b/;

/** The functions of a file: declarations, methods, and arrow functions with a body of their own. */
export function functionsOf(lines: readonly string[]): FunctionPlace[] {
  return lines.flatMap((text, index) => {
    if (!opensFunction(text.trim())) return [];
    const indent = indentOf(text);
    const first = signatureStart(lines, index, indent);
    const last = lines.findIndex((line, at) => at > index && indentOf(line) === indent && line.trim().startsWith("}"));
    return last === -1 ? [] : [{ line: first + 1, length: last - first + 1 }];
  });
}

function opensFunction(text: string): boolean {
  if (!text.endsWith("{") || text.startsWith("*") || text.startsWith("//") || NOT_A_FUNCTION.test(text)) return false;
  if (text.endsWith("=> {") || /\bfunction\b/.test(text)) return true;
  // `): Promise<void> {` ends a signature of several lines; `name(a: A): B {` is a method.
  return /^\)(: .+)? \{$/.test(text) || /^[\w #*<>[\].,|]*\(.*\)(: .+)? \{$/.test(text);
}

/** A signature of several lines begins at the last line before with the same indentation. */
function signatureStart(lines: readonly string[], index: number, indent: number): number {
  if (!lines[index]!.trim().startsWith(")")) return index;
  for (let at = index - 1; at >= 0; at--) {
    if (lines[at]!.trim() !== "" && indentOf(lines[at]!) === indent) return at;
  }
  return index;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** What a file imports or exports from, also when it runs: the specifiers as written. */
export function importsOf(text: string): string[] {
  const found = text.matchAll(
    /^(?:import|export)\s[^;]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** Exported functions without a docstring, by name. */
export function undocumented(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    const name = line.match(/^export (?:async )?function\*? (\w+)/)?.[1];
    return name === undefined || lines[index - 1]?.trim().endsWith("*/") ? [] : [name];
  });
}
