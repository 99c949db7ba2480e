import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Visitor } from '@swc/core/Visitor.js';

/** The files that decide and know no browser, as tsconfig.pure.json lists them. */
const PURE = pureFiles();

/** Rooms that know neither each other nor anything but what a recording is. */
const APART = '(?:capture|spool|upload|settings|commands)';

// swc parses `using`, but its visitor, which dependency-cruiser walks with, does not know it yet.
const visitStatement = Visitor.prototype.visitStatement;
Visitor.prototype.visitStatement = function visitUsingToo(statement) {
  return statement.type === 'UsingDeclaration'
    ? this.visitVariableDeclaration({ ...statement, declarations: statement.decls })
    : visitStatement.call(this, statement);
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'nobody-imports-entrypoints',
      comment: 'An entrypoint composes; what two of them need belongs to lib/.',
      severity: 'error',
      from: { pathNot: '^(?:entrypoints|tests)/' },
      to: { path: '^entrypoints/' },
    },
    {
      name: 'entrypoints-apart',
      comment: 'Entrypoints talk by messages; what two of them need belongs to lib/.',
      severity: 'error',
      from: { path: '^entrypoints/([^/]+)/' },
      to: { path: '^entrypoints/', pathNot: '^entrypoints/$1/' },
    },
    {
      name: 'base-knows-nobody',
      comment: 'Time, locks, queues and units depend on nothing.',
      severity: 'error',
      from: { path: '^lib/base/' },
      to: { path: '^(?:entrypoints|lib)/', pathNot: '^lib/base/' },
    },
    {
      name: 'recording-knows-nobody',
      comment: 'What a recording is depends on nothing.',
      severity: 'error',
      from: { path: '^lib/recording/' },
      to: { path: '^(?:entrypoints|lib)/', pathNot: '^lib/(?:recording|base)/' },
    },
    {
      name: 'rooms-apart',
      comment: 'capture, spool, upload, settings and commands do not import each other.',
      severity: 'error',
      from: { path: `^lib/(${APART})/` },
      to: { path: '^lib/', pathNot: '^lib/(?:$1|recording|base)/' },
    },
    {
      name: 'engine-joins-spool-and-upload',
      comment: 'An engine knows bytes and servers; neither media nor messages nor pages.',
      severity: 'error',
      from: { path: '^lib/engine/' },
      to: { path: '^lib/', pathNot: '^lib/(?:engine|spool|upload|settings|recording|base)/' },
    },
    {
      name: 'recorder-joins-capture-and-engine',
      comment: 'A recorder runs in an offscreen document or a page: it knows neither the background nor what is shown.',
      severity: 'error',
      from: { path: '^lib/recorder/' },
      to: { path: '^lib/(?:control|ui|export)/' },
    },
    {
      name: 'control-without-media',
      comment: 'The service worker touches neither media nor pages.',
      severity: 'error',
      from: { path: '^lib/control/' },
      to: { path: '^lib/(?:capture|recorder|ui)/' },
    },
    {
      name: 'export-reads-the-spool',
      comment: 'Saving a copy needs the file and nothing that is live.',
      severity: 'error',
      from: { path: '^lib/export/' },
      to: { path: '^lib/', pathNot: '^lib/(?:export|spool|recording|base)/' },
    },
    {
      name: 'ui-shows',
      comment: 'Pages show and command; they neither record nor upload nor write the spool.',
      severity: 'error',
      from: { path: '^lib/ui/' },
      to: { path: '^lib/(?:capture|engine|recorder|control)/', pathNot: '^lib/engine/shown-row[.]ts$' },
    },
    {
      name: 'words-where-they-are-shown',
      comment: 'Pages and the background put messages into words; whoever reports a fact sends the message.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(?:words|ui|control)/' },
      to: { path: '^lib/words/' },
    },
    {
      name: 'words-know-messages',
      severity: 'error',
      from: { path: '^lib/words/' },
      to: { path: '^(?:entrypoints|lib)/', pathNot: '^lib/(?:words|recording|base)/' },
    },
    {
      name: 'nobody-imports-ui',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/ui/' },
      to: { path: '^lib/ui/' },
    },
    {
      name: 'pure-imports-pure',
      comment: 'A deciding part imports only deciding parts: what tsconfig.pure.json lists.',
      severity: 'error',
      from: { path: PURE },
      to: { pathNot: `${PURE}|^node_modules/(?:valibot|@wxt-dev/i18n)/|^[.]wxt/i18n/` },
    },
    {
      name: 'extension-without-tools',
      comment: 'dev/ and tests/ are no part of the extension.',
      severity: 'error',
      from: { path: '^(?:entrypoints|lib)/' },
      to: { path: '^(?:dev|tests)/' },
    },
    {
      name: 'tools-without-tests',
      severity: 'error',
      from: { path: '^dev/' },
      to: { path: '^tests/' },
    },
    {
      name: 'extension-ships-what-it-imports',
      comment: 'A package that the extension imports is a dependency. WXT and its words are bundled with it as tools.',
      severity: 'error',
      from: { path: '^(?:entrypoints|lib)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'core'],
        pathNot: '^node_modules/(?:wxt|@wxt-dev/i18n)/',
      },
    },
    {
      name: 'no-cycles',
      comment: 'Types may refer to each other: they are gone when it runs.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // The cache knows nothing of what the pattern depends on: another pattern has another one.
    cache: {
      folder: `.reelay/checks/imports/${createHash('sha256').update(PURE).digest('hex').slice(0, 8)}`,
      strategy: 'content',
    },
    // TypeScript 7 has no API that dependency-cruiser could parse with.
    parser: 'swc',
    doNotFollow: { path: '^node_modules/' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'module', 'browser', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.css', '.json'],
      exportsFields: ['exports'],
    },
  },
};

/** A pattern of the paths in `include`. */
function pureFiles() {
  const text = readFileSync(new URL('tsconfig.pure.json', import.meta.url), 'utf8').replace(/^\s*\/\/.*$/gm, '');
  /** @type {string[]} */
  const include = JSON.parse(text).include;
  return include.map((path) => `^${path.replaceAll('.', '\\.')}${path.endsWith('.ts') ? '$' : '/'}`).join('|');
}
