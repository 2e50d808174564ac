import type { Sabotage } from './sabotage.ts';

const NO_RIGHT = 'the alert topic is encrypted under a key to which the deployment gives no right';

type Which = (sabotage: Sabotage) => boolean;

const named =
  (...names: readonly string[]): Which =>
  ({ name }) =>
    names.includes(name);
const foundBy =
  (...ids: readonly string[]): Which =>
  ({ found }) =>
    ids.includes(found);

const noTrailFeeds = named(
  'the trail delivers to another log group',
  'the trail delivers to its bucket alone',
  'the trail is deleted',
);

const deliversNothing = named(
  'the trail is stopped',
  'the role by which the trail writes is gone',
  'deliveries to the log group stopped without an error',
);

/** What hides what: while the first is so, the second cannot be judged, and its check is unknown. */
export const HIDDEN: readonly (readonly [hides: Which, hidden: Which])[] = [
  [noTrailFeeds, foundBy('trail-records-kms', 'trail-covers-regions')],
  [deliversNothing, foundBy('trail-records-kms', 'trail-covers-regions')],
  [noTrailFeeds, named('records no longer arrive, though the trail delivers')],
  [noTrailFeeds, named("the key of the trail's bucket is disabled", 'the key of the trail is pending deletion')],
  [named('the log group is gone'), foundBy('trail-delivers', 'trail-records-kms', 'trail-covers-regions')],
  [named('the log group is gone'), foundBy('metric-filters', 'subscription-filter')],
  [named('the function is deleted'), foundBy('invoke-permission', 'function-runtime', 'settings')],
  [named('the function is deleted'), named('the on-failure destination is taken away')],
  [
    named('the function is deleted'),
    named(
      'the key policy names its administrators alone',
      'the key policy denies the cancel to all but one role',
      'the rights of the role are taken away',
      'the role gets a boundary without KMS',
      'the organization forbids the cancel',
    ),
  ],
  [foundBy('function-runs'), foundBy('heartbeat')],
  [named('the table is deleted'), foundBy('heartbeat')],
  [named('the alert topic is deleted'), foundBy('alert-topic-policy')],
  [named('the alert topic is deleted'), named(NO_RIGHT)],
  [named('the backstop topic is deleted'), foundBy('backstop-topic-policy')],
  [
    named('the backstop topic is deleted'),
    named(
      'the backstop topic is encrypted under alias/aws/sns',
      'the backstop topic is encrypted under a key that does not let CloudWatch in',
      'the backstop topic is encrypted under a key that lets one alarm in',
    ),
  ],
  [named('the key of the alert topic is pending deletion'), named(NO_RIGHT)],
  [
    named('the alert topic is deleted'),
    named('the Slack queue is unsubscribed from the alert topic', 'a filter policy lets no alert through to Slack'),
  ],
  [
    named('the backstop topic is deleted'),
    named(
      'the Slack queue is unsubscribed from the backstop topic, and listed as deleted',
      'a filter policy lets no alarm through to Slack',
    ),
  ],
];

/** What undoes what: with the topic gone, nothing lies under its key any more, and where Slack works, somebody reads. */
export const UNDONE: readonly (readonly [undoes: Which, undone: Which])[] = [
  [named('the alert topic is deleted'), named('the key of the alert topic is pending deletion')],
  [foundBy('slack'), named('the only reader of the alert topic has a filter policy that nothing meets')],
];
