import type { AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { accountOf, ourCaller, whatFor } from '../wording.ts';
import { field, wrap } from './layout.ts';
import { besides, footer, howOften, inAll, nextMessage, notKnown, otherCallers, steps, whenTold } from './parts.ts';

/** The body for a key that is not ours: we can only tell its owner and save what we hold under it. */
export function otherAccountBody(alert: AlertOfKey, now: Date): string[] {
  const { key, caller } = alert;
  const owner = key.accountId ?? '';
  const name = caller.accountName === undefined ? '' : `${forEmail(caller.accountName, 40)}, `;
  const ours = caller.accountId === undefined ? '' : ` of ${name}account ${forEmail(caller.accountId)}`;
  const from = caller.accountId === undefined ? '' : ` from account ${forEmail(caller.accountId)}`;
  const region = forEmail(key.region ?? 'Region unknown');
  const who = ourCaller(alert).replace(/^our/, 'Our');
  const before = inAll(alert, now);
  const via = caller.via === undefined ? '' : ` (${forEmail(caller.via, 60)})`;
  return [
    ...wrap(
      `${who}${ours}${via} was refused ${forEmail(alert.operation.name, 40)} by a key that belongs to ANOTHER account: ${accountOf(alert)}, ${region}.`,
    ),
    ...wrap('The key is pending deletion. When it ends is not known to us (not our account).'),
    '',
    ...keyField(key.arn),
    ...field('For', `${whatFor(alert)}, ${whenTold(alert, now)}`),
    ...field('Result', `REFUSED, ${howOften(alert, now)}: whatever needed it failed`),
    ...otherCallers(alert).flatMap((other) => field('Also', other)),
    ...(before === undefined ? [] : field('In all', before)),
    ...besides(alert).flatMap((other) => field('Besides', other)),
    '',
    'WHAT TO DO',
    ...wrap(`You cannot save it from here. Only account ${owner} can cancel.`),
    ...steps(alert),
    '',
    'Text for the owner:',
    ...wrap(
      `"Your KMS key ${key.id} (${region}) is pending deletion, and we use it${from}. Please cancel its deletion, or tell us by when we must have moved."`,
      72,
    ).map((line) => `  ${line}`),
    '',
    ...notKnown(alert),
    ...nextMessage(alert),
    ...footer(alert, now),
  ];
}

/** The whole ARN, unbroken, on a line of its own: people copy it. */
const keyField = (arn: string | undefined): string[] => (arn === undefined ? [] : ['  Key', arn]);
