import { describe, expect, it } from 'vitest';
import { checkMinting, endpointFault, headerFault } from '../../../lib/ui/minting/minting-check.ts';
import { t } from '../../../lib/words/t.ts';

const AUTHORIZATION = { name: ' Authorization ', value: ' Bearer a ' };

describe('endpointFault', () => {
  it.each(['', 'https://api.example.com/uploads?a=b', 'http://localhost:8787/', 'http://127.0.0.1/mint'])(
    'accepts “%s”',
    (text) => {
      expect(endpointFault(text)).toBeNull();
    },
  );

  it.each([
    ['api.example.com/uploads', t('ui.minting.notHttps')],
    ['ftp://api.example.com', t('ui.minting.notHttps')],
    ['http://api.example.com', t('url.notEncrypted')],
    ['http://[::1]:8787/mint', t('url.otherLoopback')],
    ['https://me:secret@api.example.com', t('ui.minting.hasPassword')],
    [`https://api.example.com/${'a'.repeat(9_000)}`, t('ui.minting.tooLong')],
  ])('rejects %s', (text, words) => {
    expect(endpointFault(text)).toContain(words);
  });
});

describe('headerFault', () => {
  const fault = (name: string, value = 'a') => headerFault({ name, value }, []);

  it('accepts names and values that a request can carry, and empty rows', () => {
    expect(fault('Authorization', 'Bearer abc')).toBeNull();
    expect(fault('X-Key')).toBeNull();
    expect(fault('', '')).toBeNull();
  });

  it('rejects what the browser would throw at or drop', () => {
    expect(fault('X-Key', 'a'.repeat(9_000))).toBe(t('ui.minting.headerTooLong'));
    expect(fault('My key')).toBe(t('ui.minting.headerBadName'));
    expect(fault('Cookie')).toBe(t('ui.minting.headerForbidden', { name: 'Cookie' }));
    expect(fault('Sec-Fetch-Mode')).toBe(t('ui.minting.headerForbidden', { name: 'Sec-Fetch-Mode' }));
    expect(fault('X-Key', 'a\nb')).toBe(t('ui.minting.headerBadValue'));
    expect(fault('X-Key', '“a”')).toBe(t('ui.minting.headerBadValue'));
    expect(fault('', 'a')).toBe(t('ui.minting.headerUnnamed'));
  });

  it('rejects a name that is listed twice, whatever its case', () => {
    const rows = [
      { name: 'X-Key', value: 'a' },
      { name: 'x-key', value: 'b' },
    ];
    expect(rows.map((row) => headerFault(row, rows))).toEqual([
      t('ui.minting.headerTwice', { name: 'X-Key' }),
      t('ui.minting.headerTwice', { name: 'x-key' }),
    ]);
  });
});

describe('checkMinting', () => {
  it('returns the trimmed endpoint and the headers that have a name', () => {
    expect(checkMinting(' https://a.example/mint ', [AUTHORIZATION, { name: '', value: '' }])).toEqual({
      kind: 'ok',
      minting: { endpoint: 'https://a.example/mint', headers: { Authorization: 'Bearer a' } },
    });
  });

  it('is none without an address, and bad with any mistake', () => {
    expect(checkMinting('  ', [AUTHORIZATION])).toEqual({ kind: 'none' });
    expect(checkMinting('https://a.example/', [{ name: 'Cookie', value: 'a' }])).toEqual({ kind: 'bad' });
    expect(checkMinting('a.example', [])).toEqual({ kind: 'bad' });
  });
});
