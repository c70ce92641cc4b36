// Measures pages with Lighthouse as a phone sees them, some times each, and writes for each the median as a line of JSON.
//
//   node measure.mjs RUNS URL…
//
// CHROME_PATH names the browser. What a page fell short in is listed with it.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const METRICS = {
  fcp_ms: "first-contentful-paint",
  lcp_ms: "largest-contentful-paint",
  tbt_ms: "total-blocking-time",
  cls: "cumulative-layout-shift",
  bytes: "total-byte-weight",
};

const [runs, ...urls] = process.argv.slice(2);

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** What Lighthouse itself asks to run again: it could not record, and has no figures. */
const NOT_RECORDED = ["NO_NAVSTART", "NO_FCP", "NO_TRACING_STARTED", "PROTOCOL_TIMEOUT"];

async function measured(url, tries = 3) {
  const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "error" });
    if (!lhr.runtimeError) return lhr;
    if (tries === 1 || !NOT_RECORDED.includes(lhr.runtimeError.code)) {
      throw new Error(`${url}: ${lhr.runtimeError.message}`);
    }
  } finally {
    await chrome.kill();
  }
  return measured(url, tries - 1);
}

function shortcomings(lhr) {
  const weighed = CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs.filter(({ weight }) => weight > 0));
  return weighed
    .map(({ id }) => lhr.audits[id])
    .filter(({ score }) => score !== null && score < 0.9)
    .map(({ id, title, displayValue }) => [id, title, displayValue].filter(Boolean).join(": "));
}

for (const url of urls) {
  const found = [];
  for (let run = 0; run < Number(runs); run += 1) found.push(await measured(url));
  const scores = CATEGORIES.map((name) => [name, median(found.map((lhr) => Math.round(lhr.categories[name].score * 100)))]);
  const metrics = Object.entries(METRICS).map(([name, id]) => [name, median(found.map((lhr) => lhr.audits[id].numericValue))]);
  console.log(
    JSON.stringify({
      url,
      version: found[0].lighthouseVersion,
      scores: Object.fromEntries(scores),
      metrics: Object.fromEntries(metrics),
      short: [...new Set(found.flatMap(shortcomings))],
    }),
  );
}
