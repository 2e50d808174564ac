import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';

/** Lambda's runtime nodejs24.x. The emulator runs functions with the first `node` on PATH, whatever their Runtime says. */
const NODE_PACKAGE = 'node@24.21.0';

/**
 * Installs the emulator (from PyPI) and Node 24 (from npm) below `cache`, or uses what is there already.
 * Rejects with one text that names all that is missing on this machine.
 */
export async function installTools({ cache, requirements, signal }) {
  const python = await neededPrograms(signal);
  const emulator = join(cache, 'emulator');
  const node = join(cache, 'node');
  await Promise.all([
    installed(emulator, readFileSync(requirements, 'utf8'), async () => {
      await run(python, ['-m', 'venv', emulator], { signal });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
      await run(join(emulator, 'bin/python'), pip, { signal });
    }),
    installed(node, NODE_PACKAGE, async () => {
      writeFileSync(join(node, 'package.json'), '{ "private": true }\n');
      await run('npm', ['install', '--no-audit', '--no-fund', NODE_PACKAGE], { cwd: node, signal });
      await run(join(node, 'node_modules/node/bin/node'), ['--version'], { signal });
    }),
  ]);
  return { python: join(emulator, 'bin/python'), nodeFolder: join(node, 'node_modules/node/bin') };
}

/** Runs an installation unless the folder holds the mark of one that came to its end. */
async function installed(folder, wanted, install) {
  const mark = join(folder, '.installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await install();
  writeFileSync(mark, wanted);
}

async function neededPrograms(signal) {
  const works = (command, args) =>
    run(command, args, { signal }).then(
      () => true,
      () => false,
    );
  const missing = [];
  const python = process.env.PYTHON ?? 'python3';
  if (!(await works(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'])))
    missing.push('Python 3.10 or newer (python3; Debian: apt-get install python3 python3-venv)');
  else if (!(await works(python, ['-c', 'import venv, ensurepip'])))
    missing.push("Python's venv with pip (Debian: apt-get install python3-venv)");
  if (!(await works('openssl', ['version'])))
    missing.push('openssl, for a certificate (Debian: apt-get install openssl)');
  signal.throwIfAborted();
  if (missing.length > 0) throw new Error(`the end-to-end tests need what this machine lacks: ${missing.join('; ')}`);
  return python;
}
