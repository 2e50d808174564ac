import { OUTPUTS } from '../../contract/names.ts';
import type { Fix } from '../check.ts';
import { shellCommand } from '../command.ts';
import type { Before, Wishes } from './before.ts';
import { bootstrapAdvice } from './bootstrap.ts';
import { type ContextValues, cdkLine, settingsFor } from './deploy-line.ts';
import { ownAccountOf } from './own-account.ts';
import type { Source } from './source.ts';
import { deployedSettings, nameIsTaken, standingGuard } from './standing-stack.ts';

/** What the advice is made of. */
export interface Found {
  readonly before: Before;
  readonly wishes: Wishes;
  readonly sources: readonly Source[];
  readonly chosen: Source | undefined;
  readonly alarmIsTaken: boolean;
}

/** What a trail of the guard's own costs. Source: AWS CloudTrail pricing and Amazon CloudWatch pricing, list prices of us-east-1. */
export const OWN_TRAIL_COST =
  'the first copy of management events costs nothing, each further one $2 per 100,000 events; log ingestion $0.50/GB';

/** What to do, in order; the line that deploys is the last. */
export function adviceFor(found: Found): readonly Fix[] {
  if (nameIsTaken(found.before)) return [];
  const guard = standingGuard(found.before);
  if (guard !== undefined) return update(found, deployedSettings(guard));
  if (found.chosen !== undefined) return first(found, { logGroupName: found.chosen.logGroup?.name ?? '' });
  // Without the trails nobody knows whether one of its own is needed.
  return found.before.trails.known ? [...mending(found), ...first(found, { createTrail: 'true' })] : [];
}

function first(found: Found, source: Parameters<typeof settingsFor>[0]): readonly Fix[] {
  const settings = settingsFor(source, found.wishes, found.before, found.alarmIsTaken);
  return [...bootstrapAdvice(found.before, found.wishes, settings), fixOf(titleOf(found), deployLine(found, settings))];
}

const titleOf = ({ chosen, wishes }: Found): string =>
  [
    chosen === undefined
      ? `deploy with a trail of its own: ${OWN_TRAIL_COST}`
      : chosen.state === 'usable'
        ? `deploy on log group ${chosen.logGroup?.name}`
        : `deploy on log group ${chosen.logGroup?.name}, if you know what could not be read to be well`,
    ...(wishes.emails.length === 0 ? ['(add -c emails=... for who is to be told)'] : []),
  ].join(' ');

/** What was typed now goes before what was deployed; nothing else changes. */
function update(found: Found, deployed: ReturnType<typeof deployedSettings>): readonly Fix[] {
  const { wishes, before } = found;
  const { logGroupName, emails } = wishes;
  const typed = {
    ...(logGroupName === undefined ? {} : { logGroupName }),
    ...(emails.length === 0 ? {} : { emails: emails.join(',') }),
  };
  if (deployed === undefined)
    return [
      fixOf(`update stack ${before.stackName}: deploy with the settings of the first time, which it does not tell`),
    ];
  const target = logGroupName ?? guardsLogGroup(before);
  if (isMissing(before, target))
    return [fixOf(`there is no log group ${target}: create it, or name another by --log-group, and ask again`)];
  const { createTrail: _, ...others } = deployed.values;
  const settings: ContextValues = { ...(logGroupName === undefined ? deployed.values : others), ...typed };
  const longer =
    deployed.digests.length === 0 ? '' : `; add ${deployed.digests.join(', ')} as before, too long to be kept`;
  return [
    ...bootstrapAdvice(before, wishes, settings),
    fixOf(`update stack ${before.stackName} with the settings that it has${longer}`, deployLine(found, settings)),
  ];
}

const guardsLogGroup = (before: Before) => standingGuard(before)?.outputs[OUTPUTS.logGroupName];

/** Whether it is known that there is no such log group. */
const isMissing = ({ logGroups }: Before, name: string | undefined): boolean =>
  logGroups.some((group) => group.name === name && group.logGroup.known && group.logGroup.value === 'missing');

/** Cheaper than a trail of its own: mend one that stands, or go where its records are. */
function mending({ sources, before, wishes }: Found): readonly Fix[] {
  const there = regionsThere(sources, before);
  const others = sources.filter(({ state, logGroup }) => state === 'elsewhere' && !there.has(logGroup?.region ?? ''));
  return [
    ...[...there].map((region) =>
      fixOf(
        `better, and without a second trail: deploy in ${region}, where the records are; ask there`,
        askIn(region, wishes),
      ),
    ),
    ...(others.length > 0 || sources.some(({ state }) => state === 'blind')
      ? [fixOf('better, and without a second trail: do what is said above of one of these, and ask again')]
      : []),
  ];
}

/** Other Regions of this account in which trails have their log groups. */
function regionsThere(sources: readonly Source[], before: Before): ReadonlySet<string> {
  const own = ownAccountOf(before);
  return new Set(
    sources.flatMap(({ logGroup: place }) =>
      place !== undefined && place.accountId === own && place.region !== before.region ? [place.region] : [],
    ),
  );
}

const askIn = (region: string, { profile }: Wishes): string | undefined =>
  shellCommand(['kms-deletion-guard', 'preflight'], {
    '--region': region,
    ...(profile === undefined ? {} : { '--profile': profile }),
  });

const deployLine = ({ before, wishes }: Found, settings: ContextValues) =>
  cdkLine('deploy', settings, before.region, wishes.profile);

const fixOf = (title: string, command?: string): Fix => (command === undefined ? { title } : { title, command });
