import { expect, test } from 'vitest';
import { anchorsIn, findBrokenReferences, type Repository } from '../../dev/checks/references.ts';

const REPOSITORY: Repository = {
  files: ['README.md', 'docs/servers.md', 'docs/popup.png', 'lib/upload/session.ts', 'lib/upload/learn-end.ts'],
  scripts: new Set(['test', 'build']),
  anchorsOf: (path) => (path === 'docs/servers.md' ? new Set(['presigned-urls']) : new Set()),
};

function problemsOf(markdown: string, path = 'README.md'): string[] {
  return findBrokenReferences(path, markdown, REPOSITORY).map(({ line, problem }) => `${line}: ${problem}`);
}

test('links, images, paths in backticks and npm scripts that exist pass', () => {
  const markdown = `[servers](docs/servers.md#presigned-urls), ![popup](docs/popup.png), <img src="docs/popup.png">,
\`lib/upload/session.ts\`, \`lib/upload/\`, \`lib/upload/learn*.ts\`, \`session.ts\`, npm test, \`npm run build\`,
[elsewhere](https://example.com/x), \`recordings/<id>/media\`, \`PUT\`, \`video/webm\`, \`chrome.runtime\``;
  expect(problemsOf(markdown)).toEqual([]);
});

test('whatever a document names that is not there is reported with its line', () => {
  const markdown = `[gone](docs/gone.md)
[no heading](docs/servers.md#nowhere)
<img src="docs/gone.png">
\`lib/upload/gone.ts\`
\`gone.ts\`
\`lib/gone/*.ts\`
    npm run gone`;
  expect(problemsOf(markdown)).toEqual([
    '1: The link to docs/gone.md leads nowhere.',
    '2: docs/servers.md has no heading #nowhere.',
    '3: The link to docs/gone.png leads nowhere.',
    '4: There is no lib/upload/gone.ts.',
    '5: There is no gone.ts.',
    '6: There is no lib/gone/*.ts.',
    '7: package.json has no script "gone".',
  ]);
});

test('links start at the folder of their document', () => {
  expect(problemsOf('[up](../README.md) [beside](servers.md)', 'docs/servers.md')).toEqual([]);
  expect(problemsOf('[wrong](docs/servers.md)', 'docs/servers.md')).toHaveLength(1);
});

test('code blocks are examples: only their npm scripts have to exist', () => {
  expect(problemsOf('```sh\nnode gone.ts `lib/gone.ts`\n```')).toEqual([]);
});

test('headings have the ids that GitHub gives them', () => {
  const markdown = "# What's next?\n\n## `npm test`, quickly\n```\n# no heading\n```\n";
  expect([...anchorsIn(markdown)]).toEqual(['whats-next', 'npm-test-quickly']);
});
