/** Faults of the input by source, without drowning the reader in a file that is all faults. */
export interface FaultList {
  add(source: string, reason: string): void;
  readonly count: number;
  lines(): string[];
}

const SHOWN_PER_SOURCE = 3;
const SHOWN_SOURCES = 20;

/** A list that shows the first faults of each source and counts the rest. */
export function createFaultList(): FaultList {
  const faults = new Map<string, { shown: string[]; count: number }>();
  let count = 0;
  return {
    add(source, reason) {
      count += 1;
      const entry = faults.get(source) ?? { shown: [], count: 0 };
      faults.set(source, entry);
      entry.count += 1;
      if (entry.shown.length < SHOWN_PER_SOURCE && faults.size <= SHOWN_SOURCES) entry.shown.push(reason);
    },
    get count() {
      return count;
    },
    lines() {
      const lines = [...faults].slice(0, SHOWN_SOURCES).flatMap(([source, entry]) => {
        const more = entry.count - entry.shown.length;
        return [
          ...entry.shown.map((reason) => `${source}: ${reason}`),
          ...(more > 0 ? [`${source}: and ${more} more like these`] : []),
        ];
      });
      return faults.size > SHOWN_SOURCES
        ? [...lines, `and faults in ${faults.size - SHOWN_SOURCES} more files`]
        : lines;
    },
  };
}
