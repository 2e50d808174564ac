import { forJson } from './inert.ts';

type Known<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined: a field that was not learned is not in the alert. */
export function known<T extends object>(fields: T): Known<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}

/** The same for texts out of records and AWS answers, which are bounded and made visible. */
export const knownTexts = <T extends Readonly<Record<string, string | undefined>>>(fields: T): Known<T> =>
  known(Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, text && forJson(text)]))) as Known<T>;
