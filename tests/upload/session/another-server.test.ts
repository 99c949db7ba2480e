import { expect, test } from 'vitest';
import {
  describeAnotherServer,
  isFromAnotherServer,
  isHeadOfPage,
} from '../../../lib/upload/session/another-server.ts';
import { answer } from '../../support/answer.ts';

const HTML = { 'content-type': 'Text/HTML; charset=utf-8' };

test.each([
  ['a redirected answer', { redirectedTo: 'https://login.example/sign-in' }],
  ['markup with an HTML content type', { headers: HTML, text: '\n<center>Sign in' }],
  ['an HTML content type whose body was cut off', { headers: HTML, truncated: true }],
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
  ['an empty answer with an HTML content type, as Cloud Storage sends its 308', { headers: HTML }],
  ['an offset whose body was cut off', { headers: { ...HTML, range: 'bytes=0-9' }, truncated: true }],
  ['JSON with an HTML content type, as PHP sends it', { headers: HTML, text: '{"size": 5}' }],
])('%s is the upload server’s own', (_title, parts) => {
  const given = { ...answer(200), ...parts };
  expect(isFromAnotherServer(given)).toBe(false);
  expect(describeAnotherServer(given)).toBeNull();
});

test('a redirect names where it went', () => {
  const redirected = { ...answer(200), redirectedTo: 'https://login.example/sign-in' };
  expect(describeAnotherServer(redirected)).toEqual({
    id: 'upload.redirected',
    redirectedTo: 'https://login.example/sign-in',
  });
});

test.each([
  ['of a page', { ...HTML, 'content-length': '512' }, true],
  ['of a page of unknown length', HTML, true],
  ['without anything behind it', { ...HTML, 'content-length': '0' }, false],
  ['of a file', { 'content-type': 'video/webm', 'content-length': '512' }, false],
])('a head %s', (_title, headers, isPage) => {
  expect(isHeadOfPage(answer(200, headers))).toBe(isPage);
});
