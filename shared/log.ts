import { forLogLine } from './alert/inert.ts';
import { GUARD_METRICS, GUARD_NAMESPACE, STACK_DIMENSION } from './contract/metrics.ts';

/** Field of a log line: figures and short texts, never a payload or a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Figures by their key in {@link GUARD_METRICS}. Those that are 0 or undefined are left out. */
export type Figures = { readonly [name in keyof typeof GUARD_METRICS]?: number | undefined };

/** Writes one line of JSON. Texts are bounded and on one line, whatever stands in them. Figures become metrics. */
export type Log = (message: string, fields: LogFields, figures?: Figures) => void;

/** A log that writes where it is told; `stack` is the dimension of its figures. */
export const createLog =
  (write: (line: string) => void, stack: string, now: () => Date): Log =>
  (message, fields, figures = {}) => {
    const safe = Object.entries(fields).map(([name, value]) => [name, inertField(value)]);
    write(`${JSON.stringify({ message, ...Object.fromEntries(safe), ...embedded(figures, stack, now()) })}\n`);
  };

const UNITS: Readonly<Record<string, string>> = { publishLatency: 'Milliseconds', deliveryLag: 'Milliseconds' };

/**
 * The figures as CloudWatch Logs makes metrics of them. Source: CloudWatch User Guide, "Specification: Embedded metric format". A
 * zero is no figure: what never happens must cost nothing.
 */
function embedded(figures: Figures, stack: string, now: Date): Readonly<Record<string, unknown>> {
  const some = Object.entries(figures).filter(([, value]) => value !== undefined && value !== 0);
  if (some.length === 0) return {};
  const nameOf = (name: string) => GUARD_METRICS[name as keyof typeof GUARD_METRICS];
  return {
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: GUARD_NAMESPACE,
          Dimensions: [[STACK_DIMENSION]],
          Metrics: some.map(([name]) => ({ Name: nameOf(name), Unit: UNITS[name] ?? 'Count' })),
        },
      ],
    },
    [STACK_DIMENSION]: stack,
    ...Object.fromEntries(some.map(([name, value]) => [nameOf(name), value])),
  };
}

function inertField(value: LogFields[string]) {
  if (typeof value === 'string') return forLogLine(value);
  return Array.isArray(value) ? value.slice(0, 20).map((text) => forLogLine(text)) : value;
}
