import { expect, test } from 'vitest';
import { absentUpload } from '../../../lib/upload/url/absent-upload.ts';

test.each([
  [
    'https://storage.googleapis.com/upload/b/o?uploadType=resumable&upload_id=A%2FB',
    'https://storage.googleapis.com/upload/b/o-no-such-upload?uploadType=resumable-no-such-upload&upload_id=A%2FB-no-such-upload',
  ],
  ['https://u.example/files/abc', 'https://u.example/files/abc-no-such-upload'],
  [
    'https://u.example:8443/files/abc/?id=1&id=2',
    'https://u.example:8443/files/abc-no-such-upload?id=1-no-such-upload&id=2-no-such-upload',
  ],
  ['https://u.example', 'https://u.example/-no-such-upload'],
])('wherever its id is, no upload has the address made of %s', (url, absent) => {
  expect(absentUpload(url)).toBe(absent);
});
