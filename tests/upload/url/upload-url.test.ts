import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactUrls } from '../../../lib/upload/url/redact-urls.ts';
import { checkUploadUrl, describeUrl } from '../../../lib/upload/url/upload-url.ts';

const NOW_MS = Date.UTC(2026, 4, 1, 12, 0, 0);
const GCS = 'https://storage.googleapis.com/upload/storage/v1/b/videos/o?uploadType=resumable&upload_id=ADPycd';

const check = (text: string) => checkUploadUrl(text, NOW_MS);
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

function faultOf(text: string): string {
  const result = check(text);
  expect(result.kind, text).toBe('bad');
  return result.kind === 'bad' ? result.reason.id : '';
}

function acceptedOf(text: string) {
  const result = check(text);
  if (result.kind !== 'ok') throw new Error(`${text} was not accepted: ${JSON.stringify(result)}`);
  return result;
}

describe('checkUploadUrl', () => {
  it('takes nothing and white space as empty', () => {
    expect(check('')).toEqual({ kind: 'empty' });
    expect(check(' \n\t ')).toEqual({ kind: 'empty' });
  });

  it('accepts an upload session over https, trimmed and without its fragment', () => {
    expect(acceptedOf(`  ${GCS}#part\n`)).toEqual({
      kind: 'ok',
      url: GCS,
      label: 'https://storage.googleapis.com/…/o',
      expiresAtMs: null,
      warning: null,
    });
  });

  it.each(['http://localhost:8080/u/1', 'http://127.0.0.1/u', 'https://[::1]:3000/u'])(
    'accepts a server on this computer: %s',
    (url) => {
      expect(acceptedOf(url).warning).toBeNull();
    },
  );

  it.each(['http://127.9.8.7:1/u', 'http://[::1]:3000/u'])(
    'says that this computer has to be called by a name that the browser can give access to: %s',
    (url) => {
      expect(faultOf(url)).toBe('url.otherLoopback');
    },
  );

  it.each(['http://example.com/u', 'http://128.0.0.1/u', 'http://localhost.evil.com/u', 'http://127.0.0.1.evil.com/u'])(
    'refuses plain http anywhere else: %s',
    (url) => {
      expect(faultOf(url)).toBe('url.notEncrypted');
    },
  );

  it.each([
    ['https://me:pw@example.com/u', 'hasPassword'],
    ['https://me@example.com/u', 'hasPassword'],
    ['{"id":1,"url":"https://example.com/u"}', 'isJson'],
    ['curl -X POST https://example.com/u', 'isCurl'],
    ['$ curl https://example.com', 'isCurl'],
    ['https://example.com/a https://example.com/b', 'isSeveral'],
    ['https://example.com/a\nhttps://example.com/b', 'isSeveral'],
    ['https://example.com/a,https://example.com/b', 'isSeveral'],
    ['https://example.com/u?token=abhttps://example.com/u?token=ab', 'isTwoInOne'],
    ['http://127.0.0.1:80/uhttps://example.com/u', 'isTwoInOne'],
    ['"https://example.com/u"', 'hasQuotes'],
    ['https://example.com/a b', 'hasSpace'],
    ['https://example.com/a\nb', 'hasSpace'],
    ['gs://bucket/object', 'isBucket'],
    ['s3://bucket/object', 'isBucket'],
    ['example.com/u', 'noScheme'],
    ['ftp://example.com/u', 'noWebAddress'],
    ['javascript:alert(1)', 'noWebAddress'],
    ['https:example.com', 'noServer'],
    ['https://', 'noServer'],
    ['https://exa%mple/u', 'incomplete'],
    ['https://stream.mux.com/abc.m3u8', 'isMuxPlayback'],
    ['https://api.mux.com/video/v1/uploads', 'isMuxApi'],
  ])('says what is wrong with %j', (text, id) => {
    expect(faultOf(text)).toBe(`url.${id}`);
  });

  it('keeps a URL that carries another one in its query', () => {
    expect(acceptedOf('https://example.com/u?next=https://other.example/').url).toContain('next=');
    expect(acceptedOf('https://proxy.example/https://other.example/u').url).toContain('proxy');
  });

  it.each([
    ['a JWT', `https://direct-uploads.mux.com/upload/ab12?token=${jwt({ exp: NOW_MS / 1_000 + 3_480 })}`, 58],
    ['a V4 signature of GCS', 'https://s.example/o?X-Goog-Date=20260501T113000Z&X-Goog-Expires=3600', 30],
    ['a SAS of Azure', 'https://s.example/o?sv=1&sig=x&se=2026-05-01T13%3A00%3A00Z', 60],
    ['a signature of Tencent', `https://s.example/o?q-sign-time=1;${NOW_MS / 1_000 + 900}`, 15],
    ['a V4 signature of S3', 'https://s.example/o?X-Amz-Date=20260501T113000Z&X-Amz-Expires=5400', 60],
    ['seconds since 1970', `https://s.example/o?Expires=${NOW_MS / 1_000 + 900}`, 15],
  ])('reads the end from %s', (_, url, minutes) => {
    expect(acceptedOf(url).expiresAtMs).toBe(NOW_MS + minutes * 60_000);
  });

  it.each(['?token=x.y.z', '?token=abc', `?token=${jwt({ exp: 'soon' })}`, '?X-Goog-Expires=60', '?Expires=tomorrow'])(
    'has no expiry when %s doesn’t give one',
    (query) => {
      expect(acceptedOf(`https://s.example/o${query}`).expiresAtMs).toBeNull();
    },
  );

  it('only warns about a URL that has expired or soon will', () => {
    const endingIn = (seconds: number) => acceptedOf(`https://s.example/o?Expires=${NOW_MS / 1_000 + seconds}`).warning;
    expect(endingIn(-1)).toEqual({ id: 'url.expired' });
    expect(endingIn(300)).toEqual({ id: 'url.expiresSoon' });
    expect(endingIn(3_600)).toBeNull();
  });

  it('warns of addresses that are files, not uploads', () => {
    expect(acceptedOf('https://storage.googleapis.com/bucket/video.webm').warning).toEqual({ id: 'url.looksLikeFile' });
    expect(acceptedOf('https://storage.googleapis.com/b/v?X-Goog-Signature=ab').warning).toBeNull();
  });

  // What makes these texts takes seconds on a busy machine.
  it('never throws', { timeout: 60_000 }, () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void checkUploadUrl(text, NOW_MS)));
  });
});

// Secrets are made of letters that the rest of the URL does not have: whatever of them survives is seen.
const PUBLIC = 'abcdefghij0123456789-';
const SECRET = 'KLMNOPQRSTUVWXYZ~!$&\'()*,;="';
const word = (letters: string, minLength: number, maxLength = 60) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength, maxLength });
const part = word(PUBLIC, 1);

const secretUrl = fc
  .record({
    scheme: fc.constantFrom('https://', 'http://', 'HTTPS://'),
    user: fc.option(word('KLMNOPQRSTUVWXYZ', 1), { nil: null }),
    host: fc.constantFrom('a.bcd', 'localhost', 'h.ij:8443'),
    path: fc.array(part, { maxLength: 4 }),
    query: fc.option(word(`${SECRET}/?:@`, 0), { nil: null }),
    fragment: fc.option(word(`${SECRET}/?#`, 0), { nil: null }),
  })
  .map(({ scheme, user, host, path, query, fragment }) =>
    [
      scheme,
      user === null ? '' : `${user}:${user}@`,
      host,
      ...path.map((name) => `/${name}`),
      query === null ? '' : `?${query}`,
      fragment === null ? '' : `#${fragment}`,
    ].join(''),
  );

const secretLetter = /[KLMNOPQRSTUVWXYZ~$&'*;=?#@]/;

describe('describeUrl', () => {
  it('shows the origin and the last part of the path', () => {
    expect(describeUrl('https://h.example:8443/a/b/c?d#e')).toBe('https://h.example:8443/…/c');
    expect(describeUrl('https://h.example/c?d')).toBe('https://h.example/c');
    expect(describeUrl('https://h.example/a/c/?d')).toBe('https://h.example/…/c');
    expect(describeUrl('https://h.example?d')).toBe('https://h.example');
  });

  it('shortens a last part that may be a secret', () => {
    expect(describeUrl(`https://h.example/upload/${'s'.repeat(12)}`)).toBe('https://h.example/…/ssss…');
    expect(describeUrl(`https://h.example/upload/${'s'.repeat(11)}`)).toBe(`https://h.example/…/${'s'.repeat(11)}`);
  });

  it('cuts the last part at a semicolon, behind which a session may stand', () => {
    expect(describeUrl('https://h.example/a/b;jsessionid=K')).toBe('https://h.example/…/b');
    expect(describeUrl('https://h.example/a/;K')).toBe('https://h.example/…/…');
  });

  it('shows nothing of what is not a URL with a host', () => {
    expect(describeUrl('K')).toBe('(address hidden)');
    expect(describeUrl('data:text/plain,K')).toBe('(address hidden)');
  });

  it('lets no character of query, fragment or credentials through', () => {
    fc.assert(
      fc.property(secretUrl, (url) => {
        expect(describeUrl(url)).not.toMatch(secretLetter);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('redactUrls', () => {
  it('replaces each URL where it stands and keeps the rest', () => {
    expect(redactUrls('PUT https://h.example/a/b?sig=1 failed (see https://d.example/x/help).')).toBe(
      'PUT https://h.example/…/b failed (see https://d.example/…/help).',
    );
    expect(redactUrls('nothing to hide: 12/24')).toBe('nothing to hide: 12/24');
  });

  it('lets no character of query, fragment or credentials through, wherever the URLs stand', () => {
    const glue = fc.constantFrom(' ', '\n', ' "', '" ', ',', ' (', ') ', ': ', '', '"');
    fc.assert(
      fc.property(fc.array(fc.tuple(secretUrl, glue), { minLength: 1, maxLength: 4 }), (pieces) => {
        const text = pieces.map(([url, after]) => url + after).join('');
        expect(redactUrls(text)).not.toMatch(secretLetter);
      }),
      { numRuns: 1_000 },
    );
  });

  it('shortens URLs that are escaped, attached to a word, or of an unknown scheme', () => {
    expect(redactUrls('{"to":"https:\\/\\/h.example\\/a\\/b?K"}')).toBe('{"to":"https://h.example/…/b');
    expect(redactUrls('go=https%3A%2F%2Fh.example%2Fa%3FK')).toBe('go=(address hidden)');
    const glued = redactUrls(`https://h.example/${'a'.repeat(20)}https://i.example/b`);
    expect(glued).toBe('https://h.example/aaaa… https://i.example/b');
    expect(redactUrls('SECRETws://h.example/a')).toBe('(address hidden)');
  });

  it.each([
    ['letters', 'a'],
    ['schemes without an end', 'a+'],
    ['punctuation', '(.'],
    ['starts of URLs', 'a://'],
    ['white space', ' \n'],
    ['queries', 'https://h?'],
  ])('takes no time over a megabyte of %s', (_name, piece) => {
    const hostile = piece.repeat(2 ** 20 / piece.length);
    const tookMs = leastOf(5, () => {
      redactUrls(hostile);
      checkUploadUrl(hostile);
      redactUrls(hostile.slice(0, 8_000));
      checkUploadUrl(`https://h.example/${hostile.slice(0, 8_000)}`);
    });
    expect(tookMs).toBeLessThan(50);
  });

  it('changes nothing when done twice', () => {
    fc.assert(
      fc.property(fc.array(secretUrl, { maxLength: 3 }), (urls) => {
        const once = redactUrls(urls.join(' '));
        expect(redactUrls(once)).toBe(once);
      }),
    );
  });
});

/** How long it takes when nothing else disturbs it, in milliseconds. */
function leastOf(runs: number, job: () => void): number {
  const took = Array.from({ length: runs }, () => {
    const startedAtMs = performance.now();
    job();
    return performance.now() - startedAtMs;
  });
  return Math.min(...took);
}
