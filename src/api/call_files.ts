/** A call's files over HTTP, also while they are still being written. */

import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { Context } from "hono";
import { HEADER_BYTES, readWavHeader } from "../audio/wav.ts";
import { problem } from "./problem.ts";

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

/** The journal, as far as it is on disk. */
export async function journalOf(context: Context, path: string): Promise<Response> {
  const file = await openIfThere(path);
  if (file === null) return problem(context, 404, "This call has no journal.");
  const { size } = await file.stat().finally(() => file.close());
  const headers = {
    "content-type": "application/x-ndjson; charset=utf-8",
    "cache-control": "private, no-store",
    "content-length": String(size),
  };
  const isEmpty = size === 0 || context.req.method === "HEAD";
  return new Response(isEmpty ? null : contents(path, 0, size - 1), { headers });
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
