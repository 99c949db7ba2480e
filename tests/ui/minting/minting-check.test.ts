import { describe, expect, it } from 'vitest';
import { checkMinting, endpointFault, headerFault } from '../../../lib/ui/minting/minting-check.ts';

const AUTHORIZATION = { name: ' Authorization ', value: ' Bearer a ' };

describe('endpointFault', () => {
  it.each(['', 'https://api.example.com/uploads?a=b', 'http://localhost:8787/', 'http://127.0.0.1/mint'])(
    'takes “%s”',
    (text) => {
      expect(endpointFault(text)).toBeNull();
    },
  );

  it.each([
    ['api.example.com/uploads', 'begins with https://'],
    ['ftp://api.example.com', 'begins with https://'],
    ['http://api.example.com', 'not encrypted'],
    ['http://[::1]:8787/mint', 'Write localhost or 127.0.0.1'],
    ['https://me:secret@api.example.com', 'Send it in a header'],
    [`https://api.example.com/${'a'.repeat(9_000)}`, 'too long'],
  ])('refuses %s', (text, words) => {
    expect(endpointFault(text)).toContain(words);
  });
});

describe('headerFault', () => {
  const fault = (name: string, value = 'a') => headerFault({ name, value }, []);

  it('takes names and values that a request can carry, and rows with nothing in them', () => {
    expect(fault('Authorization', 'Bearer abc')).toBeNull();
    expect(fault('X-Key')).toBeNull();
    expect(fault('', '')).toBeNull();
  });

  it('refuses what the browser would throw at or leave out', () => {
    expect(fault('X-Key', 'a'.repeat(9_000))).toContain('too long');
    expect(fault('My key')).toContain('only letters, digits and hyphens');
    expect(fault('Cookie')).toContain('nobody set Cookie');
    expect(fault('Sec-Fetch-Mode')).toContain('nobody set');
    expect(fault('X-Key', 'a\nb')).toContain('cannot hold');
    expect(fault('X-Key', '“a”')).toContain('cannot hold');
    expect(fault('', 'a')).toContain('no name');
  });

  it('refuses a name that is there twice, whatever its case', () => {
    const rows = [
      { name: 'X-Key', value: 'a' },
      { name: 'x-key', value: 'b' },
    ];
    expect(rows.map((row) => headerFault(row, rows))).toEqual(['X-Key is here twice.', 'x-key is here twice.']);
  });
});

describe('checkMinting', () => {
  it('gives the endpoint without the spaces around, and the headers that have a name', () => {
    expect(checkMinting(' https://a.example/mint ', [AUTHORIZATION, { name: '', value: '' }])).toEqual({
      kind: 'ok',
      minting: { endpoint: 'https://a.example/mint', headers: { Authorization: 'Bearer a' } },
    });
  });

  it('is nothing without an address, and bad with anything that is wrong', () => {
    expect(checkMinting('  ', [AUTHORIZATION])).toEqual({ kind: 'none' });
    expect(checkMinting('https://a.example/', [{ name: 'Cookie', value: 'a' }])).toEqual({ kind: 'bad' });
    expect(checkMinting('a.example', [])).toEqual({ kind: 'bad' });
  });
});
