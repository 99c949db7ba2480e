import { ENGINE_MUTANTS } from './engine-mutants.ts';
import { LEARN_MUTANTS } from './learn-mutants.ts';
import { inFile, type Mutant } from './mutant.ts';
import { RECORDER_MUTANTS } from './recorder-mutants.ts';
import { RUNNING_MUTANTS } from './running-mutants.ts';
import { SESSION_MUTANTS } from './session-mutants.ts';
import { UPLOAD_MUTANTS } from './upload-mutants.ts';

/** What tests must catch: breaches of the design's invariants, and every fault uploaders are known for. */
export const MUTANTS: readonly Mutant[] = [
  ...UPLOAD_MUTANTS,
  ...SESSION_MUTANTS,
  ...LEARN_MUTANTS,
  ...ENGINE_MUTANTS,
  ...RECORDER_MUTANTS,
  ...RUNNING_MUTANTS,
  ...inFile('lib/base/byte-units.ts', [
    ['pieces are not multiples of 256 KiB', 'CHUNK_UNIT_BYTES = 256 * KIB', 'CHUNK_UNIT_BYTES = 255 * KIB'],
  ]),
  ...inFile('lib/spool/row-keeper.ts', [
    ['a row that came while one was written is not written', 'this.#next = null;', ''],
    ['an older row is kept', 'this.#newest = row;', 'this.#newest ??= row;'],
    [
      'a row that is not written holds up every other',
      'inTime(put, PATIENCE_MS, this.#clock',
      'inTime(put, 1e12, this.#clock',
    ],
    ['writes pile up without bound', 'if (this.#givenUp >= MAX_GIVEN_UP) throw', 'if (this.#givenUp < 0) throw'],
  ]),
  ...inFile('lib/spool/patient-catalog.ts', [
    [
      'a catalog that hangs is waited for',
      'inTime(mine.then(work), PATIENCE_MS, clock',
      'inTime(mine.then(work), 1e12, clock',
    ],
    ['a catalog that broke is never opened again', '      drop(mine);\n      throw error;', '      throw error;'],
  ]),
  ...inFile('lib/spool/spool-file.ts', [
    ['a slice is marked before it is flushed', '      this.#media.flush();\n', ''],
    ['a mark is not flushed', '      this.#marks.flush();\n', ''],
    ['what is written counts before it is flushed', 'return this.#committedBytes;', 'return this.#writtenBytes;'],
    [
      'a slice that failed moves the next one',
      '  takeBack(): void {\n    this.#writtenBytes = this.#committedBytes;',
      '  takeBack(): void {',
    ],
    ['a torn slice stays', '    media.truncate(bytes);\n', ''],
    ['a mark that is not borne out stays', '    marks.truncate(endOfMark);\n', ''],
    ['a mark that was not flushed stays', '      this.#marks.truncate(this.#marksBytes);\n', ''],
    ['a mark is believed beyond the end of the file', 'bytes > 0 && bytes <= mediaBytes', 'bytes > 0'],
    ['bytes are read that are not committed', 'if (start + into.length > this.#committedBytes)', 'if (start < 0)'],
    ['a short write is taken for a whole one', 'this.#writtenBytes += written;', 'this.#writtenBytes += rest.length;'],
    [
      'a full disk is waited for in a circle',
      "if (written <= 0) throw new Error('The file takes no more bytes.');",
      'if (written <= 0) break;',
    ],
  ]),
  ...inFile('lib/spool/file-use.ts', [
    [
      'a file that is played may be deleted',
      "USES: readonly FileUse[] = ['saved', 'played']",
      "USES: readonly FileUse[] = ['saved']",
    ],
    ['one reader lets go of a file for all', "{ mode: 'shared', signal", '{ signal'],
    ['the hold on a file outlives a refusal', '      release();\n      return use;', '      return use;'],
  ]),
  ...inFile('lib/recording/state.ts', [
    [
      'what cannot happen is passed over',
      'if (next === undefined) throw new TransitionError(state, event);',
      'if (next === undefined) return state;',
    ],
    [
      'a blocked recording is complete by itself',
      "blocked: { unblocked: 'finishing',",
      "blocked: { completed: 'complete', unblocked: 'finishing',",
    ],
  ]),
  ...inFile('lib/settings/host-use.ts', [
    ['access that an unfinished upload needs is given back', '!needed.some((url) => covers(pattern, url))', 'true'],
    ['access is given back at the first look', 'atMs === undefined || atMs > nowMs ? nowMs : atMs', 'atMs ?? 0'],
  ]),
  ...inFile('lib/export/copies-folder.ts', [
    ['a copy goes before the browser has read it', '(isOrphan(copy) ? HANDED_OVER_MS : DAY_MS)', '0'],
  ]),
];
