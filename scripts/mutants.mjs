// Breaks the code one line at a time, as test/mutants.json lists, and fails unless some test notices each of them.
// Works in copies of the tree, two at a time.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const TREES = 2;
const COPIED = [
  'shared',
  'functions',
  'infra',
  'cli',
  'test',
  'scripts',
  'docs',
  'examples',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'jest.config.mjs',
];
// The tests of what the mutants change; those of the command line and of the tree as a whole take longer and see no more.
const TESTS = [
  'cloudwatch-logs',
  'cloudtrail',
  'kms',
  'finding',
  'incident',
  'remediation',
  'silence',
  'alert',
  'blind-spots',
  'notification',
  'pipeline',
  'slack',
  'functions/notify-slack',
].map((folder) => `test/${folder}/`);

// As on CI, random tests look where they looked before, so that a mutant that is caught once is caught again.
const SAME_EACH_TIME = { CI: 'true', MODEL_RUNS: process.env.MODEL_RUNS ?? '40' };

const mutants = JSON.parse(readFileSync(join(root, 'test/mutants.json'), 'utf8'));

function makeTree() {
  const tree = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const part of COPIED) cpSync(join(root, part), join(tree, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  return tree;
}

const testsPass = (tree, tests) =>
  new Promise((resolve) => {
    const options = ['--bail', '--silent', '--maxWorkers=1', '--passWithNoTests'];
    const jest = ['node_modules/jest/bin/jest.js', ...options, ...tests];
    const child = spawn(
      process.execPath,
      ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...jest],
      {
        cwd: tree,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, ...SAME_EACH_TIME, FORCE_COLOR: '0' },
      },
    );
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (status) =>
      resolve({ pass: status === 0, failed: /● (.*)/.exec(output)?.[1] ?? 'a test file', output }),
    );
  });

async function caught(tree, { file, find, replace }) {
  const path = join(tree, file);
  const before = readFileSync(path, 'utf8');
  const places = before.split(find).length - 1;
  if (places !== 1)
    throw new Error(
      `${file}: got ${places} places that read \`${find}\`, wanted one; bring test/mutants.json up to date`,
    );
  writeFileSync(
    path,
    before.replace(find, () => replace),
  );
  // The tests named after the code notice most, then those beside it; the others are only run when they do not.
  const [top, folder] = file.split('/');
  const own = top === 'functions' ? `test/functions/${folder}/` : `test/${folder}/`;
  const [stem] = basename(file, '.ts').split('-');
  const named = await testsPass(tree, [`${own}(.*/)?${stem}[^/]*$`]);
  const first = named.pass ? await testsPass(tree, [own]) : named;
  const result = first.pass
    ? await testsPass(
        tree,
        TESTS.filter((tests) => tests !== own),
      )
    : first;
  writeFileSync(path, before);
  return result;
}

const trees = Array.from({ length: TREES }, makeTree);
const survivors = [];
try {
  const { pass, output } = await testsPass(trees[0], TESTS);
  if (!pass) throw new Error(`the tests fail without any mutant: mend them first\n${output.slice(-2000)}`);
  const queue = mutants.entries();
  await Promise.all(
    trees.map(async (tree) => {
      for (const [at, mutant] of queue) {
        const { pass, failed } = await caught(tree, mutant);
        if (pass && mutant.survives === undefined) survivors.push(mutant);
        const verdict = pass
          ? `SURVIVED${mutant.survives === undefined ? '' : ` (${mutant.survives})`}`
          : `caught by "${failed}"`;
        console.log(`${String(at + 1).padStart(2)}/${mutants.length} ${mutant.file}: ${mutant.breaks}: ${verdict}`);
      }
    }),
  );
} finally {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
}
console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants caught`);
if (survivors.length > 0) process.exitCode = 1;
