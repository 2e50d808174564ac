import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COLUMNS } from '../../shared/alert/email/layout.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import { NOW } from '../builders/alert.ts';
import { aPendingKey, pendingKeys } from '../builders/blind-spot.ts';
import { hostileText } from '../builders/hostile.ts';
import { KEY } from '../builders/record.ts';
import { BLIND_SPOTS, blindSpotOf } from './blind-spots.ts';

const golden = (name: string) => join(import.meta.dirname, `../fixtures/emails/${name}.txt`);
const ours = async (name: string) => {
  const alert = await (BLIND_SPOTS[name] ?? blindSpotOf)();
  return { alert, ...renderEmail(alert, NOW) };
};
const LINK = /^https:\/\/\S+$/;

describe.each(Object.keys(BLIND_SPOTS))('the e-mail for %s', (name) => {
  it('reads as was chosen', async () => {
    const { subject, body } = await ours(name);
    const text = `Subject: ${subject}\n\n${body}`;
    // To choose other words, run `UPDATE_EMAILS=1 npm test -- test/alert/blind-spot-email` and read the difference.
    if (process.env.UPDATE_EMAILS === '1') writeFileSync(golden(name), text);
    expect(text).toBe(readFileSync(golden(name), 'utf8'));
  });

  it('keeps to its columns, but for links and the commands of its steps, and has no command that is not one', async () => {
    const { alert, subject, body } = await ours(name);
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    const commands = alert.nextSteps.map(({ command }) => command);
    for (const line of body.split('\n')) {
      if (line.length > COLUMNS) expect(LINK.test(line) || commands.includes(line)).toBe(true);
      if (/^\s*(aws|kms-deletion-guard)\b/.test(line)) expect(commands).toContain(line);
    }
  });

  it('says what matters in the first 35 lines', async () => {
    const lines = (await ours(name)).body.split('\n');
    expect(lines.slice(0, 35).join('\n')).toContain('WHAT TO DO');
    for (const line of lines.slice(35)) expect(line).not.toMatch(/^(aws|kms-deletion-guard)\b/);
  });
});

describe('the e-mail of a blind spot', () => {
  it('holds no link, command or line of what stands in names, whatever they are', async () => {
    const strange = fc.record({ found: hostileText(), title: hostileText(), name: hostileText(), by: hostileText() });
    await fc.assert(
      fc.asyncProperty(strange, async ({ found, title, name, by }) => {
        const alert = await blindSpotOf({
          turn: { found },
          fixes: [{ title, command: `aws x --name '${name}'` }],
          pending: fact({
            ...pendingKeys(aPendingKey({ state: name, region: by, deletionDate: undefined })),
            notSeen: [{ what: title, reason: by }],
          }),
          aliases: { [KEY]: name },
          changedBy: fact({ principal: by, event: name, eventId: found, time: NOW }),
          trails: notKnown(name),
          notes: [{ part: 'watch', reason: by }],
        });
        const { subject, body } = renderEmail(alert, NOW);
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        const commands = alert.nextSteps.map(({ command }) => command);
        for (const line of body.split('\n')) {
          expect(line).not.toMatch(/:\/\/|www\.|[^\P{C}]/u);
          if (/^\s*(aws|kms-deletion-guard)\b/.test(line)) expect(commands).toContain(line);
          if (/^\S/.test(line) && line.length > COLUMNS) expect(commands).toContain(line);
        }
        expect(body.match(/^WHAT TO DO$/gm)).toHaveLength(1);
      }),
      { numRuns: 150 },
    );
  });
});
