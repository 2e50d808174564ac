import type { Fix } from '../check.ts';
import type { AdvancedSelector, FieldSelector, TrailFacts } from '../facts.ts';
import { byAws } from '../fixes.ts';

/**
 * How to make a trail record all management events. PutEventSelectors replaces all selectors, so that a command is given only where it
 * gives back all that is recorded besides: advanced selectors as they were, and basic ones without data events, as these are not known
 * here. Source: CloudTrail API Reference, PutEventSelectors.
 */
export function recordAll(trail: TrailFacts): readonly Fix[] {
  const { arn, homeRegion, selectors } = trail;
  const by = trail.isOrganization ? "in the organization's management account, " : '';
  const see = byAws('see what the trail records now', 'cloudtrail', 'get-event-selectors', homeRegion, {
    '--trail-name': arn,
  });
  const put = (title: string, option: string, value: unknown) =>
    byAws(`${by}${title}`, 'cloudtrail', 'put-event-selectors', homeRegion, {
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
  const basic = selectors.known && selectors.value.kind === 'basic' ? selectors.value.selectors : undefined;
  if (basic === undefined || basic.some(({ hasDataResources }) => hasDataResources))
    return [see, { title: `${by}${BY_HAND}` }];
  const excluded = basic
    .flatMap((selector) => selector.excludeManagementEventSources)
    .filter((source) => source !== KMS);
  return [
    see,
    put('record all management events', '--event-selectors', [
      { ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [...new Set(excluded)] },
    ]),
  ];
}

const KMS = 'kms.amazonaws.com';

const BY_HAND =
  'set ReadWriteType All, IncludeManagementEvents true, take KMS out of ExcludeManagementEventSources, keep DataResources (PutEventSelectors replaces all)';

const ALL = { Name: 'All management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };

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
