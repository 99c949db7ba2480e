import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'wxt';

const ROOT = fileURLToPath(new URL('../export-harness/', import.meta.url));

/**
 * Builds an extension whose only page lets a test call lib/export the way the recordings page does: bundled as in
 * production, in an extension's origin.
 * @returns the folder to load into the browser.
 */
export async function buildExportHarness(outputDirectory: string): Promise<string> {
  await build({
    root: ROOT,
    configFile: false,
    outDir: outputDirectory,
    outDirTemplate: 'harness',
    imports: false,
    manifest: { name: 'Export harness', version: '1', permissions: ['unlimitedStorage'] },
  });
  return join(outputDirectory, 'harness');
}
