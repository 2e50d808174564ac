import { expect } from '@jest/globals';

const TEXTS = ['title', 'description'];
const OUTSIDE_CODE = /`[^`\n]*`/g;

/**
 * Holds a notification to the schema of "Custom notifications using Amazon Q Developer in chat applications" (its Administrator Guide) and to
 * our own bounds. Answers the text that is no code span and no link of ours, in which nothing may act.
 */
export function expectNotification(notification: unknown): string {
  expect(notification).toEqual({
    version: '1.0',
    source: 'custom',
    id: expect.stringMatching(/^\S+$/),
    content: {
      textType: 'client-markdown',
      title: expect.any(String),
      description: expect.any(String),
      nextSteps: expect.any(Array),
      keywords: expect.any(Array),
    },
    metadata: {
      threadId: expect.stringMatching(/^[\w:/-]+$/),
      summary: expect.any(String),
      eventType: expect.stringMatching(/^[a-zA-Z0-9-]{1,100}$/),
      relatedResources: expect.any(Array),
      additionalContext: expect.any(Object),
      enableCustomActions: false,
    },
  });
  const { content, metadata } = notification as {
    content: Record<string, string> & { nextSteps: string[]; keywords: string[] };
    metadata: { summary: string; relatedResources: string[]; additionalContext: Record<string, string> };
  };
  expect(content.title?.length).toBeLessThanOrEqual(150);
  expect(content.description?.length).toBeLessThanOrEqual(2500);
  expect(content.nextSteps.join('\n').length).toBeLessThanOrEqual(2500);
  expect(metadata.summary.length).toBeLessThanOrEqual(250);
  for (const arn of metadata.relatedResources)
    expect(arn).toMatch(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/);
  for (const value of Object.values(metadata.additionalContext)) expect(value).toMatch(/^[a-z0-9-]+$/);
  const shown = [
    ...TEXTS.map((name) => content[name] ?? ''),
    ...content.nextSteps,
    ...content.keywords,
    metadata.summary,
  ];
  return shown
    .flatMap((text) => text.replace(OUTSIDE_CODE, 'code').split('\n'))
    .map(withoutLink)
    .join('\n');
}

// Whatever a link may hold, it ends nothing around it and formats nothing.
const withoutLink = (line: string): string => line.replace(/(?<=: )https:\/\/[^\s<>`|"\\*~]+$/, 'link');
