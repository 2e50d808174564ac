import { describe, expect, it } from '@jest/globals';
import { type KeysPorts, keys } from '../../cli/commands/keys.ts';
import { unavailable } from '../../shared/kms/key-details.ts';
import { NOW } from '../builders/alert.ts';
import { eventId, type Json, roleIdentity } from '../builders/record.ts';
import { aTerminal } from './fake-terminal.ts';
import { ALL, DRILL, portsOf, RECORDS, refusals, UNDEPLOYED } from './keys-account.ts';

async function show(ports: KeysPorts, format: 'text' | 'json' = 'text') {
  const { terminal, seen } = aTerminal({ now: () => NOW });
  const exitCode = await keys(ports, format, terminal);
  return { exitCode, ...seen };
}

describe('keys does not count a drill key', () => {
  const drill = ALL.filter(([{ arn }]) => arn === DRILL);
  const byDrill = RECORDS.filter(({ errorMessage }) => errorMessage === `${DRILL} is pending deletion.`);
  const onDrill = (overrides: Json) => refusals(1, { ...byDrill[0], eventID: eventId(5000), ...overrides });

  it('as use, nor as one of which nobody can tell', async () => {
    expect((await show(portsOf(drill, {}, byDrill))).exitCode).toBe(0);
    const unclear = drill.map(([key, details]) => [key, { ...details, lastUsage: unavailable('throttled') }] as const);
    expect(await show(portsOf(unclear, UNDEPLOYED))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('CANNOT TELL'),
    });
  });

  it.each<[string, Json]>([
    ['another caller', { userIdentity: roleIdentity('payments-api') }],
    ['another session of the role', { userIdentity: roleIdentity('admin', 'bob@example.com') }],
    ['another operation', { eventName: 'GenerateDataKey' }],
    ['data', { requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::ledger/a' } } }],
    ['a service', { eventSource: 's3.amazonaws.com', errorCode: 'KMS.KMSInvalidStateException' }],
    ['an earlier use', { eventTime: '2026-11-22T02:00:40Z', userIdentity: roleIdentity('payments-api') }],
  ])('unless its tag hides real use: %s', async (_, overrides) => {
    const { stdout, exitCode } = await show(portsOf(drill, {}, [...byDrill, ...onDrill(overrides)]), 'json');
    expect([exitCode, JSON.parse(stdout).keys[0].drill]).toEqual([20, false]);
  });
});
