/* A still page to record: see the comment in test-card.html. */
const SENTENCE = 'The quick brown fox jumps over the lazy dog, 0123456789; {[(<=>)]} ';
const TIMES = 150;

const text = document.getElementById('text');
if (text === null) throw new Error('There is no #text.');
text.textContent = SENTENCE.repeat(TIMES);
