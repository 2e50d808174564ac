import { type Fact, fact } from '../../shared/blind-spots/fact.ts';
import type { BasicSelector, FieldSelector, TrailSelectors } from '../../shared/blind-spots/facts.ts';

/** A basic selector that records all management events, but for the changes. */
export const basic = (...changes: readonly Partial<BasicSelector>[]): Fact<TrailSelectors> =>
  fact({
    kind: 'basic',
    selectors: changes.map((change) => ({
      readWriteType: 'All',
      includeManagementEvents: true,
      excludeManagementEventSources: [],
      hasDataResources: false,
      ...change,
    })),
  });

type Operators = Partial<Omit<FieldSelector, 'field'>>;
type Fields = Readonly<Record<string, Operators>>;

const MANAGEMENT: Fields = { eventCategory: { equals: ['Management'] } };
const NONE = { equals: [], notEquals: [], startsWith: [], notStartsWith: [], endsWith: [], notEndsWith: [] };

/** Advanced selectors, each of management events that satisfy the fields besides. */
export const advanced = (...selectors: readonly Fields[]): Fact<TrailSelectors> =>
  fact({
    kind: 'advanced',
    selectors: selectors.map((fields) => ({
      name: undefined,
      fields: Object.entries({ ...MANAGEMENT, ...fields }).map(([field, operators]) => ({
        field,
        ...NONE,
        ...operators,
      })),
    })),
  });
