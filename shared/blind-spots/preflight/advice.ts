import type { Fix } from '../check.ts';
import type { Before, Wishes } from './before.ts';
import { bootstrapAdvice } from './bootstrap.ts';
import { type ContextValues, cdkLine, settingsFor } from './deploy-line.ts';
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
  const { createTrail: _, ...others } = deployed.values;
  const settings: ContextValues = { ...(logGroupName === undefined ? deployed.values : others), ...typed };
  const longer =
    deployed.digests.length === 0 ? '' : `; add ${deployed.digests.join(', ')} as before, too long to be kept`;
  return [
    ...bootstrapAdvice(before, wishes, settings),
    fixOf(`update stack ${before.stackName} with the settings that it has${longer}`, deployLine(found, settings)),
  ];
}

/** Cheaper than a trail of its own: mend one that stands, or go where its records are. */
const mending = ({ sources }: Found): readonly Fix[] =>
  sources.some(({ state }) => state === 'blind' || state === 'elsewhere')
    ? [fixOf('better, and without a second trail: do what is said above of one of these, and ask again')]
    : [];

const deployLine = ({ before, wishes }: Found, settings: ContextValues) =>
  cdkLine('deploy', settings, before.region, wishes.profile);

const fixOf = (title: string, command?: string): Fix => (command === undefined ? { title } : { title, command });
