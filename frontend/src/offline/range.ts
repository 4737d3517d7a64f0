/** Answer a Range request from a whole response kept in a cache: media players insist on 206. */
export async function rangeOf(request: Request, whole: Response): Promise<Response> {
  const header = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") ?? "");
  if (!header || (header[1] === "" && header[2] === "")) return whole;
  const body = await whole.blob();
  const suffix = header[1] === "";
  const start = suffix ? Math.max(0, body.size - Number(header[2])) : Number(header[1]);
  const end = suffix || header[2] === "" ? body.size - 1 : Math.min(Number(header[2]), body.size - 1);
  if (start > end || start >= body.size) {
    return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${body.size}` } });
  }
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", `bytes ${start}-${end}/${body.size}`);
  headers.set("Content-Length", String(end - start + 1));
  headers.set("Accept-Ranges", "bytes");
  return new Response(body.slice(start, end + 1, body.type), { status: 206, headers });
}
