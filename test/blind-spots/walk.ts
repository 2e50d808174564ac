/** Where something stands in a value: names of fields and numbers of elements. */
export type Path = readonly (string | number)[];

/** The places of everything that is wanted, at any depth. */
export function pathsOf(value: unknown, wanted: (value: unknown) => boolean, at: Path = []): readonly Path[] {
  const here = wanted(value) ? [at] : [];
  if (typeof value !== 'object' || value === null || value instanceof Date) return here;
  return [...here, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, wanted, [...at, name]))];
}

/** The same with something else in one place. */
export function withAt<T>(value: T, path: Path, replacement: unknown): T {
  const copy = structuredClone(value);
  let holder: unknown = copy;
  for (const step of path.slice(0, -1)) holder = Reflect.get(Object(holder), step);
  Reflect.set(Object(holder), path.at(-1) ?? '', replacement);
  return copy;
}
