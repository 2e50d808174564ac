import { createIncidentCounter, type IncidentCounter, tellFirst } from './counter.ts';
import { incidentIdOf } from './incident.ts';
import type { IncidentStore } from './store.ts';

/** A store that lives as long as its owner: for `replay`, which tells once at the end of its input, and for tests. */
export function createMemoryStore(): IncidentStore {
  let counters = new Map<string, IncidentCounter>();
  return {
    async count(findings) {
      let duplicates = 0;
      for (const finding of findings) {
        const id = incidentIdOf(finding);
        const counter = counters.get(id) ?? createIncidentCounter();
        counters.set(id, counter);
        if (!counter.add(finding)) duplicates += 1;
      }
      return { duplicates };
    },
    async take() {
      const incidents = [...counters.values()].map((counter) => counter.incident()).filter((one) => one !== undefined);
      counters = new Map();
      return incidents.sort((one, other) => tellFirst(one.lead, other.lead));
    },
  };
}
