import { createHash } from 'node:crypto';
import type { PageData } from '../model/page-data.ts';
import { jsonInHtml } from './json-in-html.ts';
import { PLOT_STYLE } from './plot-style.ts';

/** What the page runs and how it looks: built from src/browser. */
export interface Assets {
  script: string;
  style: string;
}

/**
 * The page. Nothing in it comes from a row but the JSON, which only the script reads. The policy lets nothing run or load
 * but this very script and style: https://www.w3.org/TR/CSP3/
 */
export function pageOf(data: PageData, { script, style }: Assets): string {
  const styles = [style, PLOT_STYLE].map(hashSource).join(' ');
  const policy = `default-src 'none'; script-src ${hashSource(script)}; style-src ${styles}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Notebook restarts</title>
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript, which is in it. summary.md in the same folder says the most important things without.</noscript>
<main id="report"></main>
<script type="application/json" id="data">${jsonInHtml(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
