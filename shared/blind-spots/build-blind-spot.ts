import type { BlindSpotAlert, NextStep, Unavailable } from '../alert/alert.ts';
import { forEmail, forJson } from '../alert/inert.ts';
import { eventLink, runbookLink } from '../alert/links.ts';
import { known, knownTexts } from '../alert/optional.ts';
import { type AlertSettings, accountNameOf } from '../alert/settings.ts';
import { STACK_NAME } from '../contract/names.ts';
import type { AtRisk } from './at-risk.ts';
import type { Change } from './changed-by.ts';
import type { Fix } from './check.ts';
import { isCopyable } from './copyable.ts';
import type { Fact } from './fact.ts';
import type { Facts } from './facts.ts';
import type { Turn } from './watch.ts';

/** What is known at the moment of telling. */
export interface BlindSpotContext {
  readonly place: Pick<Facts, 'region' | 'accountId' | 'partition' | 'trails'>;
  /** Of the check as it is now; empty where it no longer fails. */
  readonly fixes: readonly Fix[];
  /** Ids of the checks that fail now. */
  readonly failing: readonly string[];
  readonly atRisk: AtRisk;
  /** Undefined: nobody was asked. */
  readonly changedBy: Fact<Change | 'not-found'> | undefined;
  /** What else is not known. */
  readonly notes: readonly Unavailable[];
}

/** Makes the alert of a turn. Pure: the same input, the same alert. */
export function buildBlindSpot(turn: Turn, context: BlindSpotContext, settings: AlertSettings): BlindSpotAlert {
  const { place, atRisk, changedBy } = context;
  const { check, state } = turn;
  const change = changedBy?.known === true && changedBy.value !== 'not-found' ? changedBy.value : undefined;
  const stillFailing = context.failing.filter((id) => id !== check.id);
  const titled = titleOf(turn, stillFailing.length);
  return {
    schemaVersion: '0.1',
    id: turn.id,
    kind: 'blind-spot',
    severity: state === 'failed' ? atRisk.severity : 'low',
    ...titled,
    nextSteps: nextStepsOf(turn, context, settings),
    links: [
      ...(change === undefined
        ? []
        : eventLink(
            { id: change.eventId, region: place.region, accountId: place.accountId },
            place.partition,
            settings,
          )),
      ...runbookLink(settings),
    ],
    unavailable: unavailableOf(context),
    nextMessage: nextMessageOf(turn),
    guard: settings.guard,
    accountId: place.accountId,
    ...knownTexts({ accountName: accountNameOf(place.accountId, settings) }),
    check: { id: check.id, title: check.title },
    concerns: check.concerns,
    state,
    found: forJson(turn.found),
    meaning: check.meaning,
    since: new Date(turn.since).toISOString(),
    ...known({
      lastWell: turn.lastWell === undefined ? undefined : new Date(turn.lastWell).toISOString(),
      changedBy: change && {
        principal: forJson(change.principal),
        event: forJson(change.event),
        time: change.time.toISOString(),
        ...knownTexts({ eventId: change.eventId }),
      },
    }),
    atRisk: [...atRisk.keys],
    atRiskNotListed: atRisk.notListed,
    stillFailing,
  };
}

const FAILED = {
  seeing: 'KMS Deletion Guard cannot see',
  telling: 'alerts may reach nobody',
  acting: 'KMS Deletion Guard cannot cancel',
} as const;
const STILL = {
  seeing: 'KMS Deletion Guard still cannot see',
  telling: 'alerts may still reach nobody',
  acting: 'KMS Deletion Guard still cannot cancel',
} as const;
const AGAIN = {
  faults: 'This was told before; what it finds has changed.',
  severity: 'This was told before; more is at risk now.',
} as const;
const RECOVERED = {
  seeing: 'KMS Deletion Guard sees again',
  telling: 'alerts arrive again',
  acting: 'KMS Deletion Guard may cancel again',
} as const;

function titleOf(turn: Turn, stillFailing: number): Pick<BlindSpotAlert, 'title' | 'summary'> {
  const found = forEmail(turn.found, 400).replaceAll('\u00a0', ' ');
  if (turn.state === 'recovered') {
    // One mended fault does not make it see, as long as there are others.
    const title =
      stillFailing > 0
        ? `KMS Deletion Guard: one check is well again, ${stillFailing} still ${stillFailing === 1 ? 'fails' : 'fail'}: ${turn.check.title}`
        : `${RECOVERED[turn.check.concerns]}: ${turn.check.title}`;
    return { title, summary: `${title}. Found now: ${found}.` };
  }
  const short = forEmail(withShortNames(firstSentence(turn.found)), 160).replaceAll('\u00a0', ' ');
  const summary = `${turn.check.meaning} Found: ${found}.`;
  return turn.again === undefined
    ? { title: `${FAILED[turn.check.concerns]}: ${short}`, summary }
    : { title: `${STILL[turn.check.concerns]}: ${short}`, summary: `${AGAIN[turn.again]} ${summary}` };
}

// As CloudFormation makes names: stack, logical id with the 8 hex digits that CDK appends, random end.
const MADE_NAME = /(?<![\w-])[A-Za-z][A-Za-z0-9-]*-([A-Za-z]+)[0-9A-F]{8}-[A-Za-z0-9]{12,13}(?![\w-])/g;
const ARN = /(?<![\w-])arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:(?=\w)/g;
const KEY_ID_END = /(?<=key\/[0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A title has little room: names lose what machines put around them. They stand whole in the mail. */
const withShortNames = (text: string): string => text.replace(ARN, '').replace(KEY_ID_END, '').replace(MADE_NAME, '$1');

/** Up to where another sentence or clause begins. */
const firstSentence = (text: string): string => /^.*?(?=[.;:] |\.$|$)/s.exec(text)?.[0] ?? text;

function nextStepsOf(turn: Turn, { fixes }: BlindSpotContext, { guard }: AlertSettings): NextStep[] {
  const region = guard.region === undefined ? '' : ` --region ${guard.region}`;
  const stack = guard.stack === STACK_NAME ? '' : ` --stack ${guard.stack}`;
  const doctor = `kms-deletion-guard doctor${region}${stack}`;
  if (turn.state === 'recovered')
    return [
      {
        title: 'See whether a key pending deletion was used meanwhile',
        command: `kms-deletion-guard keys${region}${stack}`,
      },
    ];
  return [...fixes.slice(0, MOST_FIXES).map(stepOf), { title: 'See all checks', command: doctor }];
}

const MOST_FIXES = 5;

function stepOf({ title, command, url }: Fix): NextStep {
  const isShown = command === undefined || isCopyable(command);
  const words = forEmail(asSentence(title), 200).replaceAll('\u00a0', ' ');
  return {
    title: isShown ? words : `${words} (the command holds a name that is not shown here: see doctor)`,
    ...known({
      command: isShown ? command : undefined,
      url: url !== undefined && /^https:\/\/[\x21-\x7e]{1,1000}$/.test(url) ? url : undefined,
    }),
  };
}

/** Begins with a capital letter, unless it begins with a name. */
const asSentence = (text: string): string => text.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());

function unavailableOf({ atRisk, changedBy, place, notes }: BlindSpotContext): Unavailable[] {
  const ofOthers = place.trails.known && place.trails.value.some(({ isOrganization }) => isOrganization);
  return [
    ...atRisk.unavailable,
    ...(ofOthers ? [{ part: 'atRisk.otherAccounts', reason: OTHER_ACCOUNTS }] : []),
    ...(changedBy !== undefined && !changedBy.known ? [{ part: 'changedBy', reason: forJson(changedBy.reason) }] : []),
    ...notes.map(({ part, reason }) => ({ part, reason: forJson(reason) })),
  ];
}

const OTHER_ACCOUNTS = 'the trail is of an organization, and only keys of this account are looked at';

const WHEN_WELL = 'Next message about this check: when it is well again.';
const WHEN_DAMPED = 'It has changed often: the next message about this check comes when it has been well for 24 h.';
const OR_SOONER = 'Sooner, once a day at most, if it finds something else or more is at risk.';

function nextMessageOf({ state, again, damped }: Turn): string {
  if (state === 'recovered') return 'Next message about this check: at once if it fails again.';
  const before = again === undefined ? '' : `${AGAIN[again]} `;
  return `${before}${damped ? WHEN_DAMPED : WHEN_WELL} ${OR_SOONER}`;
}
