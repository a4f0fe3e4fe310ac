/** What the fenced child's environment is locked to. */
export const requirements = 'docker/python/requirements.txt';

/** File inside an environment that says what it was made from; written last, so a half-made one has none. */
export const mark = 'insitu.json';
