// Paths are from the repository's folder, in which this runs.

/** A recorded cluster. */
export const CAPTURE = 'fixtures/captures/after';

/** What the commands make of it. */
export const AFTER_FILES = {
  containers: 'fixtures/after/1-simple-output.txt',
  images: 'fixtures/after/2-images-with-tags.txt',
  restarts: 'fixtures/after/3-statefulsets-to-restart.txt',
  outcomes: 'fixtures/after/4-restarts.txt',
};
