import { expect, test } from 'vitest';
import { describeAnotherServer, isFromAnotherServer } from '../../lib/upload/another-server.ts';
import { answer } from '../support/answer.ts';

test.each([
  ['a redirected answer', { redirectedTo: 'https://login.example/sign-in' }],
  ['an HTML content type', { headers: { 'content-type': 'Text/HTML; charset=utf-8' } }],
  ['an HTML document without a content type', { text: ' \n<!DOCTYPE html><title>Sign in</title>' }],
  ['an HTML element without a doctype', { text: '<html lang="en">' }],
])('%s comes from another server', (_title, parts) => {
  const given = { ...answer(200), ...parts };
  expect(isFromAnotherServer(given)).toBe(true);
  expect(describeAnotherServer(given)).not.toBeNull();
});

test.each([
  ['an empty answer', {}],
  ['JSON', { headers: { 'content-type': 'application/json' }, text: '{"size": 5}' }],
  ['XML, as Cloud Storage answers errors', { text: "<?xml version='1.0'?><Error/>" }],
  ['words that only mention HTML', { text: 'no <html> here' }],
])('%s is the upload server’s own', (_title, parts) => {
  const given = { ...answer(200), ...parts };
  expect(isFromAnotherServer(given)).toBe(false);
  expect(describeAnotherServer(given)).toBeNull();
});

test('a redirect names where it went', () => {
  const redirected = { ...answer(200), redirectedTo: 'https://login.example/sign-in' };
  expect(describeAnotherServer(redirected)).toContain('https://login.example/sign-in');
});
