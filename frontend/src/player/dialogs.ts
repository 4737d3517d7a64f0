/** The dialogs of the page of a test, by their id: `tong-quan`, `nop-bai`, `sang-phan`, `cong-cu`, `thanh-thao`. */
export function dialog(id: string): HTMLDialogElement {
  return document.getElementById(id) as HTMLDialogElement;
}
