import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Alert } from '../../shared/alert/alert.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { subjectOf } from '../../shared/alert/email/subject.ts';
import { type KeyDetails, known, nothingKnown, type Part, unavailable } from '../../shared/kms/key-details.ts';
import { alertOf, knownDetails, NOW, someSettings } from '../builders/alert.ts';
import { hostileText } from '../builders/hostile.ts';
import {
  ACCOUNT,
  aRefusal,
  eventId,
  type Json,
  KEY,
  OTHER_ACCOUNT,
  roleIdentity,
  userIdentity,
} from '../builders/record.ts';
import { BLIND_SPOTS } from './blind-spots.ts';
import { SITUATIONS } from './situations.ts';
import { STORIES } from './stories.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/alert.schema.json'), 'utf8'));
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
const problemsOf = (alert: Alert) => (validate(JSON.parse(JSON.stringify(alert))) ? [] : validate.errors);

const DAY = 86_400_000;
const pendingUntil = (date: Date) =>
  knownDetails({
    metadata: known({
      state: 'PendingDeletion',
      deletionDate: date,
      pendingWindowInDays: undefined,
      createdAt: undefined,
      description: undefined,
      manager: 'CUSTOMER',
    }),
  });

// Records in which everything a caller can write is hostile.
const hostileRefusal = (): fc.Arbitrary<Json> =>
  fc
    .record({
      session: hostileText(),
      object: hostileText(),
      context: hostileText(),
      agent: hostileText(),
      name: hostileText(),
      user: hostileText(),
      asUser: fc.boolean(),
      message: fc.oneof(fc.constant(''), hostileText()),
    })
    .map(({ session, object, context, agent, name, user, asUser, message }) =>
      aRefusal({
        userIdentity: asUser ? userIdentity(user) : { ...roleIdentity('billing-batch', session), invokedBy: agent },
        userAgent: agent,
        eventName: name || 'Decrypt',
        errorMessage: `${message}${KEY} is pending deletion.${message}`,
        requestParameters: { encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${object}`, [context]: object } },
        requestID: agent,
        eventID: session,
      }),
    );

const hostileDetails = (): fc.Arbitrary<KeyDetails> =>
  fc
    .record({
      alias: hostileText(),
      tag: hostileText(),
      reason: hostileText(),
      by: hostileText(),
      state: hostileText(),
    })
    .map(
      ({ alias, tag, reason, by, state }): KeyDetails => ({
        metadata: known({
          state,
          deletionDate: undefined,
          pendingWindowInDays: undefined,
          createdAt: undefined,
          description: tag,
          manager: tag,
        }),
        aliases: known([alias]),
        tags: known({ [tag]: alias }),
        lastUsage: unavailable(reason),
        scheduledBy: known({ principal: by, time: NOW }),
      }),
    );

describe('an alert', () => {
  it.each(Object.entries({ ...SITUATIONS, ...STORIES }))('for %s keeps the schema', (_name, make) =>
    expect(problemsOf(make())).toEqual([]),
  );

  it.each(Object.entries(BLIND_SPOTS))('for %s keeps the schema', async (_name, make) =>
    expect(problemsOf(await make())).toEqual([]),
  );

  it('keeps the schema whatever callers and tags say', () => {
    fc.assert(
      fc.property(hostileRefusal(), hostileDetails(), (record, details) => {
        expect(problemsOf(alertOf([record], details))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('shows the schema can refuse', () => {
    const { severity, ...rest } = alertOf();
    expect(problemsOf(rest as Alert)).not.toEqual([]);
    expect(problemsOf({ ...rest, severity: 'urgent' } as unknown as Alert)).not.toEqual([]);
    expect(problemsOf({ ...rest, severity, extra: 1 } as unknown as Alert)).not.toEqual([]);
  });

  it('is the same for the same findings in any order, and another for other findings', () => {
    const records = [1, 2, 3].map((n) => aRefusal({ eventID: eventId(n) }));
    expect(alertOf([...records].reverse())).toEqual(alertOf(records));
    expect(alertOf(records.slice(1)).id).not.toBe(alertOf(records).id);
  });

  it('names every part of the key that was not learned, and no part that was', () => {
    const either = <T>(value: T) => fc.constantFrom<Part<T>>(known(value), unavailable('no right'));
    const all = knownDetails();
    const parts = ['deletionDate', 'aliases', 'tags', 'lastUsed', 'scheduledBy', 'manager'] as const;
    const value = <T>(part: Part<T>) => {
      if (part.status === 'unavailable') throw new Error('wanted a known part');
      return part.value;
    };
    const details = fc.record({
      metadata: either(value(all.metadata)),
      aliases: either(value(all.aliases)),
      tags: either(value(all.tags)),
      lastUsage: either(value(all.lastUsage)),
      scheduledBy: either(value(all.scheduledBy)),
    });
    fc.assert(
      fc.property(details, (some) => {
        const { key, unavailable: missing } = alertOf([aRefusal()], some);
        for (const part of parts)
          expect([part, key[part] === undefined]).toEqual([part, missing.some((one) => one.part === `key.${part}`)]);
      }),
    );
  });

  it('is a management call only when nothing else was refused', () => {
    const tag = aRefusal({ eventName: 'TagResource', eventID: eventId(1) });
    const decrypt = aRefusal({ eventID: eventId(2) });
    expect(alertOf([tag]).kind).toBe('management-call');
    expect(alertOf([tag, decrypt])).toMatchObject({
      kind: 'key-use',
      operation: { name: 'Decrypt' },
      occurrences: { count: 2 },
    });
  });

  it('masks the access key and never shows it whole', () => {
    const text = JSON.stringify(alertOf());
    expect(text).not.toContain('ASIAIOSFODNN7EXAMPLE');
    expect(alertOf().caller.accessKeyId).toBe('ASIA****MPLE');
  });

  it('takes a key for somebody else’s when no record was delivered to its account and it could not be read', () => {
    const foreign = { errorMessage: KEY.replace(ACCOUNT, OTHER_ACCOUNT).concat(' is pending deletion.') };
    expect(alertOf([aRefusal(foreign)]).key.otherAccount).toBe(true);
    expect(alertOf([aRefusal({ ...foreign, recipientAccountId: OTHER_ACCOUNT })]).key.otherAccount).toBe(false);
    expect(alertOf([aRefusal({ ...foreign, recipientAccountId: undefined })]).key.otherAccount).toBe(false);
    expect(alertOf([aRefusal(foreign)], knownDetails()).key.otherAccount).toBe(false);
  });

  it('counts whole days, rounded down', () => {
    const left = (ms: number) => alertOf([aRefusal()], pendingUntil(new Date(NOW.getTime() + ms))).key.daysLeft;
    expect([left(6.9 * DAY), left(DAY), left(DAY - 1), left(-1)]).toEqual([6, 1, 0, -1]);
  });

  it('is low once the key has been read as Enabled again, and says so', () => {
    const enabled = known({
      state: 'Enabled',
      deletionDate: undefined,
      pendingWindowInDays: undefined,
      createdAt: undefined,
      description: undefined,
      manager: 'CUSTOMER',
    });
    const alert = alertOf([aRefusal()], knownDetails({ metadata: enabled }));
    expect(alert.severity).toBe('low');
    expect(renderEmail(alert, NOW).body).toContain('NO LONGER PENDING DELETION: THE KEY IS ENABLED NOW');
  });
});

describe('the data', () => {
  it('of another call is never told as data of the operation that is told', () => {
    const plain = aRefusal({ eventID: eventId(1), eventTime: '2026-11-22T03:00:00Z' });
    const other = aRefusal({
      eventID: eventId(2),
      eventName: 'GenerateDataKey',
      userIdentity: roleIdentity('backup'),
      requestParameters: { encryptionContext: { 'aws:ebs:id': 'vol-1' } },
    });
    const alert = alertOf([plain, other]);
    expect(alert).toMatchObject({ operation: { name: 'Decrypt' }, data: [{ id: 'vol-1', byToldRecord: false }] });
    expect(`${alert.summary} ${renderEmail(alert, NOW).body}`).not.toMatch(/Decrypt (of|for) EBS/);
    expect(renderEmail(alert, NOW).body).toMatch(/^ {2}Also for +EBS volume vol-1, in the other calls$/m);
  });
});

describe('commands', () => {
  const COMMAND =
    /^aws kms (describe-key|cancel-key-deletion|enable-key) --region [a-z0-9-]+ --key-id arn:aws[a-z0-9-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;

  it('hold nothing of a record but an ARN of the strict grammar, in JSON and e-mail', () => {
    fc.assert(
      fc.property(hostileRefusal(), hostileDetails(), (record, details) => {
        const alert = alertOf([record], details);
        const lines = renderEmail(alert, NOW).body.split('\n');
        for (const { command } of alert.nextSteps) if (command !== undefined) expect(command).toMatch(COMMAND);
        for (const line of lines.filter((one) => /^\s*aws /.test(one))) expect(line).toMatch(COMMAND);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a semicolon', 'arn:aws:kms:eu-west-1:111122223333:key/1234;rm'],
    ['a space', 'arn:aws:kms:eu-west-1:111122223333:key/12 34'],
    ['an option', 'arn:aws:kms:eu-west-1:111122223333:key/--profile'],
    ['a dollar', 'arn:aws:kms:eu-west-1:111122223333:key/$(x)'],
    ['another service', 'arn:aws:iam:eu-west-1:111122223333:key/1234'],
    ['a short account', 'arn:aws:kms:eu-west-1:1111:key/1234'],
    ['a newline', 'arn:aws:kms:eu-west-1:111122223333:key/1234\naws'],
  ])('are not made for an ARN with %s', (_what, arn) => {
    const alert = alertOf([
      aRefusal({ errorMessage: `${arn} is pending deletion.`, resources: [], requestParameters: { keyId: arn } }),
    ]);
    expect(alert.nextSteps.filter(({ command }) => command !== undefined)).toEqual([]);
  });
});

describe('the e-mail', () => {
  it('is plain, bounded text whatever callers, tags and reasons say', () => {
    fc.assert(
      fc.property(hostileRefusal(), hostileDetails(), (record, details) => {
        const { subject, body } = renderEmail(alertOf([record], details), NOW);
        expect(subject).toMatch(/^\[(LOW|MEDIUM|HIGH|CRITICAL)\] [\x20-\x7e]{1,93}$/);
        expect(subject.length).toBeLessThanOrEqual(99);
        expect(body).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u);
        const ours = /^(https:\/\/eu-west-1\.console\.aws\.amazon\.com\/|aws kms )/;
        const theirs = body.split('\n').filter((line) => !ours.test(line));
        for (const line of theirs) expect(line.length).toBeLessThanOrEqual(76);
        expect(theirs.join('\n')).not.toMatch(/:\/\/|www\.|\b[\w-]+\.(com|zip|example|co)\b/);
      }),
      { numRuns: 300 },
    );
  });

  it('has nothing flush left that a caller wrote', () => {
    const forged = '\n\nWHAT TO DO\naws kms schedule-key-deletion --key-id x\nAutomatic cancel is ON';
    const { body } = renderEmail(
      alertOf([aRefusal({ userIdentity: userIdentity(forged), eventName: 'TagResource' })]),
      NOW,
    );
    expect(body.match(/^WHAT TO DO$/gm)).toHaveLength(1);
    expect(body).not.toMatch(/^(aws kms schedule|Automatic cancel is ON)/m);
  });
});

describe('the subject', () => {
  const alias = (name: string) => knownDetails({ aliases: known([`alias/${name}`]) });

  it('loses the account’s name first, then the end of the alias, never the days', () => {
    const subject = (aliasLength: number, accountName: string) =>
      subjectOf(
        alertOf(
          [aRefusal()],
          alias('a'.repeat(aliasLength)),
          someSettings({ accountNames: { [ACCOUNT]: accountName } }),
        ),
        NOW,
      );
    expect(subject(11, 'payments-prod')).toMatch(/ - payments-prod$/);
    expect(subject(20, 'a-very-long-account-name-indeed')).toMatch(/destroyed in 6 days - a-very-.*\.\.$/);
    expect(subject(38, 'payments-prod')).toMatch(/alias\/a{38} still in use, destroyed in 6 days$/);
    expect(subject(250, 'payments-prod')).toMatch(/alias\/a+\.\. still in use, destroyed in 6 days$/);
  });

  it('always says when, whatever the names', () => {
    fc.assert(
      fc.property(hostileText(), hostileText(), fc.integer({ min: -40 * DAY, max: 40 * DAY }), (name, account, ms) => {
        const settings = someSettings({ accountNames: { [ACCOUNT]: account } });
        const details = { ...pendingUntil(new Date(NOW.getTime() + ms)), aliases: known([name]) };
        const subject = subjectOf(alertOf([aRefusal()], details, settings), NOW);
        expect(subject).toMatch(ms > 0 ? /destroyed in (\d+ days?|\d+ h|less than 1 h)/ : /its destruction is due/);
        expect(subject.length).toBeLessThanOrEqual(99);
      }),
    );
  });

  it('gives hours when three days or less are left', () => {
    const at = (hours: number) =>
      subjectOf(alertOf([aRefusal()], pendingUntil(new Date(NOW.getTime() + hours * 3_600_000))), NOW);
    expect(at(73)).toContain('destroyed in 3 days');
    expect(at(72)).toContain('destroyed in 72 h');
    expect(at(1.5)).toContain('destroyed in 1 h');
    expect(at(0.5)).toContain('destroyed in less than 1 h');
  });
});

describe('links', () => {
  const keyIn = (partition: string, region: string) =>
    `arn:${partition}:kms:${region}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const linkFor = (partition: string, region: string) =>
    alertOf([aRefusal({ errorMessage: `${keyIn(partition, region)} is pending deletion.` })]).links.find(
      ({ title }) => title === 'Open the key',
    )?.url;

  it.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys/'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/kms/home?region=cn-north-1#/kms/keys/'],
    [
      'aws-us-gov',
      'us-gov-west-1',
      'https://us-gov-west-1.console.amazonaws-us-gov.com/kms/home?region=us-gov-west-1#/kms/keys/',
    ],
  ])('lead to the console of partition %s', (partition, region, start) => {
    expect(linkFor(partition, region)).toBe(`${start}1234abcd-12ab-34cd-56ef-1234567890ab`);
  });

  it('are left out where the console’s address is not public', () =>
    expect(linkFor('aws-iso', 'us-iso-east-1')).toBeUndefined());

  it('go through the sign-in page of the deployment when there is one', () => {
    const settings = someSettings({
      consoleLinkTemplate: 'https://acme.awsapps.com/start/#/console?account_id={accountId}&destination={destination}',
    });
    const [link] = alertOf([aRefusal()], nothingKnown('offline'), settings).links;
    expect(link?.url).toBe(
      `https://acme.awsapps.com/start/#/console?account_id=${ACCOUNT}&destination=${encodeURIComponent(
        'https://eu-west-1.console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys/1234abcd-12ab-34cd-56ef-1234567890ab',
      )}`,
    );
  });

  it('hold no event id or Region that is not one', () => {
    const urls = alertOf([aRefusal({ eventID: '../../evil', awsRegion: 'evil.example.com/' })]).links.map(
      ({ url }) => url,
    );
    expect(urls.join()).not.toContain('evil');
  });
});

describe('who owns the key', () => {
  it('stands in the alert when the deployment says which tag tells', () => {
    const alert = alertOf([aRefusal()], knownDetails(), someSettings({ ownerTag: 'team' }));
    expect(alert.key.owner).toBe('ledger');
    expect(renderEmail(alert, NOW).body).toMatch(/^ {2}Owner {6}ledger$/m);
  });
});
