import { forLogLine } from './alert/inert.ts';

/** Field of a log line: figures and short texts, never a payload or a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Writes one line of JSON. Texts are bounded and on one line, whatever stands in them. */
export type Log = (message: string, fields: LogFields) => void;

/** A log that writes where it is told. */
export const createLog =
  (write: (line: string) => void): Log =>
  (message, fields) => {
    const safe = Object.entries(fields).map(([name, value]) => [name, inertField(value)]);
    write(`${JSON.stringify({ message, ...Object.fromEntries(safe) })}\n`);
  };

function inertField(value: LogFields[string]) {
  if (typeof value === 'string') return forLogLine(value);
  return Array.isArray(value) ? value.slice(0, 20).map((text) => forLogLine(text)) : value;
}
