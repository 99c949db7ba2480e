import { inFile, type Mutant } from './mutant.ts';
import { RUNNING_MUTANTS } from './running-mutants.ts';
import { SESSION_MUTANTS } from './session-mutants.ts';

/** What must not go unnoticed when it breaks: the design's invariants, and every fault that an uploader is known for. */
export const MUTANTS: readonly Mutant[] = [
  ...inFile('lib/base/byte-units.ts', [
    ['pieces are not multiples of 256 KiB', 'CHUNK_UNIT_BYTES = 256 * KIB', 'CHUNK_UNIT_BYTES = 255 * KIB'],
  ]),
  ...inFile('lib/upload/chunks.ts', [
    [
      'a chunk is cut when exactly a chunk is there, and the last request is empty',
      'if (waitingBytes > chunkBytes)',
      'if (waitingBytes >= chunkBytes)',
    ],
    ['an empty last piece is sent', 'return waitingBytes > 0 ?', 'return waitingBytes >= 0 ?'],
    [
      'sending early keeps nothing back for the last request',
      'Math.ceil(waitingBytes / rule.unitBytes) - 1',
      'Math.floor(waitingBytes / rule.unitBytes)',
    ],
    ['what is there is sent early though nobody asked for it', 'if (!early || ', 'if ('],
  ]),
  ...inFile('lib/upload/session/another-server.ts', [
    ['an empty answer of the server’s own counts as a web page', "(start === '' && truncated &&", "(start === '' &&"],
    ['JSON that calls itself HTML counts as a web page', "start.startsWith('<') ||", 'start.length > 0 ||'],
    ['nothing behind an address counts as a web page', "&& answer.headers['content-length'] !== '0'", ''],
  ]),
  ...inFile('lib/upload/url/discover.ts', [
    ['what lies at an address is written over', 'if (file !== null) return', 'if (false) return'],
    ['a web page is taken for a file that lies there', 'if (isHeadOfPage(head)) return', 'if (false) return'],
    ['a redirected answer counts', 'if (redirectedTo !== null) return', 'if (false) return'],
    ['pieces go where nobody may look', 'if (mayHide && (', 'if (false && ('],
    [
      'the person’s word on how to send counts for nothing',
      "look.kind !== 'likely-session' && sending === null",
      'true',
    ],
  ]),
  ...inFile('lib/upload/url/url-look.ts', [
    [
      'any host with an upload_id is asked by an empty PUT',
      "isGoogle(url.hostname) ? 'session' : 'likely-session'",
      "'session'",
    ],
    ['a URL that is signed for something else is used', "operation !== 'PutObject'", 'false'],
    ['a URL for one part of an upload gets the whole', "query.has('partnumber')", "query.has('no-part')"],
    [
      'a signed header that nobody knows is left out',
      'if (others.length > 0) return',
      'if (others.length > 99) return',
    ],
    ['an old signature is broken by a Content-Type', "whole(null, 'forbidden')", "whole(null, 'free')"],
  ]),
  ...inFile('lib/upload/protocols/put/put.ts', [
    ['a Content-Type goes where it breaks the signature', "signed.contentType === 'forbidden'", 'false'],
    ['a web page is taken for success', 'if (isWebPage(answer))', 'if (false)'],
    ['an ETag that is no MD5 condemns a file', ', isHint: true', ''],
    [
      'giving up deletes what was there before',
      'cancel: () => null',
      "cancel: (url) => ({ method: 'DELETE', url, headers: {}, body: null })",
    ],
  ]),
  ...inFile('lib/upload/url/preflight.ts', [
    [
      'questions are asked beside an upload',
      "if (lock === null) return { kind: 'in-use' };",
      'if (lock === null) return askAbout(url, ports, askThrough(ports.transport, ports.timeoutMs, signal));',
    ],
    ['the lock is kept after the questions', 'lock.release();', ''],
  ]),
  ...inFile('lib/upload/retry.ts', [
    ['the backoff is linear', 'policy.baseMs * 2 ** (failures - 1)', 'policy.baseMs * failures'],
    ['there is no jitter', 'random * ceilingMs', 'ceilingMs'],
    ['Retry-After is ignored', 'delayMs: asked ?? random', 'delayMs: random'],
    ['Retry-After may ask for hours', 'Math.min(retryAfterMs, MAX_RETRY_AFTER_MS)', 'retryAfterMs'],
    ['there is one retry less', 'failures <= policy.maxRetries', 'failures < policy.maxRetries'],
    ['Retry-After in seconds is taken for milliseconds', 'return Number(text) * SECOND_MS', 'return Number(text)'],
    ['Retry-After as a date is not read', 'const atMs = Date.parse(text)', 'const atMs = Number.NaN'],
    ['a stalled link is tried again at once', 'Math.max(delayMs, asked ?? 0)', 'asked ?? 0'],
  ]),
  ...inFile('lib/upload/protocols/content-range/content-range.ts', [
    ['a session that shows itself is not seen', 'return status === 308 ||', 'return'],
    ['Range is read with an off-by-one', 'Number(match[1]) + 1', 'Number(match[1])'],
    [
      'the Range of a 308 is ignored',
      "const range = answer.headers['range']",
      "const range = answer.headers['no-range']",
    ],
    [
      'a final 308 is taken for success',
      '  if (status === 308) return readIncomplete(answer);',
      "  if (status === 308 && purpose.kind === 'send' && purpose.last) {\n    return { kind: 'complete', storedBytes: null, digests: [] };\n  }\n  if (status === 308) return readIncomplete(answer);",
    ],
    ['ranges end one byte too late', 'end - 1}/', 'end}/'],
    ['the last request does not name the total', "purpose.last ? end : '*'", "purpose.last ? '*' : '*'"],
    ['another total is named at the end', 'purpose.totalBytes}', 'purpose.totalBytes + 1}'],
    ['416 is no reason to ask for the offset', 'status === 416 ||', 'status === 999 ||'],
    ['a refused gap in words is taken for an outage', 'exceeds already uploaded size', 'never said by anybody'],
    [
      'success to a middle piece is read as stored',
      "return { kind: 'accepted', ...unclear };",
      "return { kind: 'stored', storedBytes: purpose.range.end };",
    ],
    [
      'a server that answers no queries is given up',
      'if (NOT_QUERYABLE.has(status)) return',
      'if (status === 999) return',
    ],
    ['“bytes=0--1” is not understood', '(-1|\\d{1,15})', '(\\d{1,15})'],
    ['only one form of Range is understood', '(?:bytes\\s*[=\\s]\\s*)?0', 'bytes=0'],
    ['the size that Cloud Storage stored is not read', 'return Number(header);', 'return null;'],
    [
      'the size in JSON is not read',
      'const { size } = objectIn(answer);',
      'const { size } = objectIn({ ...answer, truncated: true });',
    ],
    ['half of an answer is believed', 'if (truncated || !text', 'if (!text'],
    ['checksums in JSON are not read', '?? md5Hash },', '},'],
  ]),
  ...inFile('lib/upload/session/status.ts', [
    ['429 is final', '408, 425, 429, 500', '408, 425, 500'],
    ['an unknown 5xx is final', ' || (status > 504 && status < 600 && status !== 505)', ''],
    ['404 is worth waiting for', 'RETRYABLE.has(status) ||', 'RETRYABLE.has(status) || status === 404 ||'],
  ]),
  ...SESSION_MUTANTS,
  ...inFile('lib/spool/row-keeper.ts', [
    ['a row that came while one was written is not written', 'this.#next = null;', ''],
    ['an older row is kept', 'this.#newest = row;', 'this.#newest ??= row;'],
  ]),
  ...inFile('lib/engine/spooling/range-reader.ts', [
    [
      'what the browser could not read is left to it again',
      'start === lastStart && !isLarge ? null : blobOf(range)',
      'blobOf(range)',
    ],
    ['a whole file that is sent again is read into memory', '&& !isLarge ?', '?'],
  ]),
  ...inFile('lib/engine/uploading/upload-run.ts', [
    ['a URL that took another recording takes this one, too', 'this.#start.followsAnother || refused', 'refused'],
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
  ...inFile('lib/spool/row-keeper.ts', [
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
  ...inFile('lib/engine/uploading/prompt-transport.ts', [
    [
      'a request that does not end is waited for',
      'clock.wait(PATIENCE_MS, over.signal)',
      'clock.wait(null, over.signal)',
    ],
  ]),
  ...inFile('lib/engine/catalog-entry.ts', [
    ['Stop waits for the catalog', 'inTime(kept, CATALOG_PATIENCE_MS, this.#clock', 'inTime(kept, 1e12, this.#clock'],
  ]),
  ...inFile('lib/engine/new-row.ts', [
    ['an engine that takes over goes to the old URL', "if ('unknown' in row.target || ", 'if (row !== null || '],
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
      'a row that is not read is waited for',
      'inTime(catalog.get(id), CATALOG_PATIENCE_MS, clock',
      'inTime(catalog.get(id), 1e12, clock',
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
      'sealedBytes: spooledBytes, problem });\n    } else',
      'sealedBytes: saved.spooledBytes, problem });\n    } else',
    ],
    [
      'bytes that are missing on disk are not missed',
      "spooledBytes < sealedBytes && session?.end?.kind !== 'complete'",
      'spooledBytes < 0',
    ],
  ]),
  ...inFile('lib/recorder/failover/guarded-engine.ts', [
    ['an engine that does not answer lives on', '        die(NO_ANSWER);\n', ''],
  ]),
  ...inFile('lib/recorder/failover/patience.ts', [
    ['Stop waits as long as everything else', 'for (const wait of this.#calmWaits) wait.abort();', ''],
    [
      'nothing is ever given up',
      'await this.#inHalves(calmMs, calm.signal);',
      'await this.#inHalves(1e12, calm.signal);',
    ],
    ['nothing is given up after Stop', 'await this.#inHalves(Math.max(', 'await this.#inHalves(Math.max(1e12, '],
    ['what is slow is given up again and again', 'Math.min(ms * 2 ** failures, ', 'Math.min(ms, '],
  ]),
  ...inFile('lib/recorder/failover/failover-engine.ts', [
    [
      'a paused recording goes on in the next engine',
      "if (ordered?.state === 'paused') await",
      'if (ordered?.atMs === -1) await',
    ],
    [
      'the next engine does not hear that it runs',
      'if (begun !== null) await',
      'if (begun !== null && failures < 0) await',
    ],
    [
      'a slice is written behind a hole',
      'if (spooledBytes !== this.#keptBytes && spooledBytes',
      'if (spooledBytes < 0 && spooledBytes',
    ],
    [
      'a start that hangs is waited for',
      '      openEngine(),\n      afterFailures(OPEN, failures),',
      '      openEngine(),\n      { calmMs: 1e12, hurriedMs: 1e12 },',
    ],
    [
      'a slice that cannot be read once is lost',
      'if (unreadable === MAX_UNREADABLE) throw',
      'if (unreadable > 0) throw',
    ],
    ['a slice whose every read hangs is tried for ever', 'hung >= MAX_HUNG &&', 'hung < 0 &&'],
    ['nothing takes the place of a lost slice', '        await this.#append(new Blob([filler]), filler);\n', ''],
    ['slices are lost one after the other, and nobody stops', 'if (this.#lost.areTooMany) throw error;', ''],
    [
      'a paused row outlives the pause in the next engine',
      'else if (ordered !== null) await',
      'else if (ordered?.atMs === -1) await',
    ],
  ]),
  ...inFile('lib/recorder/watch/flow-watch.ts', [
    ['a recording waits for a writer that is stuck', '      recording.onStuck();\n', ''],
  ]),
  ...inFile('lib/capture/mix/keep-running.ts', [
    [
      'sound that the browser halted stays halted',
      'context.resume() : takeDevice()',
      'Promise.resolve() : takeDevice()',
    ],
  ]),
  ...inFile('lib/recorder/live/continuation.ts', [
    ['Stop leaves the part running that is beginning', 'before.isStopping ? stop(next.id)', 'false ? stop(next.id)'],
  ]),
  ...inFile('lib/recorder/live/live-sessions.ts', [
    [
      'what has ended is in the way of the next',
      'if (this.#sessions.has(session.id) && this.#live === null)',
      'if (this.#live === null)',
    ],
  ]),
  ...inFile('lib/recorder/live/live-recording.ts', [
    ['each part may fill the memory', ' + this.#ports.waitingElsewhere()', ''],
    [
      'a recorder that does not stop is waited for',
      'inTime(this.#recorder.stop(), STOP_PATIENCE_MS',
      'inTime(this.#recorder.stop(), 1e12',
    ],
    ['Stop is answered when all is written only', 'inTime(work, ANSWER_MS', 'inTime(work, 1e12'],
    [
      'a slice is dropped before it is on disk',
      '      await this.#engine.append(slice);\n',
      '      void this.#engine.append(slice);\n',
    ],
    ['memory is not bounded', 'if (waitingBytes >= MAX_WAITING_BYTES && ', 'if (waitingBytes < 0 && '],
    ['Stop does not hurry', '      this.#engine.hurry();\n', ''],
  ]),
  ...inFile('lib/recorder/live/start-live.ts', [
    ['an engine that hangs over the start is waited for', 'inMs(CREATE_PATIENCE_MS, ports)', 'inMs(1e12, ports)'],
    ['a start is not tried in another engine', 'tries === MAX_TRIES', 'tries > 0'],
  ]),
  ...inFile('lib/recorder/failover/death-count.ts', [
    ['four deaths in eight hours end it', 'nowMs - atMs < WITHIN_MS', 'atMs <= nowMs'],
  ]),
  ...inFile('lib/engine/uploading/dead-sessions.ts', [
    ['one URL after the other is minted', 'return this.#inARow <= MAX_DEAD;', 'return true;'],
  ]),
  ...inFile('lib/engine/uploading/open-session.ts', [
    [
      'a tus upload is taken for an endpoint when something answers in its place',
      'return found.interference !== undefined;',
      'return false;',
    ],
  ]),
  ...inFile('lib/upload/protocols/tus/tus.ts', [
    [
      'the length of a tus upload is named twice',
      '(state.lengthAtServer ? {} :',
      '(state.lengthAtServer === null ? {} :',
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
  ...inFile('lib/engine/uploading/dead-sessions.ts', [
    ['a dead upload to a URL that was given mints another', "if (!('endpointName' in target) || ", 'if ('],
  ]),
  ...inFile('lib/engine/uploading/stopped-upload.ts', [
    ['a cancelled upload keeps its URL', 'const forgotten = withoutSecrets(row);', 'const forgotten = row;'],
    ['a cancelled upload is resumed', '...forgotten, session: ended,', '...forgotten, session: null,'],
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
      '      protocol: null,\n      session: null,\n      ackedBytes: 0,\n      problem: null,',
      '      problem: null,',
    ],
    [
      'a new URL is used for what is complete',
      'if (isSettled(this.#row.state) || this.#recording() === null) {',
      'if (this.#recording() === null) {',
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
  ...inFile('lib/engine/catalog-entry.ts', [
    ['the log keeps what a message holds', 'message: safeMessage(message, safeText)', 'message'],
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
  ...inFile('lib/upload/mint/mint.ts', [
    ['a minting request that was redirected counts', 'if (redirectedTo !== null)', "if (redirectedTo === '')"],
    ['a minting endpoint may send us to this computer', 'if (leadsHome(checked.url, endpoint))', 'if (false)'],
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
  ...inFile('lib/upload/url/resolve-location.ts', [
    [
      'an upload may be created on this computer by a server elsewhere',
      'if (leadsHome(url.href, endpoint))',
      'if (false)',
    ],
    ['an upload may be created at an address with a password', " || url.username !== '' || url.password !== ''", ''],
  ]),
  ...inFile('lib/upload/wire/read-cut.ts', [
    ['an answer is read without an end', 'if (leftBytes < 0)', 'if (leftBytes < -1e9)'],
    ['an answer that drips is waited for without an end', '  }, timeoutMs);', '  }, 1e9);'],
  ]),
  ...inFile('lib/upload/wire/wire-transport.ts', [
    ['the frame for another server sends the body', 'if (wire?.origin === origin)', 'if (wire !== null)'],
    ['a frame that takes nothing is waited for without an end', ', TAKEN_PATIENCE_MS);', ', 1e9);'],
    ['a frame that is silent is waited for without an end', '+ SILENCE_PATIENCE_MS', '+ 1e9'],
    ['news of a request that was given up counts for the next', 'if (data.id !== id) return;', ''],
    ['what is given up goes on at the far end', "order({ kind: 'abort', id });", ''],
  ]),
  ...inFile('lib/upload/wire/serve-wire.ts', [
    ['a redirect that the policy stopped is a broken connection', "=== 'stopped')", "=== 'never')"],
  ]),
  ...inFile('lib/upload/mint/quote-answer.ts', [
    ['a secret is quoted in part', 'const PART_CHARACTERS = 8;', 'const PART_CHARACTERS = 1_000;'],
    ['a secret is quoted in capitals', 'const folded = fold(text);', 'const folded = text;'],
    ['what a secret decodes to is quoted', '[...bare, ...bare.flatMap(decoded)]', '[...bare]'],
  ]),
  ...inFile('lib/capture/watch/picture-watch.ts', [
    ['a tab that crashed is not looked at', 'looksWithout >= LOOKS_BEFORE_CHECK;', 'looksWithout >= 1e9;'],
    ['a tab is looked at all the time', "if (source === 'tab' && isDue)", "if (source === 'tab')"],
    ['a picture that stands still is not reported', 'looksWithout >= LOOKS_BEFORE_WARNING ?', 'looksWithout >= 1e9 ?'],
    ['a picture that is not counted counts as frozen', 'counted !== null && counted === frames', 'counted === frames'],
    ['a picture that moves again stays reported', 'looksWithout + 1 : 0;', 'looksWithout + 1 : looksWithout;'],
    ['a permission that is gone is called a camera that is', "isForbidden ? 'forbidden' : source", 'source'],
    ['a picture that ended before is waited for', "if (track.readyState === 'ended') void", 'if (false) void'],
    ['a capture that was closed is watched on', 'clearInterval(timer);\n    listening.abort();', 'listening.abort();'],
  ]),
  ...inFile('lib/capture/watch/device-keeper.ts', [
    ['a device that is forbidden is called gone', 'if (isForbidden) {', 'if (false) {'],
    [
      'a device that opens when it has ended is not noticed',
      "readyState === 'ended')) void",
      "readyState === 'never')) void",
    ],
    ['a chosen device that is back is not taken', 'if (isBack && turn', 'if (false && turn'],
    ['one that was overtaken is recorded too', 'if (this.#isClosed || turn !== this.#turn) {', 'if (this.#isClosed) {'],
  ]),
  ...inFile('lib/capture/watch/microphone-keeper.ts', [
    ['a muted one is silent and says so', 'this.#isMuted || this.#fault === null', 'this.#fault === null'],
  ]),
  ...inFile('lib/capture/mix/mixer.ts', [
    ['a sound that stands still is waited for', '< PATIENCE_MS)', '< 1e9)'],
    [
      'a document that stood still has waited',
      'Math.min(LONGEST_STEP_MS, nowMs - this.#calledAtMs)',
      'nowMs - this.#calledAtMs',
    ],
    ['what the computer slept is made up for', 'end - this.#next > LONGEST_GAP_FRAMES', 'false'],
    ['a sound whose times are wrong is not heard', 'this.#lateChunks > LATE_CHUNKS', 'false'],
    ['two loud sounds are cut off', 'this.#limiter.limit(left, right);', ''],
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
  ...inFile('lib/upload/session/saved-session.ts', [
    ['anything is taken for a saved session', 'if (!parsed.success ||', 'if ('],
  ]),
  ...RUNNING_MUTANTS,
];
