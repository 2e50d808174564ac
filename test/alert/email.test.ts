import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COLUMNS } from '../../shared/alert/email/layout.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { NOW } from '../builders/alert.ts';
import { SITUATIONS } from './situations.ts';
import { STORIES } from './stories.ts';

const golden = (name: string) => join(import.meta.dirname, `../fixtures/emails/${name}.txt`);
const COMMAND =
  /^aws kms (describe-key|cancel-key-deletion|enable-key|schedule-key-deletion) --region [a-z0-9-]+ --key-id arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+( --pending-window-in-days 30)?$/;
// Ours as well, with placeholders that a person must fill in.
const GUARD_COMMAND =
  /^kms-deletion-guard silence (list --region [a-z0-9-]+|add --region [a-z0-9-]+ --key arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+( --class management --for 21d| --for 24h) --reason "\.\.\.")$/;
const LINK = /^https:\/\/\S+$/;
const ARN = /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;

describe.each(Object.entries({ ...SITUATIONS, ...STORIES }))('the e-mail for %s', (name, make) => {
  const { subject, body } = renderEmail(make(), NOW);
  const lines = body.split('\n');

  it('reads as was chosen', () => {
    const text = `Subject: ${subject}\n\n${body}`;
    // To choose other words, run `UPDATE_EMAILS=1 npm test -- test/alert/email` and read the difference.
    if (process.env.UPDATE_EMAILS === '1') writeFileSync(golden(name), text);
    expect(text).toBe(readFileSync(golden(name), 'utf8'));
  });

  it('has a subject that SNS takes', () => {
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  });

  it('keeps to its columns, but for commands, links and ARNs on lines of their own', () => {
    const wide = lines.filter((line) => line.length > COLUMNS);
    for (const line of wide) expect([COMMAND, GUARD_COMMAND, LINK, ARN].some((form) => form.test(line))).toBe(true);
  });

  it('says what matters in the first 35 lines', () => {
    const important = lines.slice(0, 35).join('\n');
    expect(important).toContain('WHAT TO DO');
    // A summary has a command for each of its keys.
    if (make().kind === 'summary') return;
    for (const command of lines.filter((line) => line.startsWith('aws '))) expect(important).toContain(command);
  });

  it('has no command that is not one of ours', () => {
    for (const line of lines.filter((one) => /^\s*aws\b/.test(one))) expect(line).toMatch(COMMAND);
    for (const line of lines.filter((one) => /^\s*kms-deletion-guard\b/.test(one))) expect(line).toMatch(GUARD_COMMAND);
  });
});
