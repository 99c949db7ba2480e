import { conclude, filesIn, read } from './files.ts';
import { anchorsIn, findBrokenReferences, type Repository } from './references.ts';

/* `npm run docs`: every file, folder, heading and npm script that a Markdown file names exists. */

const files = filesIn('');
const repository: Repository = {
  files,
  scripts: new Set(Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts)),
  anchorsOf: (path) => (path.endsWith('.md') && files.includes(path) ? anchorsIn(read(path)) : null),
};

conclude(
  files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      findBrokenReferences(path, read(path), repository).map(({ line, problem }) => `${path}:${line} ${problem}`),
    ),
);
