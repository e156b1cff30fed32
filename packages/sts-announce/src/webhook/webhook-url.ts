import { readFile } from 'node:fs/promises';
import { usageError } from '@patch-notebook-sts/core/failure';
import { isLoopback } from '@patch-notebook-sts/core/http/destination';

/**
 * The URL in the file of `--webhook-url-file`. It is a secret, whole: nothing of what the file holds is in the usage error
 * (exit 2) about another form.
 */
export async function readWebhookUrl(file: string): Promise<URL> {
  const fault = (why: string) => usageError(`--webhook-url-file ${file}: ${why}`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw fault(`cannot be read: ${error.code}`);
  });
  if (!URL.canParse(text.trim())) throw fault('holds no URL');
  const url = new URL(text.trim());
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    throw fault('holds a URL that is not https');
  return url;
}
