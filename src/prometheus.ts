/**
 * Of prom-client only what counts. Its front door also brings its push gateway, with Node's HTTP client behind it, its
 * gauges of the process and of a cluster: a start would load all that for nothing (4 ms, with Deno 2.9 20 ms).
 */

import type * as prometheus from "prom-client/index.js";
// @ts-types="./prometheus_parts.d.ts"
import counter from "prom-client/lib/counter.js";
// @ts-types="./prometheus_parts.d.ts"
import gauge from "prom-client/lib/gauge.js";
// @ts-types="./prometheus_parts.d.ts"
import histogram from "prom-client/lib/histogram.js";
// @ts-types="./prometheus_parts.d.ts"
import registry from "prom-client/lib/registry.js";

export const Counter = counter as typeof prometheus.Counter;
export const Gauge = gauge as typeof prometheus.Gauge;
export const Histogram = histogram as typeof prometheus.Histogram;
export const Registry = registry as typeof prometheus.Registry;
