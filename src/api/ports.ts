/** What the API needs of the house. */

import type { DeskPorts } from "../desk/desk.ts";
import type { Database } from "../store/store.ts";
import type { EventTail } from "./event_tail.ts";
import type { StreamLimits } from "./event_stream.ts";
import type { PaceLimits } from "./pace.ts";

export interface ApiPorts {
  readonly store: Database;
  /** The bearer token; without one every request is refused. */
  readonly token: string | null;
  readonly dataDir: string;
  /** Where incidents are worked. */
  readonly desk: DeskPorts;
  /** What happens, for those who follow it. */
  readonly tail: EventTail;
  /** The identifiers of agency and service that an EIDO bears, domain names. */
  readonly issuer: { readonly agency: string; readonly element: string };
  /** A request failed by a mistake of our own. */
  failed(error: unknown): void;
  /** Milliseconds of a clock that never jumps. */
  readonly nowMs: () => number;
  readonly pace?: PaceLimits;
  readonly streams?: StreamLimits;
}
