// Asking the venue, as the person who has signed in.

/** The venue's word that it does not do what was asked (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly kind: string;
  readonly members: Record<string, unknown>;

  constructor(status: number, members: Record<string, unknown>) {
    const text = (name: string): string => (typeof members[name] === "string" ? (members[name] as string) : "");
    super([text("detail"), text("hint")].filter(Boolean).join(" ") || `${status}`);
    this.status = status;
    this.kind = text("type").split("/").at(-1) ?? "";
    this.members = members;
  }
}

/** No answer came. */
export class Offline extends Error {
  override readonly name = "Offline";
}

/** Sends JSON and reads JSON; undefined where the answer has no content. */
export async function ask<T>(method: "GET" | "POST" | "DELETE", address: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { "content-type": "application/json", accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
    });
  } catch (error) {
    throw new Offline("the venue could not be reached", { cause: error });
  }
  const text = await response.text();
  let answer: unknown;
  try {
    answer = text === "" ? undefined : JSON.parse(text);
  } catch (error) {
    throw new Offline(`something other than the venue answered, with the status ${response.status}`, { cause: error });
  }
  if (!response.ok) throw new Problem(response.status, (answer ?? {}) as Record<string, unknown>);
  return answer as T;
}
