// Sending a body such that its sender hears how much of it has gone out, which `fetch` does not tell.

/** What is sent, as `fetch` takes it. */
export interface Upload {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Is told how many bytes of the body went out, and how many it has. All went out at the latest when the answer comes. */
export type Progress = (sent: number, total: number) => void;

/** Statuses of answers that have no content (Fetch, section 2.2.3). */
const withoutContent = [101, 103, 204, 205, 304];

/** Posts a body to this venue. Fails, like `fetch`, where no answer came, and where another address answered. */
export function upload(address: string, { headers, body, signal }: Upload, progress: Progress): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const failed = (): void => reject(new TypeError("no answer came"));
    const abort = (): void => request.abort();
    request.open("POST", address);
    request.responseType = "arraybuffer";
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(loaded, total));
    request.upload.addEventListener("load", ({ total }) => progress(total, total));
    request.addEventListener("error", failed);
    request.addEventListener("timeout", failed);
    request.addEventListener("abort", failed);
    request.addEventListener("load", () => {
      if (request.responseURL !== new URL(address, location.href).href) return failed();
      const { status } = request;
      resolve(new Response(withoutContent.includes(status) ? null : (request.response as ArrayBuffer), { status }));
    });
    request.addEventListener("loadend", () => signal.removeEventListener("abort", abort));
    if (signal.aborted) return failed();
    signal.addEventListener("abort", abort);
    request.send(body);
  });
}
