import type { Fix } from '../check.ts';
import type { AdvancedSelector, FieldSelector, TrailFacts } from '../facts.ts';
import { byAws } from '../fixes.ts';

/**
 * How to make a trail record all management events. PutEventSelectors replaces all selectors: advanced ones are given back as they were,
 * of basic ones the data events are not known here. Source: CloudTrail API Reference, PutEventSelectors.
 */
export function recordAll(trail: TrailFacts): readonly Fix[] {
  const { arn, homeRegion, selectors } = trail;
  const see = byAws('see what the trail records now', 'cloudtrail', 'get-event-selectors', homeRegion, {
    '--trail-name': arn,
  });
  const put = (title: string, option: string, value: unknown) =>
    byAws(title, 'cloudtrail', 'put-event-selectors', homeRegion, {
      '--trail-name': arn,
      [option]: JSON.stringify(value),
    });
  if (selectors.known && selectors.value.kind === 'advanced') {
    const kept = selectors.value.selectors.filter((selector) => !isManagement(selector)).map(asAws);
    return [
      see,
      put('record all management events, beside what else it records', '--advanced-event-selectors', [...kept, ALL]),
    ];
  }
  const others = selectors.known ? selectors.value.selectors.flatMap(excludedBut) : [];
  return [
    see,
    put(
      'record all management events; add the data events that the trail records, as this replaces them',
      '--event-selectors',
      [{ ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [...new Set(others)] }],
    ),
  ];
}

const ALL = { Name: 'All management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };

const excludedBut = (selector: object): readonly string[] =>
  'excludeManagementEventSources' in selector && Array.isArray(selector.excludeManagementEventSources)
    ? selector.excludeManagementEventSources.filter((source) => source !== 'kms.amazonaws.com')
    : [];

const isManagement = ({ fields }: AdvancedSelector): boolean =>
  fields.some(({ field, equals }) => field === 'eventCategory' && equals.includes('Management'));

const asAws = ({ name, fields }: AdvancedSelector) => ({
  ...(name !== undefined && { Name: name }),
  FieldSelectors: fields.map(fieldAsAws),
});

const fieldAsAws = ({ field, ...operators }: FieldSelector) => ({
  Field: field,
  ...Object.fromEntries(
    Object.entries(operators)
      .filter(([, values]) => values.length > 0)
      .map(([operator, values]) => [`${operator.charAt(0).toUpperCase()}${operator.slice(1)}`, values]),
  ),
});
