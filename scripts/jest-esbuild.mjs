// Tests run through the compiler that makes the bundles, so that both see the same language.
import { transformSync } from 'esbuild';

export default {
  process: (source, file) =>
    transformSync(source, { loader: 'ts', format: 'esm', target: 'node20', sourcemap: 'inline', sourcefile: file }),
};
