/** The thread that a SQLite database has to itself: a write that the disk holds up holds up nobody's audio. */

import { type Answer, faultOf, type Reply, type Request } from "./sqlite_access.ts";
import { SqliteExecutor } from "./sqlite_executor.ts";

declare const self: {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply): void;
};

let executor: SqliteExecutor | null = null;

self.onmessage = ({ data }) => self.postMessage(reply(data));

function reply(request: Request): Reply {
  try {
    return { answer: answer(request) };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

function answer(request: Request): Answer {
  switch (request.kind) {
    case "open":
      executor = new SqliteExecutor(request.path);
      return { rows: [] };
    case "ask":
      if (executor === null) throw new Error("Cannot ask the database: it is not open");
      return executor.ask(request.statements, request.isInside);
    case "close":
      executor?.close();
      executor = null;
      return { rows: [] };
  }
}
