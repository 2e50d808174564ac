/** What a container remembers from one invocation to the next. */
export interface ContainerMemory {
  /** Whether Slack has taken the message that goes by this name. */
  wasTaken(id: string): boolean;
  taken(id: string): void;
  /** When the last try began, in milliseconds since 1970; undefined before the first. */
  lastTryAt: number | undefined;
}

/** Makes an empty one. Of what was taken, it remembers the last `most`. */
export function containerMemory(most = 500): ContainerMemory {
  const ids = new Set<string>();
  return {
    wasTaken: (id) => ids.has(id),
    taken(id) {
      ids.delete(id);
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > most && oldest !== undefined) ids.delete(oldest);
    },
    lastTryAt: undefined,
  };
}
