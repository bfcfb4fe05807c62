/** The settings a command sees: the process's environment over `.env` in the working directory. */

import { readFileSync } from "node:fs";
import { parse } from "dotenv";

/** Reads `.env` beneath the process's environment. Throws when a `.env` is there and cannot be read. */
export function withDotEnv(environment: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return { ...parse(readFileSync(".env", "utf8")), ...environment };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { ...environment };
    throw new Error("Cannot read .env in this folder: make it readable, or remove it", { cause: error });
  }
}
