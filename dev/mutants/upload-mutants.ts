import { inFile, type Mutant } from './mutant.ts';

/** What tests must catch about chunks, protocols, sessions, URLs and what goes over the wire. */
export const UPLOAD_MUTANTS: readonly Mutant[] = [
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
  ...inFile('lib/upload/protocols/tus/tus.ts', [
    [
      'the length of a tus upload is named twice',
      '(state.lengthAtServer ? {} :',
      '(state.lengthAtServer === null ? {} :',
    ],
  ]),
  ...inFile('lib/upload/mint/mint.ts', [
    ['a minting request that was redirected counts', 'if (redirectedTo !== null)', "if (redirectedTo === '')"],
    ['a minting endpoint may send us to this computer', 'if (leadsHome(checked.url, endpoint))', 'if (false)'],
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
  ...inFile('lib/upload/session/saved-session.ts', [
    ['anything is taken for a saved session', 'if (!parsed.success ||', 'if ('],
  ]),
];
