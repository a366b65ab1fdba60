// A small server for tests: the sample page, and the bundle under /assets/ by logical and by hashed name, with the
// content security policy that the real server sends.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { bundle } from "../build.mjs";

const types = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain" };

export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Answered with this, a request gets no answer: its connection is cut. */
export const cut = Symbol("cut");

/**
 * @param {(path: string, url: URL, sent: {method: string, body: string}) =>
 *   Promise<{type: string, body: string | Uint8Array, status?: number} | typeof cut | undefined>} [answer] further pages
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serve(answer) {
  const assets = await bundle();
  const byPath = new Map();
  for (const { name, file, bytes } of assets) {
    byPath.set(`/assets/${name}`, bytes);
    byPath.set(`/assets/${file}`, bytes);
  }
  const sample = await readFile(new URL("fixtures/sample.html", import.meta.url));
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    let type, body;
    let status = 200;
    const sent = [];
    for await (const part of request) sent.push(part);
    const further = await answer?.(url.pathname, url, { method: request.method, body: Buffer.concat(sent).toString() });
    if (further === cut) {
      request.socket.destroy();
      return;
    }
    if (further) ({ type, body, status = 200 } = further);
    else if (byPath.has(url.pathname)) [type, body] = [types[extname(url.pathname)], byPath.get(url.pathname)];
    else if (url.pathname === "/sample") [type, body] = ["text/html; charset=utf-8", sample];
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(status, { "content-type": type, "content-security-policy": contentSecurityPolicy }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}
