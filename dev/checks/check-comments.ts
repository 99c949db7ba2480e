import { findMissingComments } from './doc-comments.ts';
import { conclude, filesIn, read } from './files.ts';

/* `npm run comments`: every export of lib/ has a doc comment. */

conclude(
  filesIn('lib/')
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) =>
      findMissingComments(read(path)).map(({ line, name }) => `${path}:${line} ${name} has no doc comment.`),
    ),
);
