import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseNotification } from '../../shared/notification/parse.ts';
import { BLIND_SPOTS } from '../alert/blind-spots.ts';
import { SITUATIONS } from '../alert/situations.ts';
import { alertOf } from '../builders/alert.ts';
import { hostileText } from '../builders/hostile.ts';
import { ACCOUNT } from '../builders/record.ts';
import { envelopeOf, published } from '../functions/notify-slack/envelope.ts';
import { anAlarm, COMPOSITE } from './alarms.ts';

const asPublished = (alert: unknown): unknown => JSON.parse(JSON.stringify(alert));

describe('an alert', () => {
  it.each(Object.entries(SITUATIONS))('of %s is found in its envelope', (_name, make) => {
    const alert = make();
    expect(parseNotification(published(alert))).toEqual({ kind: 'alert', alert: asPublished(alert) });
  });

  it.each(Object.entries(BLIND_SPOTS))('of %s is found in its envelope', async (_name, make) => {
    const alert = await make();
    expect(parseNotification(published(alert))).toEqual({ kind: 'alert', alert: asPublished(alert) });
  });

  it('is found without an envelope, as raw delivery has it', () => {
    const alert = alertOf();
    expect(parseNotification(JSON.stringify(alert))).toEqual({ kind: 'alert', alert: asPublished(alert) });
  });

  it.each([
    ['a newer version', { schemaVersion: '0.2' }],
    ['a kind that is not known', { kind: 'rescue' }],
    ['a missing part', { key: undefined }],
  ])('of %s is told by its title and summary', (_what, change) => {
    const alert = alertOf();
    const subject = `${alert.severity.toUpperCase()} - ${alert.title}`;
    for (const body of [JSON.stringify({ ...alert, ...change }), envelopeOf(JSON.stringify({ ...alert, ...change }))])
      expect(parseNotification(body)).toEqual({ kind: 'other', subject, text: alert.summary });
  });

  it('whose title is no text is told as it came', () => {
    const text = JSON.stringify({ ...alertOf(), title: 1 });
    expect(parseNotification(envelopeOf(text, { Subject: 'a' }))).toEqual({ kind: 'other', subject: 'a', text });
  });
});

describe('an alarm of CloudWatch', () => {
  const { AlarmName: name, AlarmDescription: description, NewStateReason: reason, AlarmArn: arn } = anAlarm();
  const wanted = {
    name,
    description,
    accountId: ACCOUNT,
    state: 'ALARM',
    reason,
    time: new Date('2026-11-22T03:11:40.123Z'),
    region: 'eu-west-1',
    arn,
  };

  it('is found with and without an envelope', () => {
    for (const body of [JSON.stringify(anAlarm()), envelopeOf(JSON.stringify(anAlarm()), { Subject: 'ALARM: x' })])
      expect(parseNotification(body)).toEqual({ kind: 'alarm', alarm: wanted });
  });

  it('that is composite is found, though nothing of a metric is there', () => {
    expect(parseNotification(envelopeOf(JSON.stringify(COMPOSITE)))).toMatchObject({
      kind: 'alarm',
      alarm: { name: 'guard-in-trouble', state: 'OK', region: 'eu-west-1' },
    });
  });

  it('is told with what is known of it, whatever else is missing or odd', () => {
    const bare = { AlarmName: 'x', NewStateValue: 'ALARM' };
    const unknown = { ...wanted, name: 'x', description: undefined, accountId: undefined, reason: undefined };
    const alarm = { ...unknown, time: undefined, region: undefined, arn: undefined };
    expect(parseNotification(JSON.stringify(bare))).toEqual({ kind: 'alarm', alarm });
    const odd = { AlarmDescription: 7, AWSAccountId: null, NewStateReason: [], StateChangeTime: 'soon', AlarmArn: {} };
    expect(parseNotification(JSON.stringify({ ...bare, ...odd }))).toEqual({ kind: 'alarm', alarm });
    for (const value of [null, 1, {}])
      expect(parseNotification(JSON.stringify({ ...bare, AlarmName: value }))).toMatchObject({ kind: 'other' });
  });
});

describe('anything else', () => {
  it.each([
    ['text', 'Dear team,\nthe trail is off.', undefined],
    ['nothing', '', undefined],
    ['JSON that is no object', '[1, "two", null]', undefined],
    ['an object of somebody else', '{"Records":[]}', undefined],
  ])('such as %s is told as it is', (_what, text) => {
    expect(parseNotification(text)).toEqual({ kind: 'other', subject: undefined, text });
    expect(parseNotification(envelopeOf(text))).toEqual({ kind: 'other', subject: undefined, text });
    expect(parseNotification(envelopeOf(text, { Subject: 's' }))).toEqual({ kind: 'other', subject: 's', text });
    expect(parseNotification(envelopeOf(text, { Subject: null }))).toMatchObject({ subject: undefined, text });
  });

  it('such as a subscription to be confirmed is told without what would confirm it', () => {
    const text = `You have chosen to subscribe to the topic arn:aws:sns:eu-west-1:${ACCOUNT}:alerts.`;
    const secrets = { Token: 'MARKED', SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Token=MARKED' };
    const told = parseNotification(envelopeOf(text, { Type: 'SubscriptionConfirmation', ...secrets }));
    expect(told).toEqual({ kind: 'other', subject: undefined, text });
    expect(JSON.stringify(told)).not.toContain('MARKED');
  });

  it('whatever it is, becomes some notification', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      hostileText(),
      fc.json(),
      fc.jsonValue().map((one) => JSON.stringify(one)),
    );
    const nearly = fc
      .record({ Type: junk, TopicArn: junk, Message: junk, Subject: junk }, { requiredKeys: [] })
      .map((one) => JSON.stringify(one));
    fc.assert(
      fc.property(
        fc.oneof(
          junk,
          nearly,
          junk.map((one) => envelopeOf(one)),
        ),
        (body) => {
          expect(['alert', 'alarm', 'other']).toContain(parseNotification(body).kind);
        },
      ),
      { numRuns: 500 },
    );
    const garbage = '\u0000{["&'.repeat(52_429);
    expect(parseNotification(garbage)).toEqual({ kind: 'other', subject: undefined, text: garbage });
  });
});
