import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostileText } from '../builders/hostile.ts';
import { aRecord, aRefusal, eventId, KEY, OTHER_KEY, roleIdentity } from '../builders/record.ts';
import { aFolder, lastLine, refusals, runCli } from './fake-terminal.ts';

const folder = aFolder();
const ndjson = (...records: readonly unknown[]) => records.map((record) => JSON.stringify(record)).join('\n');
const good = folder.put('good.json', JSON.stringify({ Records: refusals(2) }));
const quiet = folder.put('quiet.json', ndjson(aRecord(), aRecord({ eventSource: 's3.amazonaws.com' })));

// Everything that a terminal acts on or that hides text: C0 but for line ends, C1, format and bidirectional characters.
const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** A clock that goes on by some milliseconds each time it is looked at. */
const clock = (stepMs: number) => {
  let time = Date.UTC(2026, 10, 22, 3, 16);
  return () => {
    time += stepMs;
    return new Date(time);
  };
};
describe('exit codes', () => {
  it.each([
    [0, 'all was read and something found', ['replay', good]],
    [0, 'all was read and nothing found', ['replay', quiet]],
    [0, 'help was asked for', ['--help']],
    [0, 'help on a command was asked for', ['replay', '--help']],
    [0, 'the version was asked for', ['--version']],
    [1, 'nothing could be read', ['replay', 'nowhere.json']],
    [1, 'the keys file could not be read', ['replay', '--keys', 'nowhere.json', good]],
    [2, 'no command was given', []],
    [2, 'the command is unknown', ['reply', good]],
    [2, 'no file was given', ['replay']],
    [2, 'an option is unknown', ['replay', '--fromat', 'json', good]],
    [2, 'an option has no value', ['replay', good, '--keys']],
    [2, 'the format is unknown', ['replay', '--format', 'xml', good]],
    [2, 'the time is none', ['replay', '--at', 'tomorrow', good]],
    [2, 'the time has no zone', ['replay', '--at', '2026-11-22T03:16:00', good]],
    [2, 'the time is an empty text', ['replay', '--at', '', good]],
    [3, 'some of it could not be read', ['replay', 'nowhere.json', good]],
  ] as const)('%d: %s', async (exitCode, _, args) => {
    expect(await runCli(args)).toMatchObject({ exitCode });
  });

  it.each([
    [['replay', '--fromat', 'json', good], /unknown option '--fromat'[\s\S]*--format/],
    [['replay', '--format', 'xml', good], /'xml'[\s\S]*text, slack, json/],
    [['replay', '--at', 'tomorrow', good], /'tomorrow'[\s\S]*2026-11-22T03:16:00Z/],
    [['reply', good], /unknown command 'reply'[\s\S]*replay/],
    [['replay'], /missing required argument 'input'/],
  ] as const)('wrong usage says what was wrong and what is right: %j', async (args, told) => {
    const seen = await runCli(args);
    expect(seen.stdout).toBe('');
    expect(seen.stderr).toMatch(told);
  });
});

describe('help', () => {
  it('names the command, its options, the forms it reads and the exit codes, in 80 columns', async () => {
    const { stdout } = await runCli(['replay', '--help']);
    for (const word of [
      '--format',
      '--keys',
      '--at',
      'NDJSON',
      'lookup-events',
      'filter-log-events',
      'EventBridge',
      'standard input',
    ])
      expect(stdout).toContain(word);
    for (const code of ['0  done', '1  could not run', '2  wrong usage', '3  done, but some input', '130  interrupted'])
      expect(stdout).toContain(code);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('tells the version it was built with', async () => {
    expect(await runCli(['--version'])).toEqual({ exitCode: 0, stdout: '9.9.9\n', stderr: '' });
  });
});

describe('--format json', () => {
  it.each([
    ['alerts', [good]],
    ['no alert', [quiet]],
    ['alerts and faults', ['nowhere.json', good]],
    ['nothing that could be read', ['nowhere.json']],
  ])('prints one JSON array on standard output and nothing else: %s', async (_, paths) => {
    const { stdout, stderr } = await runCli(['replay', '--format', 'json', ...paths], { isTTY: true });
    expect(JSON.parse(stdout)).toEqual(expect.any(Array));
    expect(stdout).toMatch(/^\[.*\]\n$/s);
    expect(stderr).toMatch(
      /\d+ records read, \d+ from kms\.amazonaws\.com, \d+ refused because of pending deletion\n$/,
    );
  });

  it('tells each key once, the gravest first, with all of its refusals', async () => {
    const tagging = refusals(3, 10, { eventName: 'TagResource', errorMessage: `${OTHER_KEY} is pending deletion.` });
    const path = folder.put('two-keys.json', ndjson(...tagging, ...refusals(2)));
    const { stdout } = await runCli(['replay', '--format', 'json', path]);
    expect(JSON.parse(stdout)).toMatchObject([
      { schemaVersion: '0.1', kind: 'key-use', severity: 'high', key: { arn: KEY }, occurrences: { count: 2 } },
      { kind: 'management-call', severity: 'low', key: { arn: OTHER_KEY }, occurrences: { count: 3 } },
    ]);
  });

  it('judges from the time of --at, else from now', async () => {
    const keys = folder.put(
      'keys.json',
      JSON.stringify({ KeyMetadata: { Arn: KEY, KeyState: 'PendingDeletion', DeletionDate: '2026-11-28T14:02:00Z' } }),
    );
    const at = async (...args: string[]) => {
      const { stdout } = await runCli(['replay', '--format', 'json', '--keys', keys, ...args, good]);
      const [{ severity, key }] = JSON.parse(stdout);
      return [severity, key.daysLeft];
    };
    expect(await at()).toEqual(['high', 6]);
    expect(await at('--at', '2026-11-26')).toEqual(['critical', 2]);
    expect(await at('--at', '2026-11-26T16:00:00+02:00')).toEqual(['critical', 2]);
    expect(await at('--at', '2026-11-29T00:00:00Z')).toEqual(['critical', -1]);
  });

  it('says that it was replayed, by which version, and that nothing was done', async () => {
    const [alert] = JSON.parse((await runCli(['replay', '--format', 'json', good])).stdout);
    expect(alert).toMatchObject({
      guard: { version: '9.9.9', stack: 'replay' },
      remediation: { mode: 'off', outcome: 'nothing-done' },
    });
  });
});

describe('the last line', () => {
  it.each([
    [
      '0 records read, 0 from kms.amazonaws.com, 0 refused because of pending deletion',
      JSON.stringify({ Records: [] }),
    ],
    [
      '2 records read, 1 from kms.amazonaws.com, 0 refused because of pending deletion',
      ndjson(aRecord(), aRecord({ eventSource: 's3.amazonaws.com' })),
    ],
    [
      '3 records read, 2 from kms.amazonaws.com, 2 refused because of pending deletion',
      ndjson(
        ...refusals(1),
        aRecord({ eventID: eventId(7) }),
        aRefusal({ eventID: eventId(8), eventSource: 's3.amazonaws.com', errorCode: 'KMS.KMSInvalidStateException' }),
      ),
    ],
  ])('%s', async (line, text) => {
    const path = folder.put('counted.json', text);
    for (const format of ['text', 'json'])
      expect(lastLine(await runCli(['replay', '--format', format, path]))).toBe(line);
  });

  it('is the last one also when there are faults and skipped files', async () => {
    expect(lastLine(await runCli(['replay', 'nowhere.json', good]))).toMatch(/^2 records read/);
  });
});

describe('what the text says when there is nothing to tell', () => {
  it('no use in the records, which is no proof', async () => {
    expect((await runCli(['replay', quiet])).stdout).toMatch(
      /^No use of a key pending deletion in these records\. .*no proof/,
    );
  });

  it('nothing at all, when no record was read', async () => {
    const { stdout } = await runCli(['replay', folder.put('none.json', '{"Records":[]}')]);
    expect(stdout).toMatch(/^No record was read/);
    expect(stdout).not.toMatch(/no use/i);
  });
});

describe('colours and progress', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the very thing to look for
  const ESCAPE = /\u001b/;

  it('colours the subject on a terminal, by severity', async () => {
    const { stdout } = await runCli(['replay', good], { isTTY: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR, as ECMA-48 has it
    expect(stdout).toMatch(/\u001b\[1;33mSubject: \[HIGH\] [^\n]*\u001b\[0m\n/);
  });

  it.each([
    ['no terminal', { isTTY: false }],
    ['NO_COLOR', { isTTY: true, env: { NO_COLOR: '1' } }],
    ['a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }],
  ])('none for %s', async (_, terminal) => {
    const { stdout, stderr } = await runCli(['replay', good], terminal);
    expect(stdout).toContain('Subject: [HIGH]');
    expect(stdout + stderr).not.toMatch(ESCAPE);
  });

  it('an empty NO_COLOR counts as not set', async () => {
    expect((await runCli(['replay', good], { isTTY: true, env: { NO_COLOR: '' } })).stdout).toMatch(ESCAPE);
  });

  const files = Array.from({ length: 12 }, (_, at) =>
    folder.put(`part-${at}.json`, JSON.stringify(refusals(1, 100 + at)[0])),
  );

  it('shows how far it is on a terminal after a second, and takes it away at the end', async () => {
    const { stderr } = await runCli(['replay', ...files], { isTTY: true, now: clock(300) });
    expect(stderr).toMatch(/\d+ records in \d+ files, reading /);
    expect(stderr).toMatch(/\r\S*12 records read/);
  });

  it.each([
    ['within the first second', { isTTY: true, now: clock(20) }],
    ['when standard error is no terminal', { isTTY: false, now: clock(300) }],
  ])('shows no progress %s', async (_, terminal) => {
    expect((await runCli(['replay', ...files], terminal)).stderr).toBe(
      '12 records read, 12 from kms.amazonaws.com, 12 refused because of pending deletion\n',
    );
  });
});

describe('hostile text', () => {
  it('of records does nothing on a terminal, in either format, nor adds a subject', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostileText(), { minLength: 8, maxLength: 8 }),
        fc.constantFrom('text', 'json'),
        async (texts, format) => {
          const [one = '', two = '', three = '', four = '', five = '', six = '', seven = '', eight = ''] = texts;
          const record = aRefusal({
            userIdentity: roleIdentity(one, two),
            userAgent: three,
            sourceIPAddress: four,
            requestParameters: { encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${five}`, [six]: seven } },
            eventName: eight,
          });
          const broken = `{"errorMessage":"${seven.replaceAll('\n', ' ')} ${OTHER_KEY} is pending deletion","x":`;
          const { stdout, stderr } = await runCli(['replay', '--format', format, '-'], {
            stdin: `${JSON.stringify(record)}\n${broken}\n`,
          });
          expect(stdout).not.toMatch(ACTS);
          expect(stderr).not.toMatch(ACTS);
          expect(stderr.split('\n').length).toBeLessThanOrEqual(6);
          if (format === 'text') expect(stdout.match(/^Subject: /gm)).toHaveLength(2);
          else expect(JSON.parse(stdout)).toHaveLength(2);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of arguments, file names and keys files does nothing on a terminal', async () => {
    const name = '\u001b[31mred\u0007\r\nSubject: [HIGH] forged\u202e\u009b2J.json';
    const runs = [
      runCli(['replay', name]),
      runCli(['replay', folder.put(name, 'no record')]),
      runCli(['replay', folder.path]),
      runCli(['replay', '--keys', name, good]),
      runCli(['replay', '--keys', folder.put(`keys-${name}`, '{"keys":{}}'), good]),
      runCli(['replay', '--keys', folder.put('hostile-keys.json', JSON.stringify({ keys: [name] })), good]),
      runCli(['replay', '--format', name, good]),
      runCli(['replay', '--at', name, good]),
      runCli(['replay', `--${name}`, good]),
      runCli([name]),
    ];
    for (const { stdout, stderr } of await Promise.all(runs)) {
      expect(stdout + stderr).not.toMatch(ACTS);
      expect(stderr).not.toMatch(/^Subject: /m);
    }
  });

  it('of a file name does nothing while it is being read', async () => {
    const paths = Array.from({ length: 12 }, (_, at) =>
      folder.put(`\u001b]0;${at}\u0007.json`, JSON.stringify(refusals(1, 200 + at)[0])),
    );
    const { stderr } = await runCli(['replay', ...paths], { isTTY: true, now: clock(300) });
    expect(stderr).toContain('reading ');
    expect(stderr.replaceAll('\r\u001b[2K', '')).not.toMatch(ACTS);
  });

  it('of a keys file does nothing on a terminal', async () => {
    const text = '\u001b[2J\u202e<!channel>\r\nSubject: [LOW] all is well';
    const keys = folder.put(
      'keys-of-others.json',
      JSON.stringify({
        keys: [
          {
            KeyMetadata: { Arn: KEY, KeyState: 'PendingDeletion', Description: text, KeyManager: text },
            Aliases: [{ AliasName: text }],
            Tags: [{ TagKey: text, TagValue: text }],
            KeyLastUsage: { Operation: text, Timestamp: '2026-11-20T13:58:00Z', CloudTrailEventId: text },
            ScheduledBy: { Principal: text, Time: '2026-11-20T13:58:00Z' },
          },
        ],
        accounts: { '111122223333': text },
      }),
    );
    for (const format of ['text', 'json']) {
      const { stdout } = await runCli(['replay', '--format', format, '--keys', keys, good]);
      expect(stdout).not.toMatch(ACTS);
      expect(stdout.match(/^Subject: /gm) ?? []).toHaveLength(format === 'text' ? 1 : 0);
    }
  });
});
