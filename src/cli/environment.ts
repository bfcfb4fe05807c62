/** The settings a command sees: the process's environment over `.env` in the working directory. */

import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import type { Terminal } from "./commands.ts";

/** Reads `.env` beneath the process's environment. When a `.env` is there and cannot be read, says so: null. */
export function withDotEnv({ environment, complain }: Terminal): Record<string, string> | null {
  try {
    return { ...parse(readFileSync(".env", "utf8")), ...environment };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { ...environment };
    complain("Cannot read .env in this folder: make it a file that this user may read, or remove it");
    return null;
  }
}
