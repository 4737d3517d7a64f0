/** The page's CSRF token, for requests a script makes. */
export function csrfToken(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content;
  return meta || (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "");
}
