/**
 * Puts one credential before other people's verifiers. Reads {credential, pages} as JSON from standard input and
 * writes {verifierCore, digitalBazaar} to standard output. `pages` maps addresses outside localhost to the JSON
 * that they hold: nothing is fetched from the internet, and what is not in `pages` does not exist.
 */
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {securityLoader} from '@digitalcredentials/security-document-loader';
import {verifyCredential} from '@digitalcredentials/verifier-core';

// Libraries log to the console; standard output is for the answer.
console.log = console.error;

const chunks = [];
for await (const chunk of process.stdin) {
  chunks.push(chunk);
}
const {credential, pages} = JSON.parse(Buffer.concat(chunks).toString('utf8'));

const fetchFromNetwork = globalThis.fetch;
globalThis.fetch = async (resource, options) => {
  const url = resource instanceof Request ? resource.url : String(resource);
  if (new URL(url).hostname === 'localhost') {
    return fetchFromNetwork(resource, options);
  }
  if (url in pages) {
    return Response.json(pages[url]);
  }
  return new Response('not found', {status: 404});
};

const contexts = securityLoader().build();

async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} answers ${response.status}`);
  }
  return response.json();
}

/** The did:web method, written from its specification and not with the library that verifier-core uses. */
async function resolveDidWeb(url) {
  const [did, fragment] = url.split('#');
  const [host, ...path] = did.split(':').slice(2).map(decodeURIComponent);
  const document = await fetchJson(`https://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`);
  if (!fragment) {
    return document;
  }
  const method = document.verificationMethod.find(({id}) => id === url);
  if (!method) {
    throw new Error(`${did} lists no key ${url}`);
  }
  return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

async function documentLoader(url) {
  if (url.startsWith('did:web:')) {
    return {contextUrl: null, documentUrl: url, document: await resolveDidWeb(url)};
  }
  if (url.startsWith('https://localhost:') || url in pages) {
    return {contextUrl: null, documentUrl: url, document: await fetchJson(url)};
  }
  return contexts(url);
}

async function askDigitalBazaar() {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential: structuredClone(credential),
    suite,
    documentLoader,
    checkStatus: options => checkStatus({...options, suite, documentLoader})
  });
  const errors = result.error ? [result.error, ...(result.error.errors ?? [])].map(String) : [];
  // "verified" is about the list itself; what the bit means is left to the caller.
  const isRevoked = result.statusResult?.results?.some(({status}) => status) ?? null;
  return {verified: result.verified, isRevoked, errors};
}

async function askVerifierCore() {
  const result = await verifyCredential({credential: structuredClone(credential), knownDIDRegistries: []});
  return {
    log: Object.fromEntries((result.log ?? []).map(({id, valid}) => [id, valid])),
    errors: (result.errors ?? []).map(({name}) => name),
    additional: result.additionalInformation ?? []
  };
}

const answer = {verifierCore: await askVerifierCore(), digitalBazaar: await askDigitalBazaar()};
process.stdout.write(JSON.stringify(answer));
