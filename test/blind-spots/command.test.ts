import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quote, shellCommand } from '../../shared/blind-spots/command.ts';

describe('a command', () => {
  it('is quoted where it must be', () => {
    expect(
      shellCommand(['aws', 'logs', 'x'], { '--name': 'a-b/c.d:e', '--pattern': '{ $.a = "b" }', '--empty': '' }),
    ).toBe(`aws logs x --name a-b/c.d:e --pattern '{ $.a = "b" }' --empty ''`);
  });

  it.each(['a\nb', 'a\rb', '\u001b[2J', '\u202egpj', 'é', '\u0000'])('is not given for the name %j', (name) => {
    expect(shellCommand(['aws'], { '--name': name })).toBeUndefined();
  });

  it('is not given for a name that begins like an option', () => {
    expect(shellCommand(['aws'], { '--name': '--query' })).toBeUndefined();
  });

  it('reaches a shell as it was meant, whatever the names hold', () => {
    const names = fc.sample(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), 200);
    const quoted = names.map((name) => quote(name) ?? '');

    const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${quoted.join(' ')}`], { encoding: 'utf8' });

    expect(stdout.split('\0').slice(0, -1)).toEqual(names);
  });
});
