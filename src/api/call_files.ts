/** A call's files over HTTP, also while they are still being written. */

import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { Context } from "hono";
import { HEADER_BYTES, readWavHeader } from "../audio/wav.ts";
import { problem } from "./problem.ts";

const NEWLINE = 10;

/** No line of a journal is longer: the vendor's largest message holds less. */
const LINE_BYTES = 4 * 1024 * 1024;

/** The recording, whole or by range (RFC 9110, section 14): as much as its header claims at this moment. */
export async function recordingOf(context: Context, path: string): Promise<Response> {
  const size = await claimedBytes(path);
  if (size === null) return problem(context, 404, "This call has no recording.");
  const isHead = context.req.method === "HEAD";
  // A range counts with GET only (RFC 9110, section 14.2).
  const range = isHead ? null : readRange(context.req.header("range"), size);
  if (range === "unsatisfiable") {
    return problem(context, 416, `The recording has ${size} bytes.`, { "content-range": `bytes */${size}` });
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const headers = new Headers({
    "content-type": "audio/wav",
    "accept-ranges": "bytes",
    "content-length": String(end - start + 1),
    "cache-control": "private, no-store",
  });
  if (range !== null) headers.set("content-range", `bytes ${start}-${end}/${size}`);
  const body = isHead ? null : contents(path, start, end);
  return new Response(body, { status: range === null ? 200 : 206, headers });
}

/** The journal, as far as it is on disk: the parts of the processes that had the call, one after the other. */
export async function journalOf(context: Context, paths: Iterable<string>): Promise<Response> {
  const parts: Part[] = [];
  for (const path of paths) {
    const last = parts.at(-1);
    const size = await sizeOf(path);
    if (size === null) break;
    // What a process that died has left of its last line would be read as one with the next part's first.
    if (last !== undefined) last.size = await wholeLines(last);
    parts.push({ path, size });
  }
  if (parts.length === 0) return problem(context, 404, "This call has no journal.");
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const headers = {
    "content-type": "application/x-ndjson; charset=utf-8",
    "cache-control": "private, no-store",
    "content-length": String(size),
  };
  const isEmpty = size === 0 || context.req.method === "HEAD";
  return new Response(isEmpty ? null : ReadableStream.from(inOrder(parts)), { headers });
}

interface Part {
  readonly path: string;
  size: number;
}

async function* inOrder(parts: readonly Part[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const { path, size } of parts) if (size > 0) yield* contents(path, 0, size - 1);
}

async function sizeOf(path: string): Promise<number | null> {
  const file = await openIfThere(path);
  if (file === null) return null;
  return (await file.stat().finally(() => file.close())).size;
}

/** Up to the end of the last line that was finished. */
async function wholeLines({ path, size }: Part): Promise<number> {
  const file = await open(path, "r");
  try {
    const from = Math.max(0, size - LINE_BYTES);
    const { buffer, bytesRead } = await file.read(new Uint8Array(size - from), 0, size - from, from);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
    return end === 0 ? size : from + end;
  } finally {
    await file.close();
  }
}

function contents(path: string, start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  return Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

async function claimedBytes(path: string): Promise<number | null> {
  const file = await openIfThere(path);
  if (file === null) return null;
  try {
    const header = new Uint8Array(HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES) return null;
    return HEADER_BYTES + readWavHeader(header).dataBytes;
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** One range of bytes; null for the whole, as several ranges and other units are answered too. */
export function readRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "unsatisfiable" | null {
  const found = header?.match(/^bytes=(\d*)-(\d*)$/);
  if (!found || found[1] === "" && found[2] === "") return null;
  const suffix = found[1] === "";
  const start = suffix ? Math.max(0, size - Number(found[2])) : Number(found[1]);
  const end = suffix || found[2] === "" ? size - 1 : Math.min(size - 1, Number(found[2]));
  if (!suffix && found[2] !== "" && Number(found[2]) < start) return null;
  return start >= size || suffix && Number(found[2]) === 0 ? "unsatisfiable" : { start, end };
}
