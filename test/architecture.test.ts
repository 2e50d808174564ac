import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');

// One breach a rule, all planted in one copy of the tree.
const BREACHES = [
  ['shared/kms/reads-files.ts', "import 'node:fs';", 'core-does-no-io'],
  ['shared/kms/looks-ahead.ts', "import '../finding/detect.ts';", 'kms-imports-only-what-stands-before-it'],
  ['shared/silence/looks-ahead.ts', "import '../incident/incident.ts';", 'silence-imports-only-what-stands-before-it'],
  ['shared/alert/looks-ahead.ts', "import '../blind-spots/check.ts';", 'alert-imports-only-what-stands-before-it'],
  ['shared/finding/enriches.ts', "import '../enrichment/enrich.ts';", 'core-imports-core-only'],
  ['shared/alert/runs-cli.ts', "import '../../cli/run.ts';", 'core-imports-core-only'],
  ['shared/pipeline/runs-cli.ts', "import '../../cli/run.ts';", 'pipeline-and-enrichment-take-adapters-as-arguments'],
  ['shared/aws/runs-pipeline.ts', "import '../pipeline/process-log-batch.ts';", 'adapters-know-the-domain-only'],
  ['shared/contract/imports.ts', "import '../result.ts';", 'contract-imports-nothing'],
  ['functions/one/calls-another.ts', "import '../other/handler.ts';", 'a-function-imports-shared-only'],
  ['functions/other/handler.ts', 'export {};', undefined],
  ['infra/knows-too-much.ts', "import '../shared/result.ts';", 'infra-knows-the-contract-only'],
  ['cli/calls-function.ts', "import '../functions/other/handler.ts';", 'cli-imports-shared-only'],
  ['cli/calls-aws.ts', "import '@aws-sdk/client-kms';", 'only-adapters-import-the-sdk'],
] as const;

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

describe('import directions', () => {
  let tree: string;
  const cruise = (...folders: readonly string[]): readonly Violation[] => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...[...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      ],
      { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(stdout).summary.violations;
  };

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'imports-'));
    for (const part of ['shared', 'cli', 'tsconfig.json', '.dependency-cruiser.cjs', 'package.json']) {
      cpSync(join(root, part), join(tree, part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  });
  afterAll(() => rmSync(tree, { recursive: true }));

  it('hold in the tree as it is', () => {
    expect(cruise('shared', 'cli')).toEqual([]);
  });

  it('are found broken, each by its rule, when somebody breaks them', () => {
    for (const [file, code] of BREACHES) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), `${code}\nexport {};\n`);
    }
    const violations = cruise('shared', 'cli', 'functions', 'infra');
    for (const [file, , rule] of BREACHES) {
      const rules = violations.filter(({ from }) => from === file).map(({ rule: { name } }) => name);
      if (rule === undefined) expect(rules).toEqual([]);
      else expect([file, rules]).toEqual([file, expect.arrayContaining([rule])]);
    }
  });
});

describe('house rules', () => {
  const grep = (pattern: string, ...paths: string[]) => {
    const found = spawnSync('grep', ['-rnE', pattern, ...paths.map((path) => join(root, path))], { encoding: 'utf8' });
    return found.stdout;
  };

  it('no module mocks of our own code', () => {
    expect(
      grep('jest\\.(mock|unstable_mockModule|doMock)\\(', 'test').replaceAll(/.*architecture\.test.*\n/g, ''),
    ).toBe('');
  });

  it('the core knows no clock, no environment, no console', () => {
    const core = [
      'cloudwatch-logs',
      'cloudtrail',
      'kms',
      'finding',
      'silence',
      'incident',
      'alert',
      'blind-spots',
      'enrichment',
      'pipeline',
    ].map((folder) => `shared/${folder}`);
    expect(
      grep('Date\\.now\\(|new Date\\(\\)|process\\.env|console\\.(log|info|warn|error)|Math\\.random', ...core),
    ).toBe('');
  });

  it('no folder or file that says nothing about the domain', () => {
    const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' });
    expect(files).not.toMatch(/(^|\/)(utils?|helpers?|common|misc)(\/|\.[a-z]+$)/m);
  });
});
