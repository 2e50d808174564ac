import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`);

it('the URL of a webhook is taken out of its wrapping only where it is compared, and where it is posted to', () => {
  const revealing = ['shared', 'functions', 'cli', 'infra']
    .flatMap(filesOf)
    .filter((file) => /\breveal\b/.test(readFileSync(join(root, file), 'utf8')));
  expect(revealing.sort()).toEqual(['shared/slack/webhook-url.ts', 'shared/slack/webhook.ts']);
});
