import { describe, expect, it } from '@jest/globals';
import { DAY } from '../builders/incident.ts';
import { aPayload } from '../builders/payload.ts';
import { KEY, OTHER_KEY } from '../builders/record.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { ofKey, refusal } from '../pipeline/guard.ts';
import { aFunction, figuresIn } from './tools.ts';

const SWEEP = { sweep: true };

/** A function that has a count to tell. */
async function withCountDue(...args: Parameters<typeof aFunction>) {
  const made = aFunction(...args);
  await made.invoke(aPayload([refusal(1)]));
  await made.invoke(aPayload([refusal(2)]));
  made.ports.clock.move(DAY);
  return made;
}

describe('the function that is asked to sweep', () => {
  it('answers, logs one line, and its heart has beaten', async () => {
    const { answered, thrown, lines } = await aFunction().invoke(SWEEP);
    expect([answered, thrown]).toEqual([{ kind: 'swept' }, undefined]);
    expect(lines).toMatchObject([{ message: 'sweep', level: 'info', incidents: 0, due: 0, sent: 0, unreadable: 0 }]);
    expect(figuresIn(lines[0])).toEqual({ SweepRan: 1 });
  });

  it('tells what is due', async () => {
    const { invoke, ports } = await withCountDue();
    const { lines } = await invoke(SWEEP);
    expect(lines).toMatchObject([{ message: 'sweep', level: 'info', incidents: 1, due: 1, sent: 1 }]);
    expect(figuresIn(lines[0])).toEqual({ SweepRan: 1, MessagesSent: 1 });
    expect(ports.published.at(-1)).toMatchObject({ kind: 'digest' });
  });

  it('reads no record out of the event, and no silence', async () => {
    const { invoke, ports } = aFunction({ silences: () => Promise.reject(new Error('wanted nobody to ask')) });
    const { answered } = await invoke({ ...aPayload([refusal(1)]), ...SWEEP });
    expect(answered).toEqual({ kind: 'swept' });
    expect(ports.published).toEqual([]);
  });

  it('throws when an alert could not be sent, and its heart has not beaten', async () => {
    let isDown = false;
    const { invoke } = await withCountDue({}, () => isDown);
    isDown = true;
    const { thrown, lines } = await invoke(SWEEP);
    expect(String(thrown)).toBe('Error: 1 alert not sent; see the log line of this request');
    expect(lines).toMatchObject([{ message: 'sweep', level: 'error', messagesFailed: 1 }]);
    expect(figuresIn(lines[0])).not.toHaveProperty('SweepRan');
    isDown = false;
    const again = await invoke(SWEEP);
    expect(again.thrown).toBeUndefined();
    expect(figuresIn(again.lines[0])).toEqual({ SweepRan: 1, MessagesSent: 1 });
  });

  it('logs that the table cannot be read, does not throw, and its heart has not beaten', async () => {
    const { answered, thrown, lines } = await aFunction({
      store: fakeIncidentStore({ failing: () => true }),
    }).invoke(SWEEP);
    expect([answered, thrown]).toEqual([{ kind: 'swept' }, undefined]);
    expect(lines).toMatchObject([
      { message: 'sweep failed', level: 'error', reason: 'the table does not answer to all' },
    ]);
    expect(figuresIn(lines[0])).toEqual({});
  });

  it('logs what it could not claim, does not throw, and its heart has not beaten', async () => {
    let isDown = false;
    const store = fakeIncidentStore({ failing: (operation) => isDown && operation === 'save' });
    const { invoke, ports } = await withCountDue({ store });
    isDown = true;
    const { thrown, lines } = await invoke(SWEEP);
    expect(thrown).toBeUndefined();
    expect(lines).toMatchObject([{ level: 'error', sent: 0, unclaimed: ['the table does not answer to save'] }]);
    expect(figuresIn(lines[0])).not.toHaveProperty('SweepRan');
    expect(ports.published).toHaveLength(1);
  });

  it('logs that an item cannot be read, tells of the others, and its heart has not beaten', async () => {
    const { invoke, ports } = aFunction();
    await invoke(aPayload([refusal(1), ofKey(OTHER_KEY, 2)]));
    await invoke(aPayload([ofKey(OTHER_KEY, 3)]));
    ports.store.spoil(KEY, '{');
    ports.clock.move(DAY);
    const { thrown, lines } = await invoke(SWEEP);
    expect(thrown).toBeUndefined();
    expect(lines).toMatchObject([{ level: 'error', unreadable: 1, sent: 1 }]);
    expect(figuresIn(lines[0])).not.toHaveProperty('SweepRan');
  });

  it('sends what a batch left behind, and a drill as a drill', async () => {
    let isDown = true;
    const { invoke, ports } = aFunction({}, () => isDown);
    await invoke(aPayload([refusal(1)]));
    await invoke({ ...aPayload([ofKey(OTHER_KEY, 2)]), kmsDeletionGuardDrill: { id: 'd-1' } });
    isDown = false;
    await invoke(SWEEP);
    expect(ports.published.map(({ kind }) => kind).sort()).toEqual(['key-use', 'test']);
  });
});
