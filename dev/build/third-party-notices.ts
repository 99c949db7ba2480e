import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const PACKAGES = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const FILE = 'THIRD-PARTY-NOTICES.txt';
/** Packages published without their licence, or only inside a tool, and one from the same repository that has it. */
const LICENCE_IN: Readonly<Record<string, string>> = {
  wxt: '@wxt-dev/webextension-polyfill',
  '@wxt-dev/browser': '@wxt-dev/webextension-polyfill',
  '@wxt-dev/i18n': '@wxt-dev/webextension-polyfill',
  '@oxc-project/runtime': '@oxc-project/types',
};
const RULE = `\n${'-'.repeat(80)}\n\n`;

/** Collects whose code is bundled, across all parts of a build, and writes the licences next to it. */
export interface ThirdPartyNotices {
  /** For every part of the build, including the workers. */
  readonly plugin: () => Plugin;
  /** @throws Error when a package has no licence text. */
  readonly write: (directory: string) => void;
}

/** Starts without any packages. */
export function createThirdPartyNotices(): ThirdPartyNotices {
  const names = new Set<string>();
  return {
    plugin: () => ({
      name: 'third-party-notices',
      generateBundle(_options, bundle) {
        for (const output of Object.values(bundle)) {
          if (output.type !== 'chunk') continue;
          for (const [id, { renderedLength }] of Object.entries(output.modules)) {
            const name = packageOf(id);
            // Style sheets leave the chunk for a file of their own.
            if (name !== null && (renderedLength > 0 || id.endsWith('.css'))) names.add(name);
          }
        }
      },
    }),
    write: (directory) => writeFileSync(join(directory, FILE), noticesOf([...names].sort())),
  };
}

/** The package a bundled module comes from; null when it's the extension's own. @throws Error when it's unknown. */
export function packageOf(moduleId: string): string | null {
  const path = moduleId.replaceAll('\\', '/').replace(/\?.*$/, '');
  const inPackage = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  if (inPackage !== undefined) return inPackage;
  const tool = /^\0?(?:virtual:)?(vite|rolldown|wxt)\b/.exec(path)?.[1];
  if (tool !== undefined) return tool;
  // What the compiler substitutes for newer syntax: "@oxc-project+runtime@0.156.0/helpers/…".
  const helper = /^\0(@[^/+]+)\+([^/@]+)@/.exec(path);
  if (helper !== null) return `${helper[1]}/${helper[2]}`;
  if (path.startsWith('\0')) throw new Error(`Nobody knows which package “${path.slice(1)}” comes from.`);
  return null;
}

/** The text of the notices file. @throws Error when a package has no licence text. */
export function noticesOf(names: readonly string[], packages = PACKAGES): string {
  const head = 'Reelay contains code of these packages. Each stands here with its licence.\n';
  return [head, ...names.map((name) => noticeOf(name, packages))].join(RULE);
}

function noticeOf(name: string, packages: string): string {
  const relative = LICENCE_IN[name] ?? name;
  const isInstalled = existsSync(join(packages, name));
  const { version, license, repository } = manifestOf(isInstalled ? name : relative, packages);
  const address =
    typeof repository === 'object' && repository !== null && 'url' in repository ? repository.url : repository;
  const source = String(address ?? '').replace(/^git\+|^git:/, (scheme) => (scheme === 'git:' ? 'https:' : ''));
  const facts = `${isInstalled ? `${name} ${version}` : name}\nLicence: ${license}\nSource: ${source}`;
  return `${facts}\n\n${licenceText(relative, packages)}\n`;
}

function manifestOf(name: string, packages: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
}

function licenceText(name: string, packages: string): string {
  const files = readdirSync(join(packages, name)).filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file));
  if (files.length === 0) throw new Error(`The package ${name} is bundled and has no licence text.`);
  const texts = files.map((file) => readFileSync(join(packages, name, file), 'utf8'));
  // Vite goes on to list the dependencies bundled in its own tools, none of which are in an extension.
  return texts.map((text) => text.split('# Licenses of bundled dependencies')[0]?.trim()).join('\n\n');
}
