import { inFile, type Mutant } from './mutant.ts';

/** What tests must catch about one recording's bytes on disk and its upload. */
export const ENGINE_MUTANTS: readonly Mutant[] = [
  ...inFile('lib/engine/spooling/range-reader.ts', [
    [
      'what the browser could not read is left to it again',
      'start === lastStart && !isLarge ? null : blobOf(range)',
      'blobOf(range)',
    ],
    ['a whole file that is sent again is read into memory', '&& !isLarge ?', '?'],
  ]),
  ...inFile('lib/engine/uploading/upload-run.ts', [
    [
      'a recording that was sent to the URL since is replaced',
      'if (known !== null) return this.#notOvertaken(known, url, signal);',
      'if (known !== null) return known;',
    ],
    [
      'a URL that took another recording takes this one, too',
      'if (this.#start.followsAnother) return notToFollow(found);\n',
      '\n',
    ],
    ['a server that takes whole files gets nothing', "end.problem.kind !== 'takes-whole-files'", 'true'],
    ['the URL is never given back', '        this.#lock?.release();\n        wasStopped', '        wasStopped'],
  ]),
  ...inFile('lib/engine/uploading/resume-forgotten.ts', [
    [
      'what may have been sent before a crash is not thought of',
      'if (interruptedAtBytes === null) return session;',
      'if (interruptedAtBytes !== -1) return session;',
    ],
    ['what a lost note may have sent is not thought of', 'const isForgotten = !isKnown', 'const isForgotten = isKnown'],
  ]),
  ...inFile('lib/engine/spooling/read-slice.ts', [
    [
      'a slice that cannot be read waits for ever',
      'inTime(read(blob), PATIENCE_MS, clock',
      'inTime(read(blob), 1e12, clock',
    ],
    [
      'half of a slice is taken for the whole',
      'if (bytes.byteLength === blob.size) return',
      'if (bytes.byteLength > 0) return',
    ],
  ]),
  ...inFile('lib/engine/uploading/prompt-transport.ts', [
    [
      'a request that does not end is waited for',
      'clock.wait(PATIENCE_MS, over.signal)',
      'clock.wait(null, over.signal)',
    ],
  ]),
  ...inFile('lib/engine/catalog-entry.ts', [
    ['Stop waits for the catalog', 'inTime(kept, CATALOG_PATIENCE_MS, this.#clock', 'inTime(kept, 1e12, this.#clock'],
    ['the log keeps what a message holds', 'message: safeMessage(message, safeText)', 'message'],
  ]),
  ...inFile('lib/engine/copied-row.ts', [
    ['a copy keeps the files from being deleted', '(copy) => copy.close(),', '(copy) => void copy,'],
  ]),
  ...inFile('lib/engine/catalog-entry.ts', [
    ['the copy never changes', '    copy?.keep(saved);\n', ''],
    [
      'the copy is written for every bit of progress',
      'await this.#save({}, null);\n    } else',
      'await this.change({});\n    } else',
    ],
  ]),
  ...inFile('lib/spool/row-copy.ts', [
    ['a copy keeps what the row has forgotten', '    this.#fill(this.#slot, new Uint8Array(this.#bytes));\n', ''],
    ['a copy that could not be renewed misleads', '      this.#clear();\n      throw error;', '      throw error;'],
    ['half a row is read', 'head.getUint32(0) !== crc32c(bytes.subarray(4, end))', 'head.getUint32(0) === 0'],
    ['a change begins with the only row', 'const slot = other(this.#slot);', 'const slot = this.#slot;'],
    ['what was cut off stays', '    this.#fill(other(newest.slot), new Uint8Array(SLOT_BYTES));\n', ''],
    ['the older row counts', 'second.order > first.order', 'second.order < first.order'],
  ]),
  ...inFile('lib/spool/row.ts', [
    ['the older of row and copy counts', 'other.order > row.order ?', 'other.order < row.order ?'],
    ['a clock that goes back makes a change older', 'Math.max(nowMs, order + 1)', 'nowMs'],
  ]),
  ...inFile('lib/spool/with-room.ts', [
    ['a full disk is given no room', 'if (!makeRoom()) throw error;', 'throw error;'],
  ]),
  ...inFile('lib/control/storage/repair-catalog.ts', [
    ['a copy counts where there is a row', '? copy : null;', '? copy : copy;'],
    ['a forgotten secret stays in the copy', '&& what.row !== copy', '&& what.row === copy'],
  ]),
  ...inFile('lib/engine/saved-row.ts', [
    [
      'a row that is not read is waited for',
      'inTime(catalog.get(id), PATIENCE_MS, clock',
      'inTime(catalog.get(id), 1e12, clock',
    ],
    ['what only the copy has is forgotten when an engine takes over', 'newerRow(listed.value, copy)', 'listed.value'],
  ]),
  ...inFile('lib/engine/new-row.ts', [
    [
      'an engine fails over to the old URL',
      'if (isSameTarget(row.target, target)) return row;',
      'if (row !== null) return row;',
    ],
    [
      'an upload that was cancelled says nothing in the next engine',
      "  if ('unknown' in target) return { ...row, ...cancelled(row).row };\n",
      '',
    ],
  ]),
  ...inFile('lib/engine/recording-engine.ts', [
    [
      'a recording’s lock that never comes is waited for',
      'inTime(takeRecordingLock(id), OPEN_PATIENCE_MS, clock',
      'inTime(takeRecordingLock(id), 1e12, clock',
    ],
    [
      'a file that does not open is waited for',
      'inTime(openSpool(id), OPEN_PATIENCE_MS, clock',
      'inTime(openSpool(id), 1e12, clock',
    ],
    [
      'files that are not deleted are waited for',
      'inTime(deleteFiles(id), DELETE_PATIENCE_MS, clock',
      'inTime(deleteFiles(id), 1e12, clock',
    ],
    [
      'what a failed comparison had blocked can never be complete',
      "session?.end == null || session.end.kind === 'complete'",
      'session?.end == null',
    ],
    ['two engines write one recording', 'if (lock === null) throw', 'if (lock === undefined) throw'],
    [
      'the end overtakes slices that are being written',
      'return this.#slices.add(() => this.#seal(atMs, problem));',
      'return this.#seal(atMs, problem);',
    ],
    [
      'a recovery seals at what the catalog believes',
      'sealedBytes: spooledBytes, ending, problem: ending });\n    } else',
      'sealedBytes: saved.spooledBytes, ending, problem: ending });\n    } else',
    ],
    [
      'bytes that are missing on disk are not missed',
      "spooledBytes < sealedBytes && session?.end?.kind !== 'complete'",
      'spooledBytes < 0',
    ],
  ]),
  ...inFile('lib/engine/uploading/dead-sessions.ts', [
    ['one URL after the other is minted', 'return this.#inARow <= MAX_DEAD;', 'return true;'],
    ['a dead upload to a URL that was given mints another', "if (!('endpointName' in target) || ", 'if ('],
  ]),
  ...inFile('lib/engine/uploading/open-session.ts', [
    [
      'a tus upload is taken for an endpoint when something answers in its place',
      'return found.interference !== undefined;',
      'return false;',
    ],
  ]),
  ...inFile('lib/engine/uploading/url-lock.ts', [
    [
      'a lock on a minted URL that is late ends the upload',
      'taking.then(resolve, reject)',
      'taking.then(() => resolve(null), reject)',
    ],
    [
      'a recovery does not wait for the URL’s lock',
      'lock: await takeUploadLock(url, true)',
      "lock: await takeUploadLock(url + ' ', true)",
    ],
    ['two recordings are sent to one URL', ' throw new UploadUrlInUseError();', ' return null;'],
    [
      'a second recording to an endpoint that cannot be reached is refused',
      ' && !isUndecided(rows.filter(isReadable), url)',
      '',
    ],
    ['a lock that never comes holds up the start', 'inTime(taking, PATIENCE_MS, clock', 'inTime(taking, 1e12, clock'],
    [
      'a catalog that does not answer holds up the start',
      'inTime(catalog.all(), PATIENCE_MS, clock',
      'inTime(catalog.all(), 1e12, clock',
    ],
  ]),
  ...inFile('lib/engine/uploading/stopped-upload.ts', [
    ['a cancelled upload keeps its URL', 'const forgotten = withoutSecrets(row);', 'const forgotten = row;'],
    ['a cancelled upload is resumed', 'session: ended,', 'session: null,'],
  ]),
  ...inFile('lib/engine/uploading/recording-upload.ts', [
    [
      'an old URL is used again by a recovery that had waited for it',
      'if (generation === this.#generation && ',
      'if (',
    ],
    [
      'an old URL is touched after a new one was given',
      '    this.#generation += 1;\n    await this.stop();\n    if (isSettled(this.#row.state) || ',
      '    this.#generation += 1;\n    if (isSettled(this.#row.state) || ',
    ],
    [
      'orders of the person overtake each other',
      '    return this.order(async () => {\n      const url = givenUploadUrl(target);',
      '    return (async (job: () => Promise<void>) => job())(async () => {\n      const url = givenUploadUrl(target);',
    ],
    [
      'the offset at the old URL is kept for the new one',
      'uploadUrl: url, protocol: null, session: null, ackedBytes: 0 });',
      'uploadUrl: url });',
    ],
    [
      'a new URL is used for what is complete',
      'if (isSettled(this.#row.state) || this.#recording() === null)\n',
      'if (this.#recording() === null)\n',
    ],
    [
      'an upload that ended with a problem is called complete',
      "if (end.kind === 'complete') return",
      "if (end.kind !== 'nothing') return",
    ],
    [
      'an early problem of the upload is forgotten at the end',
      "if (link.kind === 'blocked') await this.block(link.reason);",
      '',
    ],
    [
      'what a stopped upload needs replaces why the recording ended',
      "happen('blocked', { problem: joined([this.#row.ending, reason]) })",
      "happen('blocked', { problem: reason })",
    ],
    [
      'an upload that goes on forgets why the recording ended',
      '      problem: ending,\n      state: awaitsPerson',
      '      problem: null,\n      state: awaitsPerson',
    ],
    ['an order that is repeated starts over what it began', 'if (isThere && !hasEnded(this.#row)) return;', ''],
    [
      'an upload that has ended is not begun again by a repeated order',
      'if (isThere && !hasEnded(this.#row)) return;',
      'if (isThere) return;',
    ],
    ['a repeated order finds its own URL in use', 'isThere ? null : await', 'await'],
    [
      'a URL that was refused stays in use',
      '        lock?.release();\n        throw error;\n',
      '        throw error;\n',
    ],
    ['what is cut off holds up the others', '    this.#priority.release();\n  }', '  }'],
    [
      'the last words of a recording in which nothing was recorded start an upload',
      '    if (this.#recording() === null) return lock?.release();\n',
      '',
    ],
  ]),
  ...inFile('lib/engine/spooling/recent-slices.ts', [
    ['a hole between slices is not noticed', 'last?.end === start ? this.#slices : []', 'this.#slices'],
    ['slices are kept without an end', 'this.#waitingBytes > this.#chunkBytes', 'this.#waitingBytes < 0'],
    ['what was taken is kept', 'this.#slices.filter(({ end }) => end > range.end)', 'this.#slices'],
    ['a chunk is sent whose beginning is not there', 'first.start > range.start || ', ''],
    ['a chunk is sent whose end is not there', ' || last.end < range.end', ''],
    ['the first slice is sent from its beginning', 'blob.slice(Math.max(0, from), to)', 'blob.slice(0, to)'],
    ['what was taken counts as waiting', 'Math.max(first.start, this.#takenEnd)', 'first.start'],
  ]),
  ...inFile('lib/engine/spooling/sealed-source.ts', [
    ['a file of another length is sent', 'file?.size !== totalBytes', 'file === null'],
  ]),
  ...inFile('lib/engine/spooling/sealed-file.ts', [
    [
      'the file is sent from its beginning each time',
      'this.#file.slice(start, end)',
      'this.#file.slice(0, end - start)',
    ],
    ['what was cut ahead is sent wherever one goes on', ' && ahead.start === range.start', ''],
    ['what was cut ahead is sent however much is asked for', ' && ahead.end === range.end', ''],
  ]),
  ...inFile('lib/engine/spooling/spool-writer.ts', [
    ['a lost slice leaves a hole', '      this.#isBroken = place === null || error instanceof SpoolWriteError;\n', ''],
    ['a slice is written twice', 'place.at + slice.size === committedBytes', 'place.at < 0'],
    [
      'a slice is written behind a hole',
      'place !== null && place.at !== committedBytes',
      'place !== null && place.at < 0',
    ],
    ['half a slice stays behind', '      this.spool.takeBack();\n', ''],
    ['a slice is called spooled before it is committed', '    this.spool.commit();\n', ''],
    ['a large slice is kept only in part', 'start += PIECE_BYTES', 'start += slice.size'],
  ]),
  ...inFile('lib/engine/without-secrets.ts', [
    ['what is over keeps its secrets', '? { ...safe, ...withoutSecrets(row),', '? { ...safe,'],
    [
      'a row keeps what a message holds',
      'problem: row.problem && safeMessage(row.problem, safeText)',
      'problem: row.problem',
    ],
    ['what is over keeps its target', 'target: { unknown: true }', 'target: row.target'],
    ['what is over keeps its URL', 'uploadUrl: targetLabel(row)', 'uploadUrl: row.uploadUrl'],
    ['what is over keeps its session', 'session: null }', 'session: row.session }'],
    ['the server that is shown is not the one that takes the bytes', 'sessionUrl(session) ?? uploadUrl', 'uploadUrl'],
  ]),
  ...inFile('lib/engine/uploading/mint-url.ts', [
    ['one refusal of a minting endpoint ends the upload', '|| isLasting(refusals, clock.monotonicMs())', '|| true'],
    ['no refusal of a minting endpoint ends the upload', '|| isLasting(refusals, clock.monotonicMs())', ''],
    ['one unusable URL after the other is minted', 'words >= MAX_WORDS ||', ''],
    [
      'refusals around an outage count together',
      '      refusals = null;\n      return again(outcome.reason',
      '      return again(outcome.reason',
    ],
  ]),
];
