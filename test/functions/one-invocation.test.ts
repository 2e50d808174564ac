import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { aPayload } from '../builders/payload.ts';
import { aRecord, aRefusal, eventId, KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { ofKey, refusal } from '../pipeline/guard.ts';
import { aFunction, type Line } from './tools.ts';

const batchLines = (lines: readonly Line[]) => lines.filter(({ message }) => message === 'batch');

describe('one invocation', () => {
  it('logs one line for the batch and one for each key, without payload or access key', async () => {
    const records = [aRefusal(), ofKey(OTHER_KEY, 5), '{"broken', aRecord({ eventID: eventId(2) })];
    const { lines, text } = await aFunction().invoke(aPayload(records));
    expect(lines.filter(({ message }) => message === 'key')).toEqual([
      { message: 'key', level: 'info', keyArn: KEY, findings: 1 },
      { message: 'key', level: 'info', keyArn: OTHER_KEY, findings: 1 },
    ]);
    expect(batchLines(lines)).toMatchObject([
      { level: 'info', recordsIn: 4, notified: 2, notFinding: 1, rejected: 1, sent: 2 },
    ]);
    expect(lines).toHaveLength(3);
    expect(text).not.toMatch(/AKIA|ASIA|errorMessage|awslogs/);
  });

  it('answers what a drill by hand looks at', async () => {
    const { answered } = await aFunction().invoke(aPayload([aRefusal(), aRefusal()]));
    expect(answered).toEqual({ kind: 'data', recordsIn: 2, findings: 1, sent: 1, duplicate: 1, tracked: true });
    const without = aFunction({ store: fakeIncidentStore({ failing: () => true }) });
    expect((await without.invoke(aPayload([aRefusal()]))).answered).toMatchObject({ sent: 1, tracked: false });
  });

  it('puts nothing of a record or payload that it cannot read into its log or its error', async () => {
    const secret = 'hunter2-AKIAIOSFODNN7EXAMPLE';
    const broken = [
      `{"SecretString":"${secret}`,
      `{"eventTime":"${secret}","eventSource":"s","eventName":"n"}`,
      `${secret} is pending deletion`,
    ];
    const { lines, text } = await aFunction().invoke(aPayload(broken));
    expect(batchLines(lines)).toMatchObject([{ recordsIn: 3, rejected: 2, notified: 1 }]);
    expect(text).not.toMatch(/hunter|AKIA/);
    const { thrown, text: refused } = await aFunction().invoke({
      awslogs: { data: gzipSync(`{"x":"${secret}`).toString('base64') },
    });
    expect(thrown).toBeDefined();
    expect(`${thrown} ${refused}`).not.toMatch(/hunter|AKIA/);
  });

  it('answers a control message without a word to anybody', async () => {
    const { invoke, ports } = aFunction();
    const { answered, thrown } = await invoke(
      aPayload(['CWL CONTROL MESSAGE: Checking health'], { messageType: 'CONTROL_MESSAGE' }),
    );
    expect([answered, thrown]).toEqual([{ kind: 'control' }, undefined]);
    expect([ports.published, ports.store.writes]).toEqual([[], []]);
  });

  it('throws on a payload that it cannot decode, so that the failure queue gets it', async () => {
    const { thrown, lines } = await aFunction().invoke({ awslogs: { data: 'rubbish' } });
    expect(thrown).toMatchObject({ code: 'payload-not-base64-gzip' });
    expect(lines).toMatchObject([{ message: 'payload refused', level: 'error', code: 'payload-not-base64-gzip' }]);
  });

  it('tells no management call when the settings ignore them, but a refused EnableKey', async () => {
    const { invoke, ports } = aFunction({}, undefined, { managementCalls: 'ignore' });
    const { lines } = await invoke(
      aPayload([refusal(1, { eventName: 'TagResource' }), ofKey(OTHER_KEY, 2, { eventName: 'EnableKey' })]),
    );
    expect(ports.told.map(({ operation }) => operation.name)).toEqual(['EnableKey']);
    expect(batchLines(lines)).toMatchObject([{ silenced: 1, notified: 1, sent: 1 }]);
  });

  it('keeps to the first interval that was set', async () => {
    const { invoke, ports } = aFunction({}, undefined, { windowMinutes: 60 });
    await invoke(aPayload([refusal(1)]));
    await invoke(aPayload([refusal(2)]));
    ports.clock.move(59 * 60_000);
    await invoke({ sweep: true });
    expect(ports.published).toHaveLength(1);
    ports.clock.move(60_000);
    await invoke({ sweep: true });
    expect(ports.published).toHaveLength(2);
  });

  it('makes a drill a test, by a marker beside the payload and never by a record', async () => {
    const { invoke, ports } = aFunction();
    const payload = aPayload([aRefusal({ kmsDeletionGuardDrill: true, sweep: true })]);
    await invoke({ ...payload, kmsDeletionGuardDrill: { id: 'd-1' } });
    await invoke(payload);
    expect(ports.published.map(({ kind }) => kind)).toEqual(['test', 'key-use']);
  });

  it('never tells of its own calls alone', async () => {
    const { invoke, ports } = aFunction();
    const { lines } = await invoke(aPayload([aRefusal({ userIdentity: roleIdentity('guard') })]));
    expect(ports.published).toEqual([]);
    expect(batchLines(lines)).toMatchObject([{ silenced: 1, notified: 0, sent: 0 }]);
  });
});
